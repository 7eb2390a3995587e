/** Items of the wire form of a private transaction (spec 01 §2.2), by their places. */
export const WIRE = {
  nonce: 0,
  gasPrice: 1,
  gasLimit: 2,
  to: 3,
  value: 4,
  payload: 5,
  v: 6,
  r: 7,
  s: 8,
  privateFrom: 9,
  recipients: 10,
  restriction: 11,
} as const

const ITEMS = 12
const SHORT_STRING = 0x80
const SHORT_LIST = 0xc0
const ONE_LENGTH_BYTE = 55
const SHORT_LENGTH = 0x3f

/**
 * Where the items of a private transaction are in its wire form, without making anything of them. One object serves for
 * many, one after the other.
 */
export class WireItems {
  /** Where items begin, by their places, and where the last one ends. */
  readonly #items = new Uint32Array(ITEMS + 1)
  /** Where their contents begin. */
  readonly #contents = new Uint32Array(ITEMS)
  #wire: Uint8Array = new Uint8Array(0)

  /** @param wire of a transaction that has been decoded without complaints, or could be. */
  read(wire: Uint8Array): this {
    this.#wire = wire
    let at = contentOf(wire, 0)
    for (let place = 0; place < ITEMS; place++) {
      this.#items[place] = at
      const start = contentOf(wire, at)
      this.#contents[place] = start
      at = start + lengthOf(wire, at, start)
    }
    this.#items[ITEMS] = at
    return this
  }

  /** Where an item begins; for the place behind the last, where that ends. */
  start(place: number): number {
    return this.#items[place] as number
  }

  /** The content of an item that is a byte string, as a view. */
  bytes(place: number): Uint8Array {
    return this.#wire.subarray(this.#contents[place], this.#items[place + 1])
  }

  /** Copies the content of an item to where it ends at a position. */
  copyTo(target: Uint8Array, end: number, place: number): void {
    let at = end - this.length(place)
    for (let i = this.#contents[place] as number; at < end; i++) target[at++] = this.#wire[i] as number
  }

  /** Number of bytes of an item's content. */
  length(place: number): number {
    return (this.#items[place + 1] as number) - (this.#contents[place] as number)
  }

  /** An item that is a number of at most six bytes. */
  number(place: number): number {
    let value = 0
    for (let at = this.#contents[place] as number; at < (this.#items[place + 1] as number); at++) {
      value = value * 256 + (this.#wire[at] as number)
    }
    return value
  }
}

/** Where the content of the item at a position begins. */
function contentOf(bytes: Uint8Array, at: number): number {
  const prefix = bytes[at] as number
  if (prefix < SHORT_STRING) return at
  const short = prefix - (prefix < SHORT_LIST ? SHORT_STRING : SHORT_LIST)
  return at + 1 + (short > ONE_LENGTH_BYTE ? short - ONE_LENGTH_BYTE : 0)
}

/** Length of the content of the item at a position, which begins at `start`. */
function lengthOf(bytes: Uint8Array, at: number, start: number): number {
  if (start === at) return 1
  if (start === at + 1) return (bytes[at] as number) & SHORT_LENGTH
  let length = 0
  for (let i = at + 1; i < start; i++) length = length * 256 + (bytes[i] as number)
  return length
}
