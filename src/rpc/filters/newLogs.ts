import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import { headChange } from '../headChange.ts'
import { type PlacedLog, logsOf } from '../publicLogs.ts'
import { type LogCriteria, matchesFilter } from './matchesFilter.ts'

/** A log that a new head has brought, or taken away. */
export interface LogEvent {
  readonly placed: PlacedLog
  readonly removed: boolean
}

/** Matching logs of blocks that are no longer canonical, newest first, then of those that have become so. */
export function newLogs(
  node: NodeContext,
  criteria: LogCriteria,
  block: PublicBlock,
  headBefore: PublicBlock,
): LogEvent[] {
  const { removed, added } = headChange(node, block, headBefore)
  const matching = (of: PublicBlock): PlacedLog[] =>
    [...logsOf(node.chain, of)].filter(({ log }) => matchesFilter(criteria, log))
  return [
    ...removed.flatMap((old) => matching(old).reverse()).map((placed) => ({ placed, removed: true })),
    ...added.flatMap(matching).map((placed) => ({ placed, removed: false })),
  ]
}
