import type { NodeContext } from '../node/NodeContext.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import { firstNeeded } from '../replay/firstNeeded.ts'
import { checkpointOf } from '../replay/join/checkpointOf.ts'
import { locateHistory } from '../replay/locateHistory.ts'
import type { HistoryBlob } from '../transaction/historyBlob.ts'
import { snapshotSize, stateSize } from './stateSource.ts'

/** What a node has to do to make a history its own. */
export interface NewcomerWork {
  /** Transactions that it executes. */
  readonly transactions: number
  /** Bytes of the state that it receives, without the requests. */
  readonly snapshotBytes: number
}

/**
 * What a node would do that is added to a group.
 * @param blob the history that would be sent to it.
 * @param known entries of the blob whose markers are in blocks; a lock may follow, which is taken to be alone in its block.
 */
export async function newcomerWork(
  sender: NodeContext,
  { metadata, canonical, settings }: NodeContext,
  group: GroupId,
  blob: HistoryBlob,
  known: number,
): Promise<NewcomerWork> {
  const { strategy, checkpointEvery } = settings.join
  const first = firstNeeded(metadata, canonical.head.hash, group, blob)
  const all = { transactions: blob.length - first, snapshotBytes: 0 }
  if (strategy !== 'snapshot') return all
  const blocks = locateHistory(sender, blob, first, known)
  const end = await checkpointOf(sender, blocks, blob.length, checkpointEvery)
  if (known < blob.length && blob.length % checkpointEvery === 0 && end === blocks.length) {
    // Nobody has the state after the lock yet; that before it lacks one slot at most.
    const { stateRoot } = blob.entry(known - 1)
    return { transactions: 0, snapshotBytes: stateSize(sender.metadata, metadata, stateRoot) }
  }
  const last = blocks[end - 1]?.entries.at(-1)?.position
  if (last === undefined) return all
  const { stateRoot } = blob.entry(last)
  return { transactions: blob.length - last - 1, snapshotBytes: snapshotSize(sender.metadata, metadata, stateRoot) }
}
