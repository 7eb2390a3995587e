import { randomBytes } from 'node:crypto'
import type { Network } from '../network/Network.ts'
import type { Provider } from '../network/RpcAccess.ts'
import { API_GROUPS } from './apiGroups.ts'
import { NodeRpc, type RpcSurroundings } from './NodeRpc.ts'
import { createProvider } from './Provider.ts'
import { RpcService } from './RpcService.ts'

/** JSON-RPC for all nodes of a network: what servers and providers are made from. */
export class NetworkRpc {
  readonly network: Network
  readonly #surroundings: RpcSurroundings
  readonly #nodes = new Map<string, NodeRpc>()
  readonly #providers = new Map<string, Provider>()

  /** @param surroundings default: a clock that never runs backwards, and the machine's random source; nothing that is stored depends on them. */
  constructor(network: Network, surroundings: Partial<RpcSurroundings> = {}) {
    this.network = network
    this.#surroundings = { now: () => performance.now(), randomBytes, ...surroundings }
  }

  /** @throws {CoterieError} `NOT_FOUND`. */
  node(name: string): NodeRpc {
    let rpc = this.#nodes.get(name)
    if (rpc === undefined) {
      rpc = new NodeRpc(this.network, this.network.node(name), this.#surroundings)
      this.#nodes.set(name, rpc)
    }
    return rpc
  }

  /**
   * The provider of a node or of one of its tenants, which has all methods.
   * @param enclaveKey base64; default the node's own.
   */
  provider(name: string, enclaveKey: string = this.network.node(name).enclaveKey): Provider {
    const id = `${name} ${enclaveKey}`
    let provider = this.#providers.get(id)
    if (provider === undefined) {
      const service = new RpcService(this.node(name), { transport: 'provider', groups: API_GROUPS })
      provider = createProvider(service, enclaveKey)
      this.#providers.set(id, provider)
    }
    return provider
  }
}
