import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import type { Connection } from '../Connection.ts'
import { type LogCriteria, matchesFilter } from '../filters/matchesFilter.ts'
import { newPrivateLogs } from '../filters/newPrivateLogs.ts'
import { privateLog } from '../results/privateLog.ts'
import { type Subscription, notification } from './SubscriptionStore.ts'

/** What a subscription of private logs is for. */
interface PrivateLogWish {
  readonly id: string
  readonly connection: Connection
  /** Group id as it was given. */
  readonly group: string
  readonly filter: LogCriteria
}

/** Tells a connection the logs of a group, one message each, as their blocks are imported (spec 03 §14). */
export class PrivateLogSubscription implements Subscription {
  readonly connection: Connection
  readonly #node: NodeContext
  readonly #wish: PrivateLogWish

  constructor(node: NodeContext, wish: PrivateLogWish) {
    this.#node = node
    this.#wish = wish
    this.connection = wish.connection
  }

  blockImported(block: PublicBlock): void {
    const { id, group, filter } = this.#wish
    for (const log of newPrivateLogs(this.#node, group, block)) {
      if (!matchesFilter(filter, log.log)) continue
      const params = { subscription: id, privacyGroupId: group, result: privateLog(log) }
      this.connection.notify(notification('priv_subscription', params))
    }
  }
}
