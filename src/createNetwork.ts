import type { Network } from './network/Network.ts'
import { openNetwork } from './network/openNetwork.ts'
import type { NetworkOptions } from './network/options.ts'
import { NetworkRpc } from './rpc/NetworkRpc.ts'

/**
 * Makes a network of simulated Besu nodes, or continues the one in `dataPath`.
 *
 * A data path describes its network: without `nodes`, `genesis` and the like it is continued as it is; with them, they must
 * be the same.
 * @throws {CoterieError} `INVALID_OPTION`, `GENESIS_INVALID`; `STORE_LOCKED`, `STORE_MISMATCH`, `STORE_IO`, `STORE_CORRUPT`
 * for a data path that cannot be used.
 */
export function createNetwork(options: NetworkOptions = {}): Promise<Network> {
  return openNetwork(options, (network) => {
    const rpc = new NetworkRpc(network, { logger: options.logger })
    return {
      provider: (node, enclaveKey) => rpc.provider(node, enclaveKey),
      // Sockets are loaded when somebody wants one.
      listen: async (listenOptions) => (await import('./server/listen.ts')).listen(rpc, listenOptions),
      token: async (tokenOptions, now) =>
        (await import('./server/authentication/networkToken.ts')).networkToken(network, tokenOptions, now),
    }
  })
}
