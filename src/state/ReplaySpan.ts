import { concat, fromHex, type Hex, toHex } from '../primitives/bytes.ts'
import { decodeAscending, encodeAscending } from '../storage/ascendingNumbers.ts'

const GROUP_BYTES = 32
const UNTIL_BYTES = 4

/**
 * What a replay of a group has done to the head maps of canonical blocks (spec 02 §13.3, step 5e): from the first replayed
 * block to {@link until}, each block that was not replayed itself has the last replayed one before it as the group's head.
 * Blocks are named by their numbers, 0 to 2³² - 1.
 */
export class ReplaySpan {
  /** Rises from span to span. */
  readonly id: number
  /** Group id, hex. */
  readonly group: Hex
  /** Replayed blocks, ascending; the places after {@link #count} are spare. */
  #numbers: Uint32Array
  #count: number
  #until: number

  constructor(id: number, group: Hex, numbers: Uint32Array = new Uint32Array(16), count = 0, until = 0) {
    this.id = id
    this.group = group
    this.#numbers = numbers
    this.#count = count
    this.#until = until
  }

  /** The last block whose head map has been repaired. */
  get until(): number {
    return this.#until
  }

  /** Whether no block gets its head from this span. */
  get coversNothing(): boolean {
    const first = this.#numbers[0]
    return this.#count === 0 || first === undefined || this.#until - first < this.#count
  }

  /** Whether the block with this number can be the next replayed one: nothing lies between it and {@link until}. */
  accepts(number: number): boolean {
    return this.#count === 0 || number === this.#until + 1
  }

  /** @param number of a block that the span accepts. */
  append(number: number): void {
    if (this.#count === this.#numbers.length) {
      const longer = new Uint32Array(this.#count * 2)
      longer.set(this.#numbers)
      this.#numbers = longer
    }
    this.#numbers[this.#count++] = number
    this.#until = number
  }

  repairUpTo(number: number): void {
    if (this.#count > 0) this.#until = Math.max(this.#until, number)
  }

  /** Number of the block that is the group's head at a block; `undefined` where the span says nothing. */
  headAt(number: number): number | undefined {
    if (number > this.#until) return undefined
    const after = this.#firstAbove(number)
    const head = after === 0 ? undefined : this.#numbers[after - 1]
    return head === number ? undefined : head
  }

  /** Blocks above `number` do not belong to the span any more. */
  cutBack(number: number): void {
    this.#count = this.#firstAbove(number)
    this.#until = Math.min(this.#until, number)
  }

  /** Group id ‖ {@link until} in 4 bytes ‖ the replayed blocks. */
  encode(): Uint8Array {
    const until = new Uint8Array(UNTIL_BYTES)
    new DataView(until.buffer).setUint32(0, this.#until)
    return concat(fromHex(this.group), until, encodeAscending(this.#numbers.subarray(0, this.#count)))
  }

  static decode(id: number, bytes: Uint8Array): ReplaySpan {
    const group = toHex(bytes.subarray(0, GROUP_BYTES))
    const until = new DataView(bytes.buffer, bytes.byteOffset).getUint32(GROUP_BYTES)
    const numbers = decodeAscending(bytes.subarray(GROUP_BYTES + UNTIL_BYTES))
    return new ReplaySpan(id, group, numbers, numbers.length, until)
  }

  /** How many of the replayed blocks are not above `number`. */
  #firstAbove(number: number): number {
    let [low, high] = [0, this.#count]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#numbers[middle] ?? 0) <= number) low = middle + 1
      else high = middle
    }
    return low
  }
}
