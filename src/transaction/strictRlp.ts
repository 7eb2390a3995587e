import { DecodeError } from '../errors/DecodeError.ts'
import { toBigInt } from '../primitives/bytes.ts'
import { RlpFields } from './RlpFields.ts'

/** A decoded RLP item: a byte string or a list of items. */
export type RlpItem = Uint8Array | RlpItem[]

/** No format of private transactions nests deeper than four lists; more than this is refused before it costs a stack. */
const MAX_DEPTH = 16
/** A length of more bytes than this exceeds every possible input (2^48 bytes). */
const MAX_LENGTH_BYTES = 6

/**
 * Decodes exactly one RLP item and accepts the canonical encoding only, as Besu does (spec 01 §2.2): no prefix before a
 * single byte below 0x80, no long form of a length below 56, no leading zeros in a length, nothing after the item, and a
 * list that ends where its last item ends. Byte strings of the result are copies.
 * @param what the format that is expected, for the message of the error.
 * @throws {DecodeError} of kind `format`.
 */
export function decodeRlp(input: Uint8Array, what: string): RlpItem {
  return new RlpReader(input, what).only()
}

/**
 * Where the items of one list begin in its encoding, and where the last one ends: one number more than there are items. The
 * items themselves are not looked into.
 * @throws {DecodeError} of kind `format` when `input` is no canonical list of items.
 */
export function rlpListBounds(input: Uint8Array, what: string): Uint32Array {
  return new RlpReader(input, what).listBounds()
}

/** The items of one list, still encoded and parts of `input`. @throws {DecodeError} as {@link rlpListBounds}. */
export function rlpItems(input: Uint8Array, what: string): Uint8Array[] {
  return new RlpReader(input, what).encodedItems()
}

/**
 * Numbers among the items of one list, read without making the items.
 * @param places positions of the numbers in the list, ascending.
 * @throws {DecodeError} of kind `format` when `input` is no list, or has no number of at most 32 bytes there.
 */
export function rlpScalars(input: Uint8Array, places: readonly number[], what: string): bigint[] {
  return new RlpReader(input, what).scalars(places)
}

/**
 * One byte string among the items of a list, as a copy, read without making the others; `undefined` when the list ends before.
 * @param place its position in the list.
 * @throws {DecodeError} of kind `format` when `input` is no list, or has a list there.
 */
export function rlpBytesAt(input: Uint8Array, place: number, what: string): Uint8Array | undefined {
  return new RlpReader(input, what).bytesAt(place)
}

/**
 * The byte strings of one list, which are read when they are asked for.
 * @param input must not change.
 * @throws {DecodeError} of kind `format` when `input` is no canonical list, or has a list among its items.
 */
export function rlpFields(input: Uint8Array, what: string): RlpFields {
  return new RlpReader(input, what).fields()
}

class RlpReader {
  readonly #data: Uint8Array
  readonly #what: string
  #position = 0
  /** Of the item whose prefix has been read last. */
  #isList = false
  #stop = 0

  constructor(input: Uint8Array, what: string) {
    // A Buffer would hand out views where a copy is wanted.
    this.#data =
      input.constructor === Uint8Array ? input : new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    this.#what = what
  }

  only(): RlpItem {
    const item = this.#item(this.#data.length, 0)
    this.#requireEnd()
    return item
  }

