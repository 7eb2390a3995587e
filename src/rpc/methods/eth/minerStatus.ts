import type { MethodSet } from '../../Method.ts'
import { data, quantity } from '../../results/scalars.ts'
import { rpcError } from '../../RpcError.ts'

const row = { group: 'ETH', fidelity: 'besu' } as const
const noWork = (): never => {
  throw rpcError('NO_MINING_WORK_FOUND')
}

/** What a node says of itself as a miner and of its accounts. */
export const minerStatus: MethodSet = {
  eth_accounts: {
    ...row,
    params: '',
    result: '[]: a node holds no account keys',
    handler: () => [],
  },
  eth_coinbase: {
    ...row,
    params: '',
    result: 'address that blocks made here pay',
    handler: (_, { network }) => data(network.coinbase),
  },
  eth_hashrate: { ...row, params: '', result: '0x0', handler: () => quantity(0) },
  eth_mining: {
    ...row,
    fidelity: 'simplified',
    params: '',
    result: 'whether blocks are made without being asked for',
    handler: (_, { network }) => network.mining !== 'manual',
  },
  eth_protocolVersion: { ...row, params: '', result: '0x44: eth/68', handler: () => quantity(68) },
  eth_syncing: { ...row, params: '', result: 'false', handler: () => false },
  eth_getWork: { ...row, params: '', result: 'an error: there is no proof of work', handler: noWork },
  eth_submitWork: { ...row, params: 'work', result: 'an error: there is no proof of work', handler: noWork },
  eth_submitHashrate: { ...row, params: 'rate, id', result: 'false: nobody mines', handler: () => false },
}
