import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { Connection } from '../Connection.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { type GroupOwner, isStillMember } from '../tenancy/GroupOwner.ts'

/** Something that a connection wants to be told; its messages go to {@link Subscription.connection}. */
export interface Subscription {
  readonly connection: Connection
  blockImported?(block: PublicBlock, headBefore: PublicBlock): void
  transactionAdded?(hash: string): void
  transactionDropped?(hash: string): void
}

/** Makes a subscription that knows its id. */
export type SubscriptionMaker = (id: string) => Subscription

/** The subscriptions of a node. Ids are counted from 1, for all connections and both kinds together (spec 03 §14). */
export class SubscriptionStore {
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #owners = new Map<string, GroupOwner>()
  #count = 0n

  /**
   * @param owner the only one whom it is for, if so.
   * @returns the subscription's id, a quantity.
   */
  subscribe(make: SubscriptionMaker, owner?: GroupOwner): string {
    const id = `0x${(++this.#count).toString(16)}`
    this.#subscriptions.set(id, make(id))
    if (owner !== undefined) this.#owners.set(id, owner)
    return id
  }

  /** Whether any subscription has an owner. */
  get isOwned(): boolean {
    return this.#owners.size > 0
  }

  /** Ends the subscriptions whose owners are members of their groups no more. */
  async dropLost(): Promise<void> {
    for (const [id, owner] of [...this.#owners]) if (!(await isStillMember(owner))) this.#end(id)
  }

  /** @returns whether the connection had such a subscription. */
  unsubscribe(id: string, connection: Connection): boolean {
    if (this.#subscriptions.get(id)?.connection !== connection) return false
    return this.#end(id)
  }

  /** Ends all subscriptions of a connection. */
  closed(connection: Connection): void {
    for (const [id, subscription] of this.#subscriptions) {
      if (subscription.connection === connection) this.#end(id)
    }
  }

  blockImported(block: PublicBlock, headBefore: PublicBlock): void {
    for (const subscription of this.#subscriptions.values()) subscription.blockImported?.(block, headBefore)
  }

  transactionAdded(hash: string): void {
    for (const subscription of this.#subscriptions.values()) subscription.transactionAdded?.(hash)
  }

  transactionDropped(hash: string): void {
    for (const subscription of this.#subscriptions.values()) subscription.transactionDropped?.(hash)
  }

  #end(id: string): boolean {
    this.#owners.delete(id)
    return this.#subscriptions.delete(id)
  }
}

/** A notification of a subscription. */
export function notification(method: 'eth_subscription' | 'priv_subscription', params: JsonValue): JsonValue {
  return { jsonrpc: '2.0', method, params }
}