  scalars(places: readonly number[]): bigint[] {
    const length = this.#openList()
    const found: bigint[] = []
    for (let place = 0; found.length < places.length; place++) {
      this.#prefix(length)
      if (places[found.length] === place) found.push(this.#scalar())
      this.#position = this.#stop
    }
    return found
  }

  bytesAt(place: number): Uint8Array | undefined {
    const length = this.#openList()
    for (let at = 0; this.#position < length; at++) {
      this.#prefix(length)
      if (at === place) {
        this.#requireString()
        return this.#data.slice(this.#position, this.#stop)
      }
      this.#position = this.#stop
    }
    return undefined
  }

  fields(): RlpFields {
    const length = this.#openList()
    const begin = this.#position
    const bounds: number[] = []
    while (this.#position < length) {
      this.#prefix(length)
      this.#requireString()
      bounds.push(this.#position, this.#stop)
      this.#position = this.#stop
    }
    return new RlpFields(this.#data, begin, bounds)
  }

  listBounds(): Uint32Array {
    const length = this.#openList()
    const bounds: number[] = []
    while (this.#position < length) {
      bounds.push(this.#position)
      this.#prefix(length)
      this.#position = this.#stop
    }
    bounds.push(length)
    return Uint32Array.from(bounds)
  }

  encodedItems(): Uint8Array[] {
    const length = this.#openList()
    const items: Uint8Array[] = []
    while (this.#position < length) {
      const start = this.#position
      this.#prefix(length)
      this.#position = this.#stop
      items.push(this.#data.subarray(start, this.#stop))
    }
    return items
  }

  #requireString(): void {
    if (this.#isList) throw new DecodeError(this.#what, 'an RLP item is a list instead of a byte string')
  }

  /** Moves to the first item of the list that everything is; returns where it ends. */
  #openList(): number {
    const { length } = this.#data
    this.#prefix(length)
    if (!this.#isList) throw new DecodeError(this.#what, 'it is no list')
    if (this.#stop !== length) throw new DecodeError(this.#what, `${length - this.#stop} bytes follow it`)
    return length
  }

  /** The number that the item here stands for. */
  #scalar(): bigint {
    const size = this.#stop - this.#position
    if (this.#isList || size > 32) throw new DecodeError(this.#what, 'an RLP item is no number of 256 bits')
    if (size > 6) return toBigInt(this.#data.subarray(this.#position, this.#stop))
    let value = 0
    for (let at = this.#position; at < this.#stop; at++) value = value * 256 + (this.#data[at] ?? 0)
    return BigInt(value)
  }

  /** Reads the prefix of the item here, which leaves the position where its contents begin. */
  #prefix(end: number): void {
    if (this.#position >= end) throw new DecodeError(this.#what, 'an RLP item is missing')
    const prefix = this.#data[this.#position] ?? 0
    this.#isList = prefix >= 0xc0
    if (prefix < 0x80) {
      this.#stop = this.#position + 1
      return
    }
    this.#position++
    const short = prefix - (this.#isList ? 0xc0 : 0x80)
    const length = short < 56 ? short : this.#length(short - 55, end)
    this.#stop = this.#position + length
    if (this.#stop > end) throw new DecodeError(this.#what, 'an RLP item is longer than what contains it')
    if (!this.#isList && length === 1 && (this.#data[this.#position] ?? 0) < 0x80) {
      throw new DecodeError(this.#what, 'a single byte below 0x80 has an RLP prefix')
    }
  }

  #length(size: number, end: number): number {
    const data = this.#data
    if (this.#position + size > end) throw new DecodeError(this.#what, 'the length of an RLP item is cut off')
    if (data[this.#position] === 0) throw new DecodeError(this.#what, 'the length of an RLP item has leading zeros')
    if (size > MAX_LENGTH_BYTES) throw new DecodeError(this.#what, 'an RLP item is longer than what contains it')
    let length = 0
    for (let i = 0; i < size; i++) length = length * 256 + (data[this.#position++] ?? 0)
    if (length < 56) throw new DecodeError(this.#what, 'a short RLP item is written in the long form')
    return length
  }

  #item(end: number, depth: number): RlpItem {
    this.#prefix(end)
    const stop = this.#stop
    if (!this.#isList) {
      const start = this.#position
      this.#position = stop
      return this.#data.slice(start, stop)
    }
    if (depth === MAX_DEPTH) throw new DecodeError(this.#what, 'its RLP lists are nested too deeply')
    const items: RlpItem[] = []
    while (this.#position < stop) items.push(this.#item(stop, depth + 1))
    return items
  }

  #requireEnd(): void {
    const rest = this.#data.length - this.#position
    if (rest > 0) throw new DecodeError(this.#what, `${rest} bytes follow it`)
  }
}
