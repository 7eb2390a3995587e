import { smallBytes } from '../primitives/smallBytes.ts'

/** What RLP encodes: a byte string or a list of such. */
export type RlpInput = Uint8Array | readonly RlpInput[]

/**
 * RLP of an item, written into one array: putting it together from the inside out copies everything once a level, and every
 * private transaction encodes a few dozen items.
 */
export function encodeRlp(item: RlpInput): Uint8Array {
  lists = 0
  const out = smallBytes(measure(item))
  lists = 0
  write(item, out, 0)
  // Only what is very large has so many lists.
  if (lengths.length > MOST_LISTS_KEPT) lengths.length = MOST_LISTS_KEPT
  return out
}

const MOST_LISTS_KEPT = 10_000
// Content lengths of the lists of one item, in the order in which they begin.
const lengths: number[] = []
let lists = 0

/** RLP of the list of items that are given in their own RLP encoding. */
export function encodeRlpList(encodedItems: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const item of encodedItems) length += item.length
  const out = new Uint8Array(headerLength(length) + length)
  let at = writeHeader(0xc0, length, out, 0)
  for (const item of encodedItems) {
    out.set(item, at)
    at += item.length
  }
  return out
}

/** Bytes of an item; notes the content length of every list. */
function measure(item: RlpInput): number {
  if (item instanceof Uint8Array) return stringLength(item)
  const list = lists++
  let length = 0
  for (const part of item) length += measure(part)
  lengths[list] = length
  return headerLength(length) + length
}

/** Writes an item that has been measured; returns the position behind it. */
function write(item: RlpInput, out: Uint8Array, at: number): number {
  if (!(item instanceof Uint8Array)) {
    at = writeHeader(0xc0, lengths[lists++] ?? 0, out, at)
    for (const part of item) at = write(part, out, at)
    return at
  }
  return writeString(item, out, at)
}

/** Bytes of the encoding of a string. */
export function stringLength(bytes: Uint8Array): number {
  return isOneByte(bytes) ? 1 : headerLength(bytes.length) + bytes.length
}

/** Writes a string; returns the position behind it. */
export function writeString(bytes: Uint8Array, out: Uint8Array, at: number): number {
  if (!isOneByte(bytes)) at = writeHeader(0x80, bytes.length, out, at)
  out.set(bytes, at)
  return at + bytes.length
}

/** Whether the bytes are one below 0x80, which stands for itself. */
function isOneByte(bytes: Uint8Array): boolean {
  return bytes.length === 1 && (bytes[0] ?? 0) < 0x80
}

/** Bytes of the header of a string or list with so many bytes of contents. */
export function headerLength(length: number): number {
  let size = 1
  if (length >= 56) for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size++
  return size
}

/** Writes the header of a string (`base` 0x80) or list (0xc0); returns the position behind it. */
export function writeHeader(base: number, length: number, out: Uint8Array, at: number): number {
  if (length < 56) {
    out[at] = base + length
    return at + 1
  }
  const size = headerLength(length) - 1
  out[at] = base + 55 + size
  for (let i = size, rest = length; i > 0; i--, rest = Math.floor(rest / 256)) out[at + i] = rest % 256
  return at + 1 + size
}
