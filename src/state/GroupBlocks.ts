import { toBigInt, toScalar } from '../primitives/bytes.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'

const spaces = defineKeySpaces({ lastRange: 0x2a, range: 0x2b })
const RANGE_BYTES = 128
/** Blocks that share a stored value: one bit each, the lowest bit of the first byte first. */
const RANGE = RANGE_BYTES * 8

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
    const range = Math.floor(Number(number) / RANGE)
    const key = rangeKey(group, range)
    const place = Number(number) % RANGE
    const known = this.#store.get(key)
    if (known !== undefined && hasBit(known, place)) return
    const bits = known?.slice() ?? new Uint8Array(RANGE_BYTES)
    bits[place >> 3]! |= 1 << (place & 7)
    this.#store.put(key, bits)
    if (known === undefined && range >= this.#ranges(group)) {
      this.#store.put(spaces.lastRange.key(group), toScalar(BigInt(range)))
    }
  }

  /** Numbers from `from` to `to`, both included, ascending. */
  between(group: GroupId, from: bigint, to: bigint): bigint[] {
    const found: bigint[] = []
    const [first, last, ranges] = [Number(from), Number(to), this.#ranges(group)]
    for (let range = Math.floor(first / RANGE); range < ranges && range * RANGE <= last; range++) {
      const bits = this.#store.get(rangeKey(group, range))
      if (bits === undefined) continue
      for (let place = 0; place < RANGE; place++) {
        const number = range * RANGE + place
        if (number >= first && number <= last && hasBit(bits, place)) found.push(BigInt(number))
      }
    }
    return found
  }

  /** Number of the range after the last one of a group; 0 when there is none. */
  #ranges(group: GroupId): number {
    const last = this.#store.get(spaces.lastRange.key(group))
    return last === undefined ? 0 : Number(toBigInt(last)) + 1
  }
}

const hasBit = (bits: Uint8Array, place: number): boolean => ((bits[place >> 3]! >> (place & 7)) & 1) === 1

/** The range is written in eight bytes. */
function rangeKey(group: GroupId, range: number): Uint8Array {
  const number = new Uint8Array(8)
  for (let at = 7, rest = range; rest > 0; rest = Math.floor(rest / 256)) number[at--] = rest % 256
  return spaces.range.key(group, number)
}
