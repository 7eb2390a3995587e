import { concat, padLeft, toBigInt, toScalar } from '../primitives/bytes.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'

const spaces = defineKeySpaces({ lastRange: 0x2a, range: 0x2b })
const RANGE_BYTES = 128
/** Blocks that share a stored value: one bit each, the lowest bit of the first byte first. */
const RANGE = BigInt(RANGE_BYTES * 8)

/**
 * At which heights a node may have transactions of a group: where it had some at any time and on any branch. It only saves
 * looking elsewhere. The head maps do not say it: a replay leaves transactions behind that they do not lead to (spec 02 §14).
 */
export class GroupBlocks {
  readonly #store: StagedStore

  constructor(store: StagedStore) {
    this.#store = store
  }

  /** Stages that a block with this number has transactions of a group. */
  add(group: GroupId, number: bigint): void {
    const range = number / RANGE
    const key = rangeKey(group, range)
    const [byte, bit] = placeOf(number)
    const known = this.#store.get(key)
    if (known !== undefined && hasBit(known, byte, bit)) return
    const bits = concat(known ?? new Uint8Array(RANGE_BYTES))
    bits[byte] = (bits[byte] ?? 0) | (1 << bit)
    this.#store.put(key, bits)
    if (known === undefined && range >= this.#ranges(group)) {
      this.#store.put(spaces.lastRange.key(group), toScalar(range))
    }
  }

  /** Numbers from `from` to `to`, both included, ascending. */
  between(group: GroupId, from: bigint, to: bigint): bigint[] {
    const found: bigint[] = []
    const ranges = this.#ranges(group)
    for (let range = from / RANGE; range < ranges && range * RANGE <= to; range++) {
      const bits = this.#store.get(rangeKey(group, range))
      if (bits === undefined) continue
      for (let number = range * RANGE; number < (range + 1n) * RANGE; number++) {
        if (number >= from && number <= to && hasBit(bits, ...placeOf(number))) found.push(number)
      }
    }
    return found
  }

  /** Number of the range after the last one of a group; 0 when there is none. */
  #ranges(group: GroupId): bigint {
    const last = this.#store.get(spaces.lastRange.key(group))
    return last === undefined ? 0n : toBigInt(last) + 1n
  }
}

function placeOf(number: bigint): readonly [byte: number, bit: number] {
  const place = Number(number % RANGE)
  return [place >> 3, place & 7]
}

const hasBit = (bits: Uint8Array, byte: number, bit: number): boolean => (((bits[byte] ?? 0) >> bit) & 1) === 1

const rangeKey = (group: GroupId, range: bigint): Uint8Array => spaces.range.key(group, padLeft(toScalar(range), 8))
