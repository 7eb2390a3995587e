import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PayloadHandle } from '../primitives/identifiers.ts'
import { isMarker, parseMarkerData } from '../transaction/markerTransaction.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * Lets threads begin with the histories that a block brings, if several wait, while nodes import it one after another.
 * @param nodes of one network, in the order in which they import the block.
 * @param work the imports.
 */
export async function executeAhead<T>(
  nodes: readonly NodeContext[],
  block: PublicBlock,
  work: () => Promise<T>,
): Promise<T> {
  const ahead = nodes[0]?.ahead
  if (ahead?.isOn !== true) return work()
  const receivers = nodes.filter(({ canonical }) => canonical.has(block.parentHash) && !canonical.has(block.hash))
  const handles = receivers[0] === undefined ? [] : historiesOf(receivers[0], block)
  if (handles.length === 0) return work()
  try {
    await ahead.begin(receivers, block.parentHash, handles)
    return await work()
  } finally {
    ahead.end()
  }
}

/** Handles of the histories that markers of a block name. */
function historiesOf({ privacy }: NodeContext, block: PublicBlock): PayloadHandle[] {
  return block.transactions.flatMap(({ to, data }) => {
    const handle = isMarker(to, data, privacy) ? parseMarkerData(data)?.blobHandle : undefined
    return handle === undefined ? [] : [handle]
  })
}
