import type { TransactionPlace } from '../chain/ChainStore.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import { uncommittedRerun } from '../chain/uncommittedRerun.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { ReplayRootMismatchError } from '../errors/ReplayRootMismatchError.ts'
import { environmentOf } from '../execution/environment.ts'
import { executeInReplay, type MarkerContext } from '../execution/executeMarker.ts'
import { type Hex, equalBytes, toBase64, toHex } from '../primitives/bytes.ts'
import { type GroupId, type PayloadHandle, type StateRoot, toGroupId } from '../primitives/identifiers.ts'
import { BlockMetadataBuffer } from '../state/BlockMetadataBuffer.ts'
import type { PublicView } from '../state/PublicView.ts'
import { payloadBytes } from '../transaction/enclavePayload.ts'
import { type HistoryBlobEntry, decodeHistoryBlob } from '../transaction/historyBlob.ts'
import { neededEntries } from './neededEntries.ts'
import { conflictsWithOwnHistory } from './ownHistoryConflict.ts'
import type { CanonicalChain, ReplayContext, ReplayProgress, ReplayReport } from './ReplayContext.ts'
import { repairHeadMaps } from './repairHeadMaps.ts'

/** A block of the node's chain with the part of a history that it holds. */
interface HistoricBlock {
  readonly block: PublicBlock
  readonly entries: readonly HistoryBlobEntry[]
}

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

/** Executes the needed transactions of one historic block again, stores what they give and verifies the root. */
async function replayBlock(context: ReplayContext, group: GroupId, { block, entries }: HistoricBlock): Promise<void> {
  const { metadata, states, settings, chain } = context
  const buffer = new BlockMetadataBuffer(metadata, block.hash, block.parentHash)
  const { views, abandoned } = await publicSide(context, block)
  const environment = environmentOf(chain, block)
  const computed: (StateRoot | undefined)[] = []
  const positions = new Map<Hex, number>()
  for (const [position, { markerHash }] of entries.entries()) {
    const marker = toHex(markerHash)
    if (!positions.has(marker)) positions.set(marker, position)
  }
  for (const [index, { hash }] of block.transactions.entries()) {
    const position = positions.get(toHex(hash)) ?? -1
    const entry = entries[position]
    const publicView = views(index)
    if (entry === undefined || publicView === undefined) continue
    const marker: MarkerContext = {
      groupId: group,
      world: states.at(group, buffer.root(group)),
      publicView,
      environment,
      engine: settings.engine,
      cap: settings.cap,
      journaled: settings.rules.has('journaled-state'),
      era: settings.era,
      privateGenesis: settings.privateGenesis,
    }
    const { receipt, root } = await executeInReplay(marker, entry.transaction)
    buffer.addReceipt(hash, receipt)
    buffer.addSuccess(group, hash, root)
    computed[position] = root
  }
  states.collect(group, metadata)
  if (abandoned === undefined) {
    buffer.stage(settings.rules.has('merge-head-maps') ? metadata.headMap(block.hash) : undefined)
  }
  verifyRoots(metadata.metadata(block.hash, group)?.at(-1)?.stateRoot, group, block, entries, computed, abandoned)
}

function verifyRoots(
  stored: StateRoot | undefined,
  group: GroupId,
  block: PublicBlock,
  entries: readonly HistoryBlobEntry[],
  computed: readonly (StateRoot | undefined)[],
  abandoned: string | undefined,
): void {
  const last = entries.at(-1)
  if (last === undefined || (stored !== undefined && equalBytes(stored, last.stateRoot))) return
  if (stored === undefined) {
    const why = abandoned ?? 'no transaction of the group is in it'
    throw new CoterieError('HYDRATION_FAILED', `the replay of block ${block.number} was given up: ${why}`)
  }
  const differs = (entry: HistoryBlobEntry, index: number): boolean => {
    const root = computed[index]
    return root === undefined || !equalBytes(root, entry.stateRoot)
  }
  const at = Math.max(entries.findIndex(differs), 0)
  const entry = entries[at] ?? last
  const root = computed[at]
  throw new ReplayRootMismatchError({
    group: toBase64(group),
    blockNumber: block.number.toString(),
    block: toHex(block.hash),
    transaction: toHex(entry.markerHash),
    expected: toHex(entry.stateRoot),
    computed: root && toHex(root),
    abandoned,
  })
}

/** The public state that each transaction of a historic block is replayed on, if it is reached at all. */
async function publicSide(
  { chain, settings }: ReplayContext,
  block: PublicBlock,
): Promise<{ views: (index: number) => PublicView | undefined; abandoned: string | undefined }> {
  if (settings.rules.has('carry-public-effects')) {
    const { markers } = await chain.execute(block)
    return { views: (index) => markers.find((marker) => marker.index === index)?.view, abandoned: undefined }
  }
  const { begun, abandoned } = uncommittedRerun(chain, block)
  const view = chain.stateAfter(chain.requireBlock(block.parentHash))
  return { views: (index) => (index < begun ? view : undefined), abandoned }
}
