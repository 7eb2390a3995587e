import { TransactionSimulator } from '../chain/TransactionSimulator.ts'
import type { NetworkNode } from '../network/NetworkNode.ts'
import type { Network } from '../network/Network.ts'
import { type Logger, silentLogger } from '../primitives/Logger.ts'
import { FilterStore } from './filters/FilterStore.ts'
import { SubscriptionStore } from './subscriptions/SubscriptionStore.ts'

/** Time and randomness of the RPC layer. */
export interface RpcSurroundings {
  /** Milliseconds; only differences count. */
  readonly now: () => number
  /** Unguessable bytes. */
  readonly randomBytes: (size: number) => Uint8Array
  /** What goes wrong unexpectedly. Default: nothing is reported. */
  readonly logger?: Logger | undefined
}

/** What all servers and the provider of one node share: filters and subscriptions (spec 03 §12.6, §14). */
export class NodeRpc {
  readonly network: Network
  readonly node: NetworkNode
  readonly filters: FilterStore
  readonly subscriptions: SubscriptionStore
  /** Executes calls on the public state. */
  readonly simulator: TransactionSimulator
  readonly logger: Logger

  constructor(network: Network, node: NetworkNode, surroundings: RpcSurroundings) {
    this.network = network
    this.node = node
    this.logger = (surroundings.logger ?? silentLogger).child({ node: node.name })
    this.filters = new FilterStore(surroundings)
    this.subscriptions = new SubscriptionStore()
    network.onSnapshot(() => this.filters.snapshot())
    this.simulator = new TransactionSimulator(node.context.chain)
    node.onImport((block, headBefore) => {
      const tell = (): void => {
        this.#tell(() => this.filters.blockImported(block, headBefore))
        this.#tell(() => this.subscriptions.blockImported(block, headBefore))
      }
      // Whoever the block has removed is not told what it holds (spec 04 §7).
      return this.filters.isOwned || this.subscriptions.isOwned ? this.#dropLost().then(tell) : tell()
    })
    network.on('transaction', ({ hash }) => {
      this.#tell(() => this.filters.transactionAdded(hash))
      this.#tell(() => this.subscriptions.transactionAdded(hash))
    })
    network.on('dropped', ({ hash }) => this.#tell(() => this.subscriptions.transactionDropped(hash)))
  }

  async #dropLost(): Promise<void> {
    await this.filters.dropLost()
    await this.subscriptions.dropLost()
  }

  /** What a listener cannot take is no reason for a node to refuse a block, or for a pool a transaction. */
  #tell(listener: () => void): void {
    try {
      listener()
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      this.network.tell('warning', `a filter or subscription of ${this.node.name} failed: ${problem}`)
    }
  }
}
