import { toScalar } from '../primitives/bytes.ts'
import {
  type BlockHash,
  type GroupId,
  type PayloadHandle,
  type StateRoot,
  toBlockHash,
  toPayloadHandle,
  toStateRoot,
} from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import { encodeRlp } from '../transaction/encodeRlp.ts'
import { bytesOf, listOf, scalarOf } from '../transaction/rlpItem.ts'
import { type RlpItem, decodeRlp } from '../transaction/strictRlp.ts'

const spaces = defineKeySpaces({ deferred: 0x2c })
const WHAT = 'deferred history'

/** Part of a group's history whose older states, and perhaps receipts, a node has not made yet. */
export interface DeferredPart {
  /** Handle of the history blob that has it. */
  readonly blob: PayloadHandle
  /** Position of its first transaction in the blob. */
  readonly first: number
  /** Position behind its last transaction. */
  readonly end: number
  /** Root before the first one; that state is stored. */
  readonly base: StateRoot
  /** Block of the last one; the others are in this block and its ancestors. */
  readonly tip: BlockHash
}

/** What nodes that joined a group in another way than by replay have left for later, by group. */
export class DeferredHistory {
  readonly #store: StagedStore

  constructor(store: StagedStore) {
    this.#store = store
  }

  /** The parts of a group's history that are deferred, oldest first. */
  parts(group: GroupId): DeferredPart[] {
    const encoded = this.#store.get(spaces.deferred.transientKey(group))
    return encoded === undefined ? [] : listOf(decodeRlp(encoded, WHAT), WHAT, 'it').map(partOf)
  }

  /** Stages one more part. */
  add(group: GroupId, part: DeferredPart): void {
    const items = [...this.parts(group), part].map(({ blob, first, end, base, tip }) => [
      blob,
      toScalar(BigInt(first)),
      toScalar(BigInt(end)),
      base,
      tip,
    ])
    this.#store.put(spaces.deferred.transientKey(group), encodeRlp(items))
  }

  /** Stages that nothing is deferred any more. */
  clear(group: GroupId): void {
    this.#store.delete(spaces.deferred.key(group))
  }
}

function partOf(item: RlpItem): DeferredPart {
  const [blob, first, end, base, tip] = listOf(item, WHAT, 'a part', 5)
  return {
    blob: toPayloadHandle(bytesOf(blob, WHAT, 'the handle', 32)),
    first: Number(scalarOf(first, WHAT, 'the first position', 6)),
    end: Number(scalarOf(end, WHAT, 'the end', 6)),
    base: toStateRoot(bytesOf(base, WHAT, 'the base', 32)),
    tip: toBlockHash(bytesOf(tip, WHAT, 'the tip', 32)),
  }
}
