import { smallBytes } from './smallBytes.ts'
/** Byte helpers that every stage needs: comparison, concatenation, hex, base64 and big-endian numbers. */
import { hexDigits } from './bufferText.ts'

/** Values of hex digits by their character codes; -1 is no digit. */
const DIGITS: readonly number[] = Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
)

/** The empty byte string. */
export const EMPTY_BYTES: Uint8Array = new Uint8Array(0)

/** A `0x`-prefixed lower-case hex string of whole bytes. */
export type Hex = `0x${string}`

/** Encodes bytes as `0x` and two lower-case digits a byte. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${hexDigits(bytes)}`
}

/**
 * Decodes hex of whole bytes, with or without `0x`.
 * @throws {RangeError} on an odd number of digits or a character that is no hex digit.
 */
export function fromHex(text: string): Uint8Array {
  const start = text.startsWith('0x') ? 2 : 0
  const bytes = new Uint8Array((text.length - start) >> 1)
  let valid = (text.length - start) % 2 === 0
  for (let i = 0, at = start; i < bytes.length && valid; i++, at += 2) {
    const byte = (digitAt(text, at) << 4) | digitAt(text, at + 1)
    valid = byte >= 0
    bytes[i] = byte
  }
  if (!valid) throw new RangeError(`not hex of whole bytes: ${text.slice(0, 80)}`)
  return bytes
}

/** Value of a hex digit; -1 for any other character. */
function digitAt(text: string, index: number): number {
  return DIGITS[text.charCodeAt(index)] ?? -1
}

/** Encodes bytes as padded base64 of the standard alphabet (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/**
 * Decodes base64 of the standard alphabet as Besu's decoder does: padding may be absent, white space and other
 * characters may not be present.
 * @throws {RangeError} when the text is no base64.
 */
export function fromBase64(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if ((text.length - padding) % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) {
    throw new RangeError('not base64: the length does not work out')
  }
  const decoded = text.length > PIECE ? decodeLarge(text, padding) : Buffer.from(text, 'base64')
  // `Buffer` leaves out what is not of the alphabet, and knows another one as well. A pattern takes longer than it does.
  if (decoded.length !== Math.floor(((text.length - padding) * 3) / 4) || text.includes('-') || text.includes('_')) {
    throw new RangeError('not base64: a character outside the alphabet')
  }
  // Small buffers are parts of one that many share.
  if (decoded.byteLength < decoded.buffer.byteLength) return new Uint8Array(decoded)
  return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength)
}

/** Characters that are decoded at a time, a multiple of four. */
const PIECE = 2 ** 20

/** Decodes piece by piece: Node.js copies a text that it decodes, and a history may have hundreds of megabytes. */
function decodeLarge(text: string, padding: number): Buffer {
  const decoded = Buffer.allocUnsafeSlow(Math.floor(((text.length - padding) * 3) / 4))
  let length = 0
  for (let at = 0; at < text.length; at += PIECE) {
    length += decoded.write(text.slice(at, at + PIECE), length, 'base64')
  }
  return decoded.subarray(0, length)
}

/** Whether two byte strings are equal. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Concatenates byte strings into a new one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const out = smallBytes(length)
  let offset = 0
  for (const part of parts) {
    out.set(part, offset)
    offset += part.length
  }
  return out
}

/** Big-endian bytes of a non-negative number without leading zeros; zero is the empty string (an RLP scalar). */
export function toScalar(value: bigint): Uint8Array {
  if (value === 0n) return EMPTY_BYTES
  if (value < 0x1000000000000n) return smallScalar(Number(value))
  const digits = value.toString(16)
  return new Uint8Array(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'))
}

/** Without a text in between: a number from 1 to 2^48. */
function smallScalar(value: number): Uint8Array {
  let length = 1
  for (let limit = 256; limit <= value; limit *= 256) length++
  const bytes = new Uint8Array(length)
  for (let rest = value, i = length - 1; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256
  return bytes
}

/** The number that big-endian bytes stand for; the empty string is zero. */
export function toBigInt(bytes: Uint8Array): bigint {
  const { length } = bytes
  if (length > 6) return BigInt(`0x${hexDigits(bytes)}`)
  let value = 0
  for (const byte of bytes) value = value * 256 + byte
  return BigInt(value)
}

/** `value` as exactly 32 big-endian bytes. */
export function toWord(value: bigint): Uint8Array {
  return padLeft(toScalar(value), 32)
}

/** `bytes` preceded by zeros up to `length`; longer input is returned as it is. */
export function padLeft(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes
  const out = new Uint8Array(length)
  out.set(bytes, length - bytes.length)
  return out
}

/** `bytes` followed by zeros up to `length`; longer input is returned as it is. */
export function padRight(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes
  const out = new Uint8Array(length)
  out.set(bytes)
  return out
}

/** `bytes` without leading zero bytes. */
export function trimLeft(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length && bytes[start] === 0) start++
  return start === 0 ? bytes : bytes.subarray(start)
}
