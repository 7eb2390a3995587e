import type { ReplayProgress } from '../replay/ReplayContext.ts'
import type { NodeContext } from './NodeContext.ts'

/** Tells the listener of a node how far one replay is, and logs that it goes on: once for operators, then for those who look closely. */
export function logReplayProgress(node: NodeContext): (progress: ReplayProgress) => void {
  let begun = false
  return (progress) => {
    const { group, done, total } = progress
    if (!begun) node.logger.info('replaying a history', { group, transactions: total })
    begun = true
    node.logger.trace('replay', { group, done, total })
    node.onReplayProgress(progress)
  }
}
