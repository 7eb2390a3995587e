import type { GroupId } from '../primitives/identifiers.ts'
import { type CompletionReport, completeHistory } from '../replay/join/completeHistory.ts'
import { discardStaged } from './discardStaged.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * Makes what a node has deferred of a group's history, and writes it at once. Nothing may be staged, and no block be
 * imported meanwhile.
 * @throws what `completeHistory` and the store throw; the node is as before then.
 */
export async function completeDeferred(node: NodeContext, group: GroupId): Promise<CompletionReport> {
  try {
    const report = await completeHistory(node, group)
    await node.store.commit()
    const { transactions, blocks } = report
    if (blocks > 0) node.logger.info('completed a history', { group: report.group, transactions, blocks })
    return report
  } catch (error) {
    discardStaged(node)
    throw error
  }
}
