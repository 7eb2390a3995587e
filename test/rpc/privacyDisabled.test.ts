import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { NetworkRpc } from '../../src/rpc/NetworkRpc.ts'
import { RpcService } from '../../src/rpc/RpcService.ts'

let network: Network
beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice'] })
})
afterAll(() => network.close())

/** What a service without privacy answers (spec 03 §6, column "privacy off"). */
describe('without privacy', () => {
  const notEnabled = { code: -50100, message: 'Privacy is not enabled' }
  const noMethod = { code: -32604, message: 'Method not enabled' }

  it.each([
    ['eea_sendRawTransaction', notEnabled],
    ['priv_getEeaTransactionCount', notEnabled],
    ['priv_call', notEnabled],
    ['priv_getTransactionReceipt', notEnabled],
    ['priv_createPrivacyGroup', notEnabled],
    ['priv_findPrivacyGroup', notEnabled],
    ['privx_findFlexiblePrivacyGroup', noMethod],
    ['priv_subscribe', noMethod],
  ])('%s', async (method, error) => {
    const options = { groups: ['EEA', 'PRIV', 'ETH'], privacyEnabled: false } as const
    const rpc = new NetworkRpc(network).node('alice')
    for (const transport of ['http', 'ws'] as const) {
      const service = new RpcService(rpc, { ...options, transport })
      expect(await service.respond({ id: 1, method, params: [] })).toEqual({ jsonrpc: '2.0', id: 1, error })
    }
    const without = new RpcService(rpc, { ...options, groups: ['ETH'], transport: 'http' })
    expect(await without.respond({ id: 1, method, params: [] })).toMatchObject({ error: noMethod })
  })

  it('public methods are there', async () => {
    const service = new RpcService(new NetworkRpc(network).node('alice'), {
      transport: 'http',
      groups: ['ETH'],
      privacyEnabled: false,
    })
    expect(await service.respond({ id: 1, method: 'eth_chainId' })).toMatchObject({ result: '0x539' })
  })
})
