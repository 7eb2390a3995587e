import type { MethodSet } from '../../Method.ts'
import { quantity } from '../../results/scalars.ts'
import { rpcError } from '../../RpcError.ts'

/** Peers and services of a node: its peers are the other nodes of the network. */
export const net: MethodSet = {
  net_listening: { group: 'NET', fidelity: 'simplified', params: '', result: 'true', handler: () => true },
  net_peerCount: {
    group: 'NET',
    fidelity: 'simplified',
    params: '',
    result: 'number of other nodes',
    handler: (_, { network }) => quantity(network.nodes.length - 1),
  },
  net_enode: {
    group: 'NET',
    fidelity: 'besu',
    params: '',
    result: 'an error, as without P2P: blocks go from node to node in memory',
    handler: () => {
      throw rpcError('P2P_DISABLED')
    },
  },
  net_services: {
    group: 'NET',
    fidelity: 'simplified',
    params: '',
    result: 'object: `jsonrpc` and `ws`, each with host and port, while there are such servers',
    handler: (_, { node }) => ({
      ...(node.url === undefined ? {} : { jsonrpc: hostAndPort(node.url) }),
      ...(node.wsUrl === undefined ? {} : { ws: hostAndPort(node.wsUrl) }),
    }),
  },
}

function hostAndPort(url: string): { readonly host: string; readonly port: string } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port }
}
