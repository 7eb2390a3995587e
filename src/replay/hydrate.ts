import type { TransactionPlace } from '../chain/ChainStore.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import { type GroupId, type PayloadHandle, toGroupId } from '../primitives/identifiers.ts'
import { payloadBytes } from '../transaction/enclavePayload.ts'
import { type HistoryBlobEntry, decodeHistoryBlob } from '../transaction/historyBlob.ts'
import { neededEntries } from './neededEntries.ts'
import { conflictsWithOwnHistory } from './ownHistoryConflict.ts'
import type { CanonicalChain, ReplayContext, ReplayProgress, ReplayReport } from './ReplayContext.ts'
import { repairHeadMaps } from './repairHeadMaps.ts'
import { type HistoricBlock, replayBlock } from './replayBlock.ts'

/**
 * Gives a node the history of a group from the blob that a 64-byte marker names, by executing again what the node does not
 * have (spec 02 §13.3). `undefined` when nothing was needed.
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
  const { payload } = await context.enclave.receive(key)
  const blob = payloadBytes(payload)
  const history = decodeHistoryBlob(blob)
  const group = groupOf(history)
  const { metadata, settings } = context
  if (conflictsWithOwnHistory(metadata, importing.parentHash, group, history, settings.rules)) return undefined
  const needed = neededEntries(metadata, importing.parentHash, group, history)
  if (needed.length === 0) return undefined
  beginHeadMaps(context, needed)
  const blocks = historicBlocks(context, needed)
  const started = performance.now()
  let done = 0
  for (const [index, historic] of blocks.entries()) {
    await replayBlock(context, group, historic)
    repairHeadMaps(context, group, historic.block, blocks[index + 1]?.block)
    done += historic.entries.length
    const rate = (done * 1000) / Math.max(performance.now() - started, 1e-3)
    onProgress?.({ group: toBase64(group), done, total: needed.length, rate })
  }
  metadata.putAddDataKey(group, key)
  return {
    group: toBase64(group),
    transactions: needed.length,
    blocks: blocks.length,
    bytes: blob.length,
    milliseconds: performance.now() - started,
    root: toHex(needed.at(-1)?.stateRoot ?? new Uint8Array(0)),
  }
}

function groupOf(history: readonly HistoryBlobEntry[]): GroupId {
  const recipients = history[0]?.transaction.recipients
  if (recipients?.kind !== 'group' || recipients.groupId.length !== 32) {
    throw new CoterieError(
      'HYDRATION_FAILED',
      'a history blob must begin with a transaction of a group with a 32-byte id',
    )
  }
  return toGroupId(recipients.groupId)
}

/** The first block of the history gets an empty head map if it has none, whatever comes of the rest (step 4). */
function beginHeadMaps({ canonical, metadata }: ReplayContext, [first]: readonly HistoryBlobEntry[]): void {
  if (first === undefined) return
  const { block } = locate(canonical, first)
  if (metadata.headMap(block) === undefined) metadata.putHeadMap(block, new Map())
}

/** All markers are located before anything is executed. */
function historicBlocks({ canonical, chain }: ReplayContext, needed: readonly HistoryBlobEntry[]): HistoricBlock[] {
  const byBlock = new Map<string, { block: PublicBlock; entries: HistoryBlobEntry[] }>()
  for (const entry of needed) {
    const { block } = locate(canonical, entry)
    const known = byBlock.get(toHex(block))
    if (known === undefined) byBlock.set(toHex(block), { block: chain.requireBlock(block), entries: [entry] })
    else known.entries.push(entry)
  }
  return [...byBlock.values()]
}

function locate(canonical: CanonicalChain, { markerHash }: HistoryBlobEntry): TransactionPlace {
  const place = canonical.place(markerHash)
  if (place !== undefined) return place
  const marker = toHex(markerHash)
  throw new CoterieError('HYDRATION_FAILED', `the history names marker ${marker}, which is not on the canonical chain`)
}
