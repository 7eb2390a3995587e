/** What has more bytes than this gets memory of its own outside of the heap, which takes longer to get than to fill. */
const ON_HEAP = 64

/** Gives out parts of larger arrays, for what many are made of. The memory of a part is freed with that of its neighbours. */
export class Slab {
  readonly #size: number
  readonly #largest: number
  #bytes = new Uint8Array(0)
  #used = 0

  /** @param size bytes of the larger arrays. @param largest bytes of a part; what is larger gets an array of its own. */
  constructor(size: number, largest: number) {
    this.#size = size
    this.#largest = largest
  }

  /** An array of zeros that nobody else has. @throws {RangeError} when that is no length; then nothing has changed. */
  take(length: number): Uint8Array {
    // With NaN for what is used, nobody would get a part any more.
    if (!Number.isSafeInteger(length) || length < 0) throw new RangeError(`${length} is no number of bytes`)
    if (length <= ON_HEAP || length > this.#largest) return new Uint8Array(length)
    if (this.#bytes.length - this.#used < length) {
      this.#bytes = new Uint8Array(this.#size)
      this.#used = 0
    }
    return this.#bytes.subarray(this.#used, (this.#used += length))
  }

  /** A copy that nobody else has. */
  copy(bytes: Uint8Array): Uint8Array {
    const copy = this.take(bytes.length)
    copy.set(bytes)
    return copy
  }
}
