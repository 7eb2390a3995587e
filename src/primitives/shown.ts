/** Whether a value is an object, and not a list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as a message may show it: one line, not too long. Of an object only that it is one: it may hold keys. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Uint8Array) return `an array of ${value.length} bytes`
  if (isObject(value)) return 'an object'
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value === 'string') return JSON.stringify(shortened(value))
  return shortened(`${String(value)}${typeof value === 'bigint' ? 'n' : ''}`)
}

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text)
