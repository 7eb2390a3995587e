import type { PublicBlock } from '../chain/PublicBlock.ts'
import { uncommittedRerun } from '../chain/uncommittedRerun.ts'
import type { Engine } from '../execution/engine.ts'
import { environmentOf } from '../execution/environment.ts'
import { type MarkerContext, executeInReplay } from '../execution/executeMarker.ts'
import { type Hex, toBase64, toHex } from '../primitives/bytes.ts'
import type { GroupId, StateRoot } from '../primitives/identifiers.ts'
import { BlockMetadataBuffer } from '../state/BlockMetadataBuffer.ts'
import type { PublicView } from '../state/PublicView.ts'
import type { HistoryBlobEntry } from '../transaction/historyBlob.ts'
import { encodePrivateTransaction } from '../transaction/privateTransaction.ts'
import type { EngineDefect } from './EngineDefect.ts'
import type { ReplayContext } from './ReplayContext.ts'
import { firstDifference, verifyRoots } from './verifyRoots.ts'

/** A block of the node's chain with the part of a history that it holds. */
export interface HistoricBlock {
  readonly block: PublicBlock
  readonly entries: readonly HistoryBlobEntry[]
}

/** What executing the transactions of a block again gave. */
interface BlockReplay {
  readonly buffer: BlockMetadataBuffer
  /** Root after each entry; `undefined` for one that was not reached. */
  readonly computed: readonly (StateRoot | undefined)[]
}

/**
 * Executes the needed transactions of one historic block again, stores what they give and verifies the roots. What an engine
 * gets wrong the reference engine does again from the same state; the deviation is reported.
 * @throws {ReplayRootMismatchError} when the reference engine does not give the recorded root either.
 */
export async function replayBlock(context: ReplayContext, group: GroupId, historic: HistoricBlock): Promise<void> {
  const { metadata, states, settings } = context
  const { block, entries } = historic
  const side = await publicSide(context, block)
  let replay = await execute(context, group, historic, side.views, settings.engine)
  const at = settings.engine.name === settings.reference.name ? -1 : firstDifference(entries, replay.computed)
  if (at >= 0 && replay.computed[at] !== undefined) {
    states.drop(group)
    const again = await execute(context, group, historic, side.views, settings.reference)
    const other = firstDifference(entries, again.computed)
    if (other < 0 || other > at) context.onEngineDefect(defectOf(context, group, historic, at, replay))
    replay = again
  }
  const { buffer, computed } = replay
  states.collect(group, metadata)
  if (side.abandoned === undefined) {
    buffer.stage(settings.rules.has('merge-head-maps') ? metadata.headMap(block.hash) : undefined)
  }
  verifyRoots(metadata.metadata(block.hash, group)?.at(-1)?.stateRoot, group, block, entries, computed, side.abandoned)
}

async function execute(
  { metadata, states, settings, chain }: ReplayContext,
  group: GroupId,
  { block, entries }: HistoricBlock,
  views: (index: number) => PublicView | undefined,
  engine: Engine,
): Promise<BlockReplay> {
  const buffer = new BlockMetadataBuffer(metadata, block.hash, block.parentHash)
  const environment = environmentOf(chain, block)
  const computed: (StateRoot | undefined)[] = []
  const positions = positionsByMarker(entries)
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
      engine,
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
  return { buffer, computed }
}

/** Where each marker stands in the history; of one that is named twice the first place. */
function positionsByMarker(entries: readonly HistoryBlobEntry[]): ReadonlyMap<Hex, number> {
  const positions = new Map<Hex, number>()
  for (const [position, { markerHash }] of entries.entries()) {
    const marker = toHex(markerHash)
    if (!positions.has(marker)) positions.set(marker, position)
  }
  return positions
}

function defectOf(
  { settings, metadata }: ReplayContext,
  group: GroupId,
  { block, entries }: HistoricBlock,
  at: number,
  { computed }: BlockReplay,
): EngineDefect {
  const entry = entries[at] as HistoryBlobEntry
  const before =
    entries[at - 1]?.stateRoot ?? new BlockMetadataBuffer(metadata, block.hash, block.parentHash).root(group)
  const root = computed[at]
  return {
    engine: settings.engine.name,
    group: toBase64(group),
    block: toHex(block.hash),
    blockNumber: block.number.toString(),
    transaction: toHex(entry.markerHash),
    before: toHex(before),
    expected: toHex(entry.stateRoot),
    computed: root && toHex(root),
    raw: toHex(encodePrivateTransaction(entry.transaction)),
  }
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
