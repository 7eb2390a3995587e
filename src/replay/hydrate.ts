import type { PublicBlock } from '../chain/PublicBlock.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import { type GroupId, type PayloadHandle, toGroupId } from '../primitives/identifiers.ts'
import { stageClock } from '../primitives/StageClock.ts'
import type { HistoryBlob } from '../transaction/historyBlob.ts'
import { firstNeeded } from './firstNeeded.ts'
import { join } from './join/join.ts'
import { ReplayRun } from './join/ReplayRun.ts'
import { type HistoricBlock, locateHistory, locateMarker } from './locateHistory.ts'
import { conflictsWithOwnHistory } from './ownHistoryConflict.ts'
import { readBlob } from './readBlob.ts'
import type { ReplayContext, ReplayProgress, ReplayReport } from './ReplayContext.ts'

/**
 * Gives a node the history of a group from the blob that a 64-byte marker names (spec 02 §13.3), in the way that its settings
 * say: by executing again what the node does not have, or in one of the faster ones. `undefined` when nothing was needed.
 * @param importing the block that carries the marker.
 * @throws {EnclaveError} when the enclave does not give the blob; a client error means that it is not for this node.
 * @throws {ReplayRootMismatchError} when a replayed block does not give the recorded root.
 * @throws {CoterieError} for a blob that cannot be used; what was replayed before stays staged.
 */
export async function hydrate(
  context: ReplayContext,
  importing: PublicBlock,
  key: PayloadHandle,
  onProgress?: (progress: ReplayProgress) => void,
): Promise<Omit<ReplayReport, 'marker'> | undefined> {
  const history = await readBlob(context, key)
  const group = groupOf(history)
  const { metadata, settings } = context
  if (conflictsWithOwnHistory(metadata, importing.parentHash, group, history, settings.rules)) return undefined
  const first = firstNeeded(metadata, importing.parentHash, group, history)
  if (first === history.length) return undefined
  const started = performance.now()
  const blocks = locate(context, history, first)
  const run = new ReplayRun(context, { group, blob: key, history, first, blocks }, onProgress)
  const strategy = await join(run)
  metadata.putAddDataKey(group, key)
  return {
    group: toBase64(group),
    strategy,
    transactions: run.executed,
    deferred: run.deferred,
    blocks: blocks.length,
    bytes: history.byteLength,
    snapshotBytes: run.snapshotBytes,
    verifiedRoots: run.verifiedRoots,
    milliseconds: performance.now() - started,
    root: toHex(history.entry(history.length - 1).stateRoot),
  }
}

function groupOf(history: HistoryBlob): GroupId {
  const recipients = history.length === 0 ? undefined : history.entry(0).transaction.recipients
  if (recipients?.kind !== 'group' || recipients.groupId.length !== 32) {
    throw new CoterieError(
      'HYDRATION_FAILED',
      'a history blob must begin with a transaction of a group with a 32-byte id',
    )
  }
  return toGroupId(recipients.groupId)
}

/**
 * All markers are located before anything is executed. The first block of the history gets an empty head map if it has none,
 * whatever comes of the rest (step 4).
 */
function locate(context: ReplayContext, history: HistoryBlob, first: number): HistoricBlock[] {
  const { metadata } = context
  stageClock?.enter('public chain')
  try {
    const block = locateMarker(context, history.marker(first))
    if (metadata.headMap(block) === undefined) metadata.putHeadMap(block, new Map())
    return locateHistory(context, history, first)
  } finally {
    stageClock?.leave('public chain')
  }
}
