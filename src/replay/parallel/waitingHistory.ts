import type { BlockHash, GroupId, PayloadHandle, StateRoot } from '../../primitives/identifiers.ts'
import { payloadBytes } from '../../transaction/enclavePayload.ts'
import { HistoryBlob } from '../../transaction/historyBlob.ts'
import { firstNeeded } from '../firstNeeded.ts'
import { groupOf } from '../groupOf.ts'
import { locateMarker } from '../locateHistory.ts'
import { bufferOf } from '../replayBlock.ts'
import type { ReplayContext } from '../ReplayContext.ts'

/** A history that a block is going to bring to a node. */
export interface WaitingHistory {
  readonly context: ReplayContext
  readonly group: GroupId
  readonly history: HistoryBlob
  /** Position of the first entry that the node needs. */
  readonly first: number
  /** Root of the group before it. */
  readonly base: StateRoot
  /** The node's head. */
  readonly head: BlockHash
}

/**
 * The history behind a handle as the node will find it, looked at without any effect; `undefined` unless a thread may execute it:
 * one that is long enough, of a node that replays as Besu does.
 * @param parent the block before the one that brings it.
 * @param least transactions that are worth a thread.
 * @param known histories by the texts that enclaves have of them; gets this one.
 */
export function waitingHistory(
  context: ReplayContext,
  parent: BlockHash,
  handle: PayloadHandle,
  least: number,
  known: Map<string, HistoryBlob>,
): WaitingHistory | undefined {
  const { settings, metadata, enclave, chain } = context
  if (settings.join.strategy !== 'replay' || settings.engine.name !== 'fast' || settings.rules.size > 0)
    return undefined
  try {
    const payload = enclave.peek?.(handle)
    if (payload === undefined) return undefined
    const history = known.get(payload) ?? new HistoryBlob(payloadBytes(payload))
    const group = groupOf(history)
    const first = firstNeeded(metadata, parent, group, history)
    if (history.length - first < least) return undefined
    const block = chain.outline(locateMarker(context, history.marker(first)))
    known.set(payload, history)
    const base = bufferOf(context, { block }).root(group)
    return { context, group, history, first, base, head: context.canonical.head.hash }
  } catch {
    // The node finds out what is wrong with it.
    return undefined
  }
}
