import type { NodeContext } from '../../node/NodeContext.ts'
import type { Connection } from '../Connection.ts'
import { newLogs } from '../filters/newLogs.ts'
import { headChange } from '../headChange.ts'
import type { JsonValue } from '../JsonRpc.ts'
import type { BlockParameter } from '../parameters/blockParameter.ts'
import type { FilterParameter } from '../parameters/filterParameter.ts'
import { blockResult } from '../results/block.ts'
import { logResult } from '../results/log.ts'
import { type Subscription, type SubscriptionMaker, notification } from './SubscriptionStore.ts'

function tell(connection: Connection, subscription: string, result: JsonValue): void {
  connection.notify(notification('eth_subscription', { subscription, result }))
}

/** Every block that becomes canonical. @param complete with whole transactions. */
export function newHeads(node: NodeContext, connection: Connection, complete: boolean): SubscriptionMaker {
  return (id): Subscription => ({
    connection,
    blockImported: (block, headBefore) => {
      for (const head of headChange(node, block, headBefore).added) {
        tell(connection, id, blockResult(node.chain, head, complete))
      }
    },
  })
}

/** Public logs of blocks in the range of the filter, and their removal. */
export function newLogEvents(node: NodeContext, connection: Connection, filter: FilterParameter): SubscriptionMaker {
  const from = numberOf(filter.fromBlock)
  const to = numberOf(filter.toBlock)
  return (id): Subscription => ({
    connection,
    blockImported: (block, headBefore) => {
      for (const { placed, removed } of newLogs(node, filter, block, headBefore)) {
        const { number } = placed.block
        if ((from !== undefined && number < from) || (to !== undefined && number > to)) continue
        tell(connection, id, logResult(placed, removed))
      }
    },
  })
}

/** Transactions that the pool takes. @param show what is told of a transaction (hash, hex). */
export function newPendingTransactions(connection: Connection, show: (hash: string) => JsonValue): SubscriptionMaker {
  return (id): Subscription => ({ connection, transactionAdded: (hash) => tell(connection, id, show(hash)) })
}

/** Transactions that the pool loses without a block. */
export function droppedPendingTransactions(connection: Connection): SubscriptionMaker {
  return (id): Subscription => ({ connection, transactionDropped: (hash) => tell(connection, id, hash) })
}

/** A network of simulated nodes never synchronises, so there is nothing to tell. */
export function syncing(connection: Connection): SubscriptionMaker {
  return (): Subscription => ({ connection })
}

function numberOf(parameter: BlockParameter | undefined): bigint | undefined {
  if (parameter === 'earliest') return 0n
  return typeof parameter === 'bigint' ? parameter : undefined
}
