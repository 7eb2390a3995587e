/** Bytes of an entry's metadata: a list header of two bytes, then marker hash and root with a prefix each. */
export const METADATA_SIZE: number = 2 + 2 * 33

const SHORT_STRING = 0x80
const SHORT_LIST = 0xc0
const ONE_LENGTH_BYTE = 55

/** Widths of the items of a private transaction that are numbers; `undefined` for byte strings of any length. */
const WIDTHS: readonly (number | undefined)[] = [
  8,
  32,
  8,
  undefined,
  32,
  undefined,
  6,
  32,
  32,
  undefined,
  undefined,
  undefined,
]
const [TO, V, R, S] = [3, 6, 7, 8] as const

/**
 * Whether an entry of a history blob looks as nearly all do, so that decoding it cannot fail. It is read without making anything of it,
 * which takes a tenth of the time; any other may be well formed or not.
 * @param start position of the entry in `bytes`; it ends before `end`.
 */
export function isOrdinaryEntry(bytes: Uint8Array, start: number, end: number): boolean {
  const reader = new ItemReader(bytes, end)
  if (!reader.openList(start) || reader.stop !== end || !reader.openList(reader.at)) return false
  return reader.stop === end - METADATA_SIZE && hasOrdinaryItems(reader) && hasMetadata(bytes, end)
}

/** Bytes of a version as an item. */
const VERSION_SIZE = 33

/**
 * Where the transaction of an envelope is, if the envelope looks as nearly all do, so that decoding it cannot fail; `undefined` for any
 * other, which may be well formed or not.
 */
export function ordinaryEnvelope(bytes: Uint8Array): { readonly start: number; readonly end: number } | undefined {
  const reader = new ItemReader(bytes, bytes.length)
  if (!reader.openList(0) || reader.stop !== bytes.length) return undefined
  const [start, end] = [reader.at, bytes.length - VERSION_SIZE]
  if (!reader.openList(start) || reader.stop !== end || !hasOrdinaryItems(reader)) return undefined
  return bytes[end] === SHORT_STRING + VERSION_SIZE - 1 ? { start, end } : undefined
}

/** Twelve byte strings that are a transaction of a group, as far as their widths go. */
function hasOrdinaryItems(reader: ItemReader): boolean {
  const { stop } = reader
  for (let place = 0; place < WIDTHS.length; place++) {
    const width = WIDTHS[place]
    if (!reader.readString(stop)) return false
    const { length, first } = reader
    if (width !== undefined && (length > width || (length > 0 && first === 0))) return false
    if (place === TO && length !== 0 && length !== 20) return false
    if (place === V && !isKnownV(reader.number())) return false
    // Nearly all numbers of 256 bits are less than the order of the curve; those that begin so are.
    if ((place === R || place === S) && (length === 0 || (length === 32 && first === 0xff))) return false
  }
  return reader.at === stop
}

const isKnownV = (v: number): boolean => v === 27 || v === 28 || v > 36

function hasMetadata(bytes: Uint8Array, end: number): boolean {
  const at = end - METADATA_SIZE
  return bytes[at] === 0xf8 && bytes[at + 1] === 66 && bytes[at + 2] === 0xa0 && bytes[at + 35] === 0xa0
}

/** Reads prefixes; lengths of up to two bytes. */
class ItemReader {
  readonly #bytes: Uint8Array
  readonly #end: number
  /** Where reading goes on. */
  at = 0
  /** Where the list ends that was opened last. */
  stop = 0
  /** Bytes of the string that was read last, and the first of them. */
  length = 0
  first = 0

  constructor(bytes: Uint8Array, end: number) {
    this.#bytes = bytes
    this.#end = end
  }

  openList(start: number): boolean {
    const prefix = this.#bytes[start] ?? 0
    if (start >= this.#end || prefix < SHORT_LIST) return false
    this.at = start + 1
    const length = this.#length(prefix - SHORT_LIST)
    this.stop = this.at + length
    return length >= 0 && this.stop <= this.#end
  }

  readString(stop: number): boolean {
    const prefix = this.#bytes[this.at] ?? SHORT_LIST
    if (this.at >= stop || prefix >= SHORT_LIST) return false
    if (prefix < SHORT_STRING) {
      this.length = 1
      this.first = prefix
      this.at++
      return true
    }
    this.at++
    this.length = this.#length(prefix - SHORT_STRING)
    this.first = this.#bytes[this.at] ?? 0
    if (this.length < 0 || this.at + this.length > stop || (this.length === 1 && this.first < SHORT_STRING))
      return false
    this.at += this.length
    return true
  }

  /** The string that was read last as a number of at most six bytes. */
  number(): number {
    let value = 0
    for (let at = this.at - this.length; at < this.at; at++) value = value * 256 + (this.#bytes[at] ?? 0)
    return value
  }

  /** A length by its short form, or by the bytes behind the prefix; -1 for another form. */
  #length(short: number): number {
    if (short <= ONE_LENGTH_BYTE) return short
    const high = this.#bytes[this.at++] ?? 0
    if (short === ONE_LENGTH_BYTE + 1) return high > ONE_LENGTH_BYTE ? high : -1
    if (short > ONE_LENGTH_BYTE + 2 || high === 0) return -1
    return high * 256 + (this.#bytes[this.at++] ?? 0)
  }
}
