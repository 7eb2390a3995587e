import { toBigInt, toScalar } from '../primitives/bytes.ts'
import { smallBytes, smallCopy } from '../primitives/smallBytes.ts'
import type { StagedStore } from './StagedStore.ts'

const RANGE_BYTES = 128
/** Numbers that share a stored value: one bit each, the lowest bit of the first byte first. */
const RANGE = RANGE_BYTES * 8

/** Where a set is in its store; keys may be transient ones. */
export interface NumberSetKeys {
  /** Of the number of the last range, which is written when the set gets its first number. */
  last(): Uint8Array
  /** Key of a range. @param number in eight bytes, which are filled again later. */
  range(number: Uint8Array): Uint8Array
}

const rangeNumber = new Uint8Array(8)

/** Numbers of blocks in a store, which may be far apart and many: a bit each. Nothing is kept in memory. */
export class NumberSet {
  readonly #store: StagedStore
  readonly #keys: NumberSetKeys

  constructor(store: StagedStore, keys: NumberSetKeys) {
    this.#store = store
    this.#keys = keys
  }

  /** Stages a number; nothing if the set has it. */
  add(number: bigint): void {
    const range = Math.floor(Number(number) / RANGE)
    const place = Number(number) % RANGE
    const known = this.#store.get(this.#keyOf(range))
    if (known !== undefined && hasBit(known, place)) return
    const bits = known === undefined ? smallBytes(RANGE_BYTES) : smallCopy(known)
    bits[place >> 3]! |= 1 << (place & 7)
    this.#store.put(this.#keyOf(range), bits)
    if (known === undefined && range >= this.#ranges) this.#store.put(this.#keys.last(), toScalar(BigInt(range)))
  }

  /** Numbers from `from` to `to`, both included, ascending. */
  between(from: bigint, to: bigint): bigint[] {
    return [...this.#ascending(Number(from), Number(to))].flat()
  }

  /** Some of the numbers above `number`, ascending and without a hole from the first one; none if there are none. */
  above(number: bigint): readonly bigint[] {
    return this.#ascending(Number(number) + 1, Infinity).next().value ?? []
  }

  /** The numbers of a range after the other, as far as it has any. */
  *#ascending(first: number, last: number): Generator<bigint[], undefined> {
    const ranges = this.#ranges
    for (let range = Math.floor(first / RANGE); range < ranges && range * RANGE <= last; range++) {
      const bits = this.#store.get(this.#keyOf(range))
      if (bits === undefined) continue
      const found = numbersIn(bits, range * RANGE).filter((number) => number >= first && number <= last)
      if (found.length > 0) yield found.map(BigInt)
    }
  }

  /** Number of the range after the last one; 0 when there is none. */
  get #ranges(): number {
    const last = this.#store.get(this.#keys.last())
    return last === undefined ? 0 : Number(toBigInt(last)) + 1
  }

  #keyOf(range: number): Uint8Array {
    for (let at = 7, rest = range; at >= 0; rest = Math.floor(rest / 256)) rangeNumber[at--] = rest % 256
    return this.#keys.range(rangeNumber)
  }
}

const hasBit = (bits: Uint8Array, place: number): boolean => ((bits[place >> 3]! >> (place & 7)) & 1) === 1

function numbersIn(bits: Uint8Array, first: number): number[] {
  const numbers: number[] = []
  for (let at = 0; at < RANGE_BYTES; at++) {
    for (let rest = bits[at]!; rest !== 0; rest &= rest - 1) {
      // Of the lowest bit that is left.
      numbers.push(first + at * 8 + 31 - Math.clz32(rest & -rest))
    }
  }
  return numbers
}
