import type { PublicBlock } from '../chain/PublicBlock.ts'
import { historiesOf } from './historiesOf.ts'
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
  const handles = nodes[0] === undefined ? [] : historiesOf(nodes[0], block).map(({ key }) => key)
  if (handles.length === 0) return work()
  const receivers = nodes.filter(({ canonical }) => canonical.has(block.parentHash) && !canonical.has(block.hash))
  if (receivers.length === 0) return work()
  try {
    await ahead.begin(receivers, block.parentHash, handles)
    return await work()
  } finally {
    ahead.end()
  }
}
