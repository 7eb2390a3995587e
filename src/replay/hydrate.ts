import type { PublicBlock } from '../chain/PublicBlock.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import type { PayloadHandle } from '../primitives/identifiers.ts'
import { stageClock } from '../primitives/StageClock.ts'
import type { HistoryBlob } from '../transaction/historyBlob.ts'
import { firstNeeded } from './firstNeeded.ts'
import { groupOf } from './groupOf.ts'
import { join } from './join/join.ts'
import { ReplayRun } from './join/ReplayRun.ts'
import type { HistoricBlock } from './HistoricBlock.ts'
import { goneMarker, locateHistory, locateMarker } from './locateHistory.ts'
import { conflictsWithOwnHistory } from './ownHistoryConflict.ts'
import { readBlob } from './readBlob.ts'
import type { ReplayContext, ReplayProgress, ReplayReport } from './ReplayContext.ts'
import { SenderRecovery } from './senders/SenderRecovery.ts'

/**
 * Gives a node the history of a group from the blob that a 64-byte marker names (spec 02 §13.3), in the way that its settings
 * say: by executing again what the node does not have, or in one of the faster ones. `undefined` when nothing was needed, or strict mode
 * ignores the history.
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
  const ahead = context.ahead?.take(metadata, history, first)
  // Threads get on with the senders while the blocks are looked up; for a snapshot most of them are not asked for.
  const hasUse = ahead === undefined && settings.join.strategy !== 'snapshot'
  const senders = hasUse ? new SenderRecovery(history, first) : undefined
  let blocks: readonly HistoricBlock[]
  try {
    blocks = locate(context, history, first, ahead?.blocks)
  } catch (error) {
    senders?.end()
    const gone = settings.rules.has('ignore-gone-histories') ? goneMarker(error) : undefined
    if (gone === undefined) throw error
    context.logger.warn('ignored a history that names a marker which is not on the chain', {
      group: toBase64(group),
      block: importing.number,
      marker: gone,
    })
    return undefined
  }
  const run = new ReplayRun(context, { group, blob: key, history, first, blocks }, { onProgress, ahead, senders })
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

/**
 * All markers are located before anything is executed. The first block of the history gets an empty head map if it has none,
 * whatever comes of the rest (step 4).
 * @param known where they are, if that has been looked up.
 */
function locate(
  context: ReplayContext,
  history: HistoryBlob,
  first: number,
  known: readonly HistoricBlock[] | undefined,
): readonly HistoricBlock[] {
  const { metadata, settings } = context
  stageClock?.enter('public chain')
  try {
    // A history that is ignored leaves nothing behind.
    const whole =
      known ?? (settings.rules.has('ignore-gone-histories') ? locateHistory(context, history, first) : undefined)
    const block = whole?.[0]?.hash ?? locateMarker(context, history.marker(first))
    if (metadata.headMap(block) === undefined) metadata.putHeadMap(block, new Map())
    return whole ?? locateHistory(context, history, first)
  } finally {
    stageClock?.leave('public chain')
  }
}
