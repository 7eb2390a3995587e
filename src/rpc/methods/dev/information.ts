import { keccak256 } from '../../../crypto/keccak.ts'
import type { Network } from '../../../network/Network.ts'
import { toHex } from '../../../primitives/bytes.ts'
import type { MethodSet } from '../../Method.ts'
import { quantity } from '../../results/scalars.ts'
import { bothNames, developmentMethods } from './developmentMethods.ts'

/** What tools ask a development node about itself. */
export const information: MethodSet = {
  ...developmentMethods(bothNames('metadata'), {
    params: '',
    result: 'object: client version, chain id, instance id, latest block',
    note: 'The instance id is another one after a reset.',
    handler: (_, { network, node }) => ({
      clientVersion: 'coterie',
      chainId: Number(network.chainId),
      instanceId: instanceId(network),
      latestBlockNumber: Number(node.head.number),
      latestBlockHash: node.head.hash,
    }),
  }),
  ...developmentMethods(['anvil_nodeInfo'], {
    params: '',
    result: 'object: latest block, protocol version, base fee, gas limit; no fork',
    handler: (_, { network, node }) => {
      const { header } = node.context.canonical.head.source
      return {
        currentBlockNumber: quantity(node.head.number),
        currentBlockTimestamp: Number(header.timestamp),
        currentBlockHash: node.head.hash,
        hardFork: node.context.canonical.head.fork,
        transactionOrder: 'fifo',
        environment: {
          baseFee: quantity(network.parts.pool.nextBaseFee),
          chainId: Number(network.chainId),
          gasLimit: quantity(header.gasLimit),
          gasPrice: quantity(network.parts.pool.nextBaseFee),
        },
        forkConfig: { forkUrl: null, forkBlockNumber: null, forkRetryBackoff: null },
      }
    },
  }),
}

function instanceId(network: Network): string {
  return toHex(keccak256(new TextEncoder().encode(`${network.genesisHash} ${network.resets}`)))
}
