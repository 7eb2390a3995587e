import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import type { JsonValue } from '../JsonRpc.ts'
import type { FilterParameter } from '../parameters/filterParameter.ts'
import { logResult } from '../results/log.ts'
import { CollectingFilter } from './CollectingFilter.ts'
import { newLogs } from './newLogs.ts'

/** A filter of public logs. */
export class LogFilter extends CollectingFilter {
  readonly #node: NodeContext
  readonly #filter: FilterParameter
  readonly #logsNow: () => JsonValue[]

  /** @param logsNow what `eth_getFilterLogs` answers. */
  constructor(node: NodeContext, filter: FilterParameter, logsNow: () => JsonValue[]) {
    super()
    this.#node = node
    this.#filter = filter
    this.#logsNow = logsNow
  }

  logs(): JsonValue[] {
    return this.#logsNow()
  }

  /** Only the end of the range counts: a head after it brings nothing. */
  blockImported(block: PublicBlock, headBefore: PublicBlock): void {
    const { toBlock } = this.#filter
    const last = toBlock === 'earliest' ? 0n : toBlock
    if (typeof last === 'bigint' && this.#node.canonical.head.number > last) return
    for (const { placed, removed } of newLogs(this.#node, this.#filter, block, headBefore)) {
      this.collect(logResult(placed, removed))
    }
  }
}
