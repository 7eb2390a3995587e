import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import { privateLogsInRange } from '../../node/privateLogs.ts'
import type { JsonValue } from '../JsonRpc.ts'
import type { BlockParameter } from '../parameters/blockParameter.ts'
import type { FilterParameter } from '../parameters/filterParameter.ts'
import { groupId } from '../parameters/groupId.ts'
import { privateLog } from '../results/privateLog.ts'
import { rpcError } from '../RpcError.ts'
import { CollectingFilter } from './CollectingFilter.ts'
import { matchesFilter } from './matchesFilter.ts'
import { newPrivateLogs } from './newPrivateLogs.ts'

/** A filter of the logs of a group (spec 03 §12.2 to §12.4 and corrections). */
export class PrivateLogFilter extends CollectingFilter {
  readonly #node: NodeContext
  readonly #group: string
  readonly #filter: FilterParameter

  /** @param group group id as it was given; whether it is one shows when the filter is asked. */
  constructor(node: NodeContext, group: string, filter: FilterParameter) {
    super()
    this.#node = node
    this.#group = group
    this.#filter = filter
  }

  logs(): JsonValue[] {
    const { fromBlock, toBlock } = this.#filter
    const from = this.#numberOrHead(fromBlock)
    if (from < 0n) throw rpcError('INTERNAL_ERROR')
    const group = groupId(this.#group, 'INTERNAL_ERROR')
    return privateLogsInRange(this.#node, group, from, this.#numberOrHead(toBlock))
      .filter(({ log }) => matchesFilter(this.#filter, log))
      .map(privateLog)
  }

  /** Only the end of the range counts: a block after it brings nothing. */
  blockImported(block: PublicBlock): void {
    if (this.#node.canonical.head.number > this.#numberOrHead(this.#filter.toBlock)) return
    for (const log of newPrivateLogs(this.#node, this.#group, block)) {
      if (matchesFilter(this.#filter, log.log)) this.collect(privateLog(log))
    }
  }

  #numberOrHead(parameter: BlockParameter | undefined): bigint {
    if (parameter === 'earliest') return 0n
    return typeof parameter === 'bigint' ? parameter : this.#node.canonical.head.number
  }
}
