/**
 * Bytes as text by the conversions of Node.js itself, without a `Buffer` around every array: keys of maps and of stores are made so
 * a few dozen times for every private transaction.
 */

type Convert = (bytes: Uint8Array) => string

/** What a `Buffer` does under the name `method`, for any bytes; by way of a `Buffer` where that cannot be had. */
function conversion(method: 'hexSlice' | 'latin1Slice', encoding: 'hex' | 'latin1'): Convert {
  const usual: Convert = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding)
  const slice: unknown = Reflect.get(Buffer.prototype, method)
  if (typeof slice !== 'function') return usual
  const direct = slice as (this: Uint8Array, start: number, end: number) => string
  const sample = Uint8Array.of(0x00, 0x7f, 0x80, 0xff)
  try {
    if (direct.call(sample, 0, sample.length) !== usual(sample)) return usual
  } catch {
    return usual
  }
  return (bytes) => direct.call(bytes, 0, bytes.length)
}

/** Two lower-case hex digits a byte. */
export const hexDigits: Convert = conversion('hexSlice', 'hex')

/** One character (U+0000 to U+00FF) a byte. */
export const latin1Text: Convert = conversion('latin1Slice', 'latin1')
