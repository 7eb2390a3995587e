import type { NetworkNode } from '../network/NetworkNode.ts'
import type { Network } from '../network/Network.ts'
import { FilterStore } from './filters/FilterStore.ts'
import { SubscriptionStore } from './subscriptions/SubscriptionStore.ts'

/** Time and randomness of the RPC layer. */
export interface RpcSurroundings {
  /** Milliseconds; only differences count. */
  readonly now: () => number
  /** Unguessable bytes. */
  readonly randomBytes: (size: number) => Uint8Array
}

/** What all servers and the provider of one node share: filters and subscriptions (spec 03 §12.6, §14). */
export class NodeRpc {
  readonly network: Network
  readonly node: NetworkNode
  readonly filters: FilterStore
  readonly subscriptions: SubscriptionStore

  constructor(network: Network, node: NetworkNode, surroundings: RpcSurroundings) {
    this.network = network
    this.node = node
    this.filters = new FilterStore(surroundings)
    this.subscriptions = new SubscriptionStore()
    node.onImport((block, headBefore) => {
      this.filters.blockImported(block, headBefore)
      this.subscriptions.blockImported(block, headBefore)
    })
  }
}
