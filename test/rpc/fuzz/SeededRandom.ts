/** Random choices that are the same for the same seed. */
export class SeededRandom {
  #state: number

  /** @param seed a whole number. */
  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }

  /** True once in `times`, on average. */
  oneIn(times: number): boolean {
    return this.below(times) === 0
  }

  /** One of a list. */
  of<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)]
    if (item === undefined && list.length === 0) throw new RangeError('there is nothing to choose from')
    return item as T
  }

  /** So many random bytes. */
  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256))
  }
}
