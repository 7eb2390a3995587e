import { DecodeError } from '../../src/index.ts'

/**
 * Reads one value of a recording. Every field must be known and have the form that is expected of it, so that nothing of a
 * recording can be passed over.
 * @param path where the value stands, for the complaint.
 * @throws {DecodeError} for anything else.
 */
export type Shape<T> = (value: unknown, path: string) => T

/** What a shape reads. */
export type Of<S> = S extends Shape<infer T> ? T : never

type Shapes = Readonly<Record<string, Shape<unknown>>>
type Fields<Required extends Shapes, Optional extends Shapes> = {
  readonly [Key in keyof Required]: Of<Required[Key]>
} & { readonly [Key in keyof Optional]?: Of<Optional[Key]> }

/** A complaint about a recording. */
export function malformed(path: string, problem: string): DecodeError {
  return new DecodeError('recording that this runner knows', `${path} ${problem}`)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** A text of this form. @param what its name in a complaint. */
export function text(form: RegExp, what: string): Shape<string> {
  return (value, path) => {
    if (typeof value === 'string' && form.test(value)) return value
    throw malformed(path, `must be ${what}, not ${shown(value)}`)
  }
}

/** Any text. */
export const anyText = text(/^/, 'a text')
/** `0x` hex of whole bytes. */
export const hexBytes = text(/^0x([0-9a-f]{2})*$/, 'hex bytes')
/** `0x` hex of 32 bytes. */
export const hash32 = text(/^0x[0-9a-f]{64}$/, '32 bytes in hex')
/** `0x` hex of 20 bytes. */
export const address = text(/^0x[0-9a-f]{40}$/, 'an address')
/** A hex quantity without leading zeros. */
export const hexQuantity = text(/^0x(0|[1-9a-f][0-9a-f]*)$/, 'a hex quantity')
/** Padded base64. */
export const base64 = text(/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'base64')
/** Padded base64 of 32 bytes. */
export const base64Of32 = text(/^[A-Za-z0-9+/]{43}=$/, 'base64 of 32 bytes')

/** True or false. */
export const flag: Shape<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value
  throw malformed(path, `must be true or false, not ${shown(value)}`)
}

/** A whole number from `least` on. */
export function count(least: number): Shape<number> {
  return (value, path) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
    throw malformed(path, `must be a whole number from ${least} on, not ${shown(value)}`)
  }
}

/** Any whole number. */
export const integer = count(Number.MIN_SAFE_INTEGER)

/** One of these values. */
export function oneOf<const T extends string | number | boolean>(...choices: readonly T[]): Shape<T> {
  return (value, path) => {
    const found = choices.find((choice) => choice === value)
    if (found !== undefined) return found
    throw malformed(path, `must be one of ${choices.join(', ')}, not ${shown(value)}`)
  }
}

/** A value of this shape, or `null`. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path))
}

/** A list of values of one shape. */
export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw malformed(path, `must be a list, not ${shown(value)}`)
    return value.map((item: unknown, index) => shape(item, `${path}[${index}]`))
  }
}

/** A list of two values. */
export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<readonly [A, B]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) throw malformed(path, `must be a pair, not ${shown(value)}`)
    return [first(value[0], `${path}[0]`), second(value[1], `${path}[1]`)]
  }
}

/** An object with any keys of one form and values of one shape. */
export function record<T>(key: Shape<string>, shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, path) =>
    Object.fromEntries(
      Object.entries(objectAt(value, path)).map(([name, item]) => {
        const place = `${path}.${name}`
        return [key(name, `the key ${place}`), shape(item, place)]
      }),
    )
}

/** An object with exactly these fields. */
export function fields<Required extends Shapes, Optional extends Shapes = Record<never, never>>(
  required: Required,
  optional?: Optional,
): Shape<Fields<Required, Optional>> {
  const known: Shapes = { ...required, ...optional }
  return (value, path) => {
    const given = objectAt(value, path)
    const read: Record<string, unknown> = {}
    for (const [name, item] of Object.entries(given)) {
      const shape = Object.hasOwn(known, name) ? known[name] : undefined
      if (shape === undefined) throw malformed(`${path}.${name}`, 'is a field that this runner does not know')
      read[name] = shape(item, `${path}.${name}`)
    }
    for (const name of Object.keys(required))
      if (!Object.hasOwn(given, name)) throw malformed(`${path}.${name}`, 'is missing')
    return read as Fields<Required, Optional>
  }
}

function objectAt(value: unknown, path: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw malformed(path, `must be an object, not ${shown(value)}`)
}
