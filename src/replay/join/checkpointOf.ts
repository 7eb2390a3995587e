import { uncommittedRerun } from '../../chain/uncommittedRerun.ts'
import type { HistoricBlock } from '../HistoricBlock.ts'
import type { ReplayContext } from '../ReplayContext.ts'
import { isInOrder } from './isInOrder.ts'

/**
 * A checkpoint is the end of the last block at or before every `every`th transaction of a history. The last one counts, if
 * it brings the node further.
 * @param blocks those that the node needs.
 * @param length of the history.
 * @returns number of needed blocks before it; 0 when there is none, or when `replay` would not take the history.
 */
export function checkpointOf(
  context: ReplayContext,
  blocks: readonly HistoricBlock[],
  length: number,
  every: number,
): number {
  const limit = length - (length % every)
  let end = 0
  while ((blocks[end]?.entries.at(-1)?.position ?? limit) < limit) end++
  return isInOrder(blocks) && !blocks.slice(0, end).some((block) => isAbandoned(context, block)) ? end : 0
}

/** Whether Besu gives a block up when it replays it: then the history cannot be replayed, and is not to be believed either. */
function isAbandoned({ chain, settings }: ReplayContext, { hash }: HistoricBlock): boolean {
  return (
    !settings.rules.has('carry-public-effects') && uncommittedRerun(chain, chain.outline(hash)).abandoned !== undefined
  )
}
