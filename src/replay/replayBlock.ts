import { BlockMetadataBuffer } from '../state/BlockMetadataBuffer.ts'
import { executeHistoric } from './executeHistoric.ts'
import type { HistoricTask } from './historicTask.ts'
import type { ReplayContext } from './ReplayContext.ts'
import { verifyRoots } from './verifyRoots.ts'

/**
 * Executes the needed transactions of one historic block again, stores what they give and verifies the roots.
 * @param onStaged told when what the block gives is staged, which it is before the root is compared; not for one that is given up.
 * @throws {ReplayRootMismatchError} when the reference engine does not give the recorded root either.
 */
export async function replayBlock(context: ReplayContext, task: HistoricTask, onStaged: () => void): Promise<void> {
  const { metadata, states } = context
  const { group, block, abandoned } = task
  const buffer = bufferOf(context, task)
  const base = buffer.root(group)
  const outcome = await executeHistoric(context, task, base)
  states.collect(group, metadata)
  for (const { entry, receipt, root } of outcome.executed) {
    buffer.addReceipt(entry.markerHash, receipt)
    buffer.addSuccess(group, entry.markerHash, root)
  }
  if (abandoned === undefined) {
    stage(context, task, buffer)
    onStaged()
  }
  verifyRoots(metadata.lastRoot(block.hash, group), task, outcome, base)
}

/** Where what a historic block gives is gathered; knows the group's root before it. */
export function bufferOf({ metadata }: ReplayContext, { block }: Pick<HistoricTask, 'block'>): BlockMetadataBuffer {
  return new BlockMetadataBuffer(metadata, block.hash, block.parentHash, block.number, true)
}

/** Stages what a historic block gave. */
export function stage(
  { metadata, settings }: ReplayContext,
  { block }: Pick<HistoricTask, 'block'>,
  buffer: BlockMetadataBuffer,
): void {
  const storedHeads = settings.rules.has('merge-head-maps') ? metadata.headMap(block.hash) : undefined
  // Besu, too, writes them at once; they would be most of what a long replay keeps in memory.
  buffer.stage(storedHeads, !settings.rules.has('discard-failed-replay'))
}
