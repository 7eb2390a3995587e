import { CoterieError } from '../errors/CoterieError.ts'
import type { Clock } from './clock.ts'

/** The clock of a network as it can be moved: what {@link Clock} says plus what was asked for. Times are in seconds. */
export class NetworkClock {
  readonly #clock: Clock
  /** How far the next block is moved, and how far the last one was: a clock that counts from the parent counts from what
   * the parent would be without. */
  #shift = 0n
  #applied = 0n
  #next: bigint | undefined
  #interval: bigint | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Time of the next block on a parent with this time; always later. */
  timestampAfter(parent: bigint): bigint {
    if (this.#next !== undefined && this.#next > parent) return this.#next
    const proposed = this.#proposal(parent)
    return proposed > parent ? proposed : parent + 1n
  }

  /** A block on `parent` was made with the time `made`: what was asked for the next block is done. */
  blockMade(parent: bigint, made: bigint): void {
    if (this.#next === made) this.#shift += made - this.#proposal(parent)
    this.#next = undefined
    this.#applied = this.#shift
  }

  /** Moves all further blocks on. @returns how far they are moved altogether. */
  increase(seconds: bigint): bigint {
    this.#shift += seconds
    return this.#shift
  }

  /** Sets the time of the next block; later ones go on from there. @throws {CoterieError} `INVALID_ARGUMENT`. */
  setNext(timestamp: bigint, head: bigint): void {
    requireLater(timestamp, head)
    this.#next = timestamp
  }

  /** Moves the clock so that a block made now has this time. @returns by how much. @throws as {@link setNext} does. */
  set(timestamp: bigint, head: bigint): bigint {
    requireLater(timestamp, head)
    this.#next = undefined
    const moved = timestamp - this.#proposal(head)
    this.#shift += moved
    return moved
  }

  /** Seconds from each block to the next instead of what the clock says; `undefined`: the clock counts again. */
  set interval(seconds: bigint | undefined) {
    this.#interval = seconds
  }

  get interval(): bigint | undefined {
    return this.#interval
  }

  /** @returns puts back how the clock is moved now. */
  snapshot(): () => void {
    const [shift, applied, next, interval] = [this.#shift, this.#applied, this.#next, this.#interval]
    return () => {
      this.#shift = shift
      this.#applied = applied
      this.#next = next
      this.#interval = interval
    }
  }

  /** What the clock says, moved; not always later than the parent. */
  #proposal(parent: bigint): bigint {
    const plain = parent - this.#applied
    return (this.#interval === undefined ? this.#clock.nextTimestamp(plain) : plain + this.#interval) + this.#shift
  }
}

function requireLater(timestamp: bigint, head: bigint): void {
  if (timestamp > head) return
  throw new CoterieError('INVALID_ARGUMENT', `the next block needs a timestamp above ${head}, that of the head`)
}
