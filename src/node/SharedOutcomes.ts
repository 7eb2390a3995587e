import type { MarkerPoint } from '../chain/BlockExecutor.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { Engine, ExecutionCap } from '../execution/engine.ts'
import type { MarkerOutcome } from '../execution/executeMarker.ts'
import type { EraRule } from '../management/managementCalls.ts'
import { equalBytes } from '../primitives/bytes.ts'
import type { GroupId, StateRoot } from '../primitives/identifiers.ts'
import { RecentMap } from '../primitives/RecentMap.ts'
import type { RecordedChanges } from '../state/RecordedChanges.ts'
import { encodeStoredReceipt } from '../transaction/storedReceipt.ts'

/**
 * What the outcome of a marker depends on beside the marker with the public state inside it: the group at a root, and what the
 * enclave has returned. A group without state also depends on the node's private genesis: those are not shared.
 */
export interface OutcomeKey {
  readonly group: GroupId
  /** Of the group before the marker. */
  readonly root: StateRoot
  /** The text that the enclave returned, not its handle: an enclave may return anything. */
  readonly payload: string
  readonly era: EraRule
  readonly engine: Engine
  readonly cap: ExecutionCap
  /** What changed the group before in the same block. */
  readonly before: SharedOutcome | undefined
}

/** An outcome that one node has found. */
export interface SharedOutcome extends OutcomeKey {
  readonly outcome: MarkerOutcome
  /** The receipt as nodes store it; `undefined` when there is none. */
  readonly storedReceipt: Uint8Array | undefined
  /**
   * What the state of the group is after the marker beyond what it was before the block; `undefined` as long as no node has
   * ended the block with it.
   */
  changes: RecordedChanges | undefined
}

/** Blocks whose outcomes are kept, at least: nodes import a block one after the other. */
const KEPT_BLOCKS = 8

/**
 * What came of markers on the nodes of a network: members of a group that execute the same on the same take over what the first
 * of them has found.
 */
export class SharedOutcomes {
  readonly #blocks = new RecentMap<PublicBlock, Map<MarkerPoint, SharedOutcome[]>>(KEPT_BLOCKS)

  /** What a node has found, if it is there already. */
  find(block: PublicBlock, point: MarkerPoint, key: OutcomeKey): SharedOutcome | undefined {
    return this.#blocks
      .get(block)
      ?.get(point)
      ?.find((known) => isSame(known, key))
  }

  add(block: PublicBlock, point: MarkerPoint, key: OutcomeKey, outcome: MarkerOutcome): SharedOutcome {
    let points = this.#blocks.get(block)
    if (points === undefined) this.#blocks.set(block, (points = new Map<MarkerPoint, SharedOutcome[]>()))
    const storedReceipt = outcome.kind === 'refused' ? undefined : encodeStoredReceipt(outcome.receipt)
    const shared: SharedOutcome = { ...key, outcome, storedReceipt, changes: undefined }
    const known = points.get(point)
    if (known === undefined) points.set(point, [shared])
    else known.push(shared)
    return shared
  }
}

function isSame(one: OutcomeKey, other: OutcomeKey): boolean {
  return (
    one.before === other.before &&
    one.era === other.era &&
    one.engine === other.engine &&
    one.cap === other.cap &&
    equalBytes(one.root, other.root) &&
    equalBytes(one.group, other.group) &&
    one.payload === other.payload
  )
}
