import { toBigInt } from '../primitives/bytes.ts'

/** The byte strings of one list where they stand in its encoding; each is made when it is asked for. */
export class RlpFields {
  readonly #data: Uint8Array
  /** Where each begins, and behind it where it ends. */
  readonly #bounds: readonly number[]

  /** Where the first item of the list begins, with its prefix. */
  readonly begin: number

  /** @param data the encoding; must not change. */
  constructor(data: Uint8Array, begin: number, bounds: readonly number[]) {
    this.#data = data
    this.begin = begin
    this.#bounds = bounds
  }

  /** How many there are. */
  get count(): number {
    return this.#bounds.length >> 1
  }

  /** Bytes of one of them. */
  length(place: number): number {
    return this.end(place) - this.#start(place)
  }

  /** Where one ends in the encoding. */
  end(place: number): number {
    return this.#bounds[2 * place + 1] ?? 0
  }

  /** A copy of one of them; there are no bytes where the list ends before. */
  bytes(place: number): Uint8Array {
    return this.#data.slice(this.#start(place), this.end(place))
  }

  /** The number that one of them stands for, big-endian. */
  number(place: number): bigint {
    const end = this.end(place)
    let at = this.#start(place)
    if (end - at > 6) return toBigInt(this.#data.subarray(at, end))
    let value = 0
    while (at < end) value = value * 256 + (this.#data[at++] ?? 0)
    return BigInt(value)
  }

  /** Whether one begins with a zero, as no number does. */
  hasLeadingZero(place: number): boolean {
    return this.length(place) > 0 && this.#data[this.#start(place)] === 0
  }

  /** Copies one to where it ends at a position of `target`. */
  copyTo(target: Uint8Array, end: number, place: number): void {
    const start = this.#start(place)
    for (let from = this.end(place), at = end; from > start;) target[--at] = this.#data[--from] ?? 0
  }

  #start(place: number): number {
    return this.#bounds[2 * place] ?? 0
  }
}
