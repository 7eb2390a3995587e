import type { PublicBlock } from '../chain/PublicBlock.ts'
import { historiesOf } from './historiesOf.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * Lets threads begin with the histories that a block brings, if several wait, while nodes import it one after another.
 * @param nodes of one network, in the order in which they import the block.
 * @param work the imports.
 */
export function executeAhead<T>(
  nodes: readonly NodeContext[],
  block: PublicBlock,
  work: () => T | Promise<T>,
): T | Promise<T> {
  return nodes[0]?.ahead?.isOn === true ? executeHistoriesAhead(nodes[0], nodes, block, work) : work()
}

async function executeHistoriesAhead<T>(
  first: NodeContext,
  nodes: readonly NodeContext[],
  block: PublicBlock,
  work: () => T | Promise<T>,
): Promise<T> {
  const { ahead } = first
  const handles = historiesOf(first, block).map(({ key }) => key)
  if (ahead === undefined || handles.length === 0) return work()
  const receivers = nodes.filter(({ canonical }) => canonical.has(block.parentHash) && !canonical.has(block.hash))
  if (receivers.length === 0) return work()
  try {
    await ahead.begin(receivers, block.parentHash, handles)
    return await work()
  } finally {
    ahead.end()
  }
}
