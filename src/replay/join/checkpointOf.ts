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
export async function checkpointOf(
  context: ReplayContext,
  blocks: readonly HistoricBlock[],
  length: number,
  every: number,
): Promise<number> {
  const limit = length - (length % every)
  let end = 0
  while ((blocks[end]?.entries.at(-1)?.position ?? limit) < limit) end++
  if (!isInOrder(blocks)) return 0
  for (const block of blocks.slice(0, end)) {
    const abandoned = isAbandoned(context, block)
    if (abandoned instanceof Promise ? await abandoned : abandoned) return 0
  }
  return end
}

/** Whether Besu gives a block up when it replays it: then the history cannot be replayed, and is not to be believed either. */
function isAbandoned({ chain, settings }: ReplayContext, { hash }: HistoricBlock): boolean | Promise<boolean> {
  if (settings.rules.has('carry-public-effects')) return false
  const rerun = uncommittedRerun(chain, chain.outline(hash))
  if (rerun instanceof Promise) return rerun.then(({ abandoned }) => abandoned !== undefined)
  return rerun.abandoned !== undefined
}
