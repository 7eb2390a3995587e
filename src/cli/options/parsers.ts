import { OptionProblem } from './Option.ts'

/** `true` or `false`. */
export function yesOrNo(text: string): boolean {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === 'false') return lower === 'true'
  throw new OptionProblem(`'${text}' is not a boolean`)
}

/** Any text but blanks. @param what says what is wanted, for the complaint. */
export function textFor(what: string): (text: string) => string {
  return (text) => {
    if (text.trim() === '') throw new OptionProblem(`'${text}' is no ${what}`)
    return text
  }
}

/** A whole number from `least` to `most`. */
export function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    if (!/^-?[0-9]{1,15}$/.test(text)) throw new OptionProblem(`'${text}' is not an int`)
    const value = Number(text)
    if (value < least || value > most) throw new OptionProblem(`${value} is not between ${least} and ${most}`)
    return value
  }
}

/** A TCP port; 0 is any free one. */
export const port: (text: string) => number = integer(0, 65_535)

/** A whole number without limit, decimal or hex. */
export function bigInteger(text: string): bigint {
  if (!/^(0x[0-9a-fA-F]+|[0-9]+)$/.test(text)) throw new OptionProblem(`'${text}' is not a whole number`)
  return BigInt(text)
}

/** One of some words. */
export function oneOf<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase())
    if (found === undefined) throw new OptionProblem(`expected one of [${words.join(', ')}] but was '${text}'`)
    return found
  }
}

/** Texts with commas between them. */
export function list(text: string): readonly string[] {
  return text.split(',').map((item) => item.trim())
}
