import { quantity } from '../../results/scalars.ts'
import type { MethodSet } from '../../Method.ts'

/** Which chain it is, and which methods there are. */
export const chainIdentity: MethodSet = {
  eth_chainId: {
    group: 'ETH',
    fidelity: 'besu',
    params: '',
    result: 'chain id, quantity',
    handler: (_, { network }) => quantity(network.chainId),
  },
  net_version: {
    group: 'NET',
    fidelity: 'besu',
    params: '',
    result: 'network id (the chain id), decimal text',
    handler: (_, { network }) => network.chainId.toString(),
  },
  rpc_modules: {
    group: undefined,
    fidelity: 'besu',
    params: '',
    result: 'object: API group in lower case to `1.0`',
    handler: (_, { groups }) => Object.fromEntries([...groups].map((group) => [group.toLowerCase(), '1.0'])),
  },
}
