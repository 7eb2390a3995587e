import type { GroupId } from '../primitives/identifiers.ts'
import { NumberSet } from '../storage/NumberSet.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'

const spaces = defineKeySpaces({ lastRange: 0x2a, range: 0x2b })

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
    this.#of(group).add(number)
  }

  /** Numbers from `from` to `to`, both included, ascending. */
  between(group: GroupId, from: bigint, to: bigint): bigint[] {
    return this.#of(group).between(from, to)
  }

  #of(group: GroupId): NumberSet {
    return new NumberSet(this.#store, {
      last: () => spaces.lastRange.transientKey(group),
      range: (number) => spaces.range.transientKey(group, number),
    })
  }
}
