import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'

let network: Network
beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice', 'bob'] })
})
afterAll(() => network.close())

describe('the in-process provider', () => {
  it('answers with the result of a method', async () => {
    const { provider } = network.node('alice')
    expect(await provider.request({ method: 'eth_chainId' })).toBe('0x539')
    expect(await provider.request({ method: 'net_version', params: [] })).toBe('1337')
  })

  it('is one object a node', () => {
    expect(network.node('alice').provider).toBe(network.provider('alice'))
    expect(network.node('alice').provider).not.toBe(network.node('bob').provider)
  })

  it('rejects every request in one way once the network has been closed', async () => {
    const own = await createNetwork({ nodes: ['alice'] })
    const { provider } = own.node('alice')
    const expected = {
      name: 'ProviderRpcError',
      code: 4900,
      message: expect.stringContaining('the network has been closed') as string,
    }
    const closing = own.close()
    await expect(provider.request({ method: 'eth_chainId' })).rejects.toMatchObject(expected)
    await closing
    for (const method of ['eth_blockNumber', 'eth_chainId', 'evm_mine', 'eth_getBlockByNumber', 'eth_nonsense']) {
      const request = own.node('alice').provider.request({ method })
      await expect(request).rejects.toMatchObject({ ...expected, cause: { code: 'CLOSED' } })
    }
  })

  it('fails with numeric code and message', async () => {
    const request = network.node('alice').provider.request({ method: 'eth_nonsense' })
    await expect(request).rejects.toMatchObject({
      name: 'ProviderRpcError',
      code: -32601,
      message: 'Method not found',
    })
  })
})
