import { parse as parseLossless } from 'lossless-json'
import { FloatId } from './FloatId.ts'

/** Levels of arrays and objects; the JSON reader of Besu refuses more, and so no later step can run out of stack. */
const MAX_DEPTH = 1000

/** Longer numbers are refused too. */
const MAX_DIGITS = 1000

/** What a JavaScript number cannot hold: a whole number of 16 digits or more outside of a text, or a fractional id. */
const SPECIAL_NUMBER = /[:,[]\s*-?[0-9]{16}|"id"\s*:\s*-?[0-9]+[.eE]/

/**
 * A JSON text's value; `undefined` when it is none or nested too deeply. Whole numbers beyond 2^53 are bigint, a fractional `id` of a
 * request or of a batch's element is a {@link FloatId}. Of equal keys the last one counts.
 */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  if (isTooDeep(text)) return undefined
  try {
    return { value: SPECIAL_NUMBER.test(text) ? parseExactly(text) : (JSON.parse(text) as unknown) }
  } catch {
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  if (!hasManyOpenings(text)) return false
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x22) {
      i = endOfText(text, i)
      if (i === -1) return false
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

/** Almost no body is near the limit; this is cheaper than to follow all its levels. */
function hasManyOpenings(text: string): boolean {
  let count = 0
  for (const opening of ['[', '{']) {
    for (let i = text.indexOf(opening); i !== -1; i = text.indexOf(opening, i + 1)) {
      if (++count > MAX_DEPTH) return true
    }
  }
  return false
}

/** Index of the quote that ends the text whose first quote is at `start`; -1 when there is none. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text[end - 1 - escapes] === '\\') escapes++
    if (escapes % 2 === 0) return end
  }
  return -1
}

/** A number as it was written. */
class Literal {
  readonly text: string

  constructor(text: string) {
    if (text.length > MAX_DIGITS) throw new SyntaxError('a number is too long')
    this.text = text
  }
}

/** Reads JSON number by number. @throws {SyntaxError} */
function parseExactly(text: string): unknown {
  return parseLossless(text, (key, value) => (value instanceof Literal ? numberOf(value.text, key === 'id') : value), {
    parseNumber: (literal) => new Literal(literal),
    onDuplicateKey: ({ newValue }) => newValue,
  })
}

function numberOf(literal: string, isId: boolean): number | bigint | FloatId {
  if (/[.eE]/.test(literal)) return isId ? new FloatId(literal) : Number(literal)
  return Number.isSafeInteger(Number(literal)) ? Number(literal) : BigInt(literal)
}
