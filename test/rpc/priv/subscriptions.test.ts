import { describe, expect, it } from 'vitest'
import type { NetworkNode } from '../../../src/index.ts'
import { API_GROUPS } from '../../../src/rpc/apiGroups.ts'
import type { Connection } from '../../../src/rpc/Connection.ts'
import { NetworkRpc } from '../../../src/rpc/NetworkRpc.ts'
import { RpcService } from '../../../src/rpc/RpcService.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { openNetwork } from '../../scenarios/support/openNetwork.ts'
import { ask, errorOf } from '../ask.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** A group of alice and bob with a contract, and what bob's provider is told. */
async function withListener() {
  const cast = await openNetwork()
  const { alice, bob } = cast
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  const contract = await group.deploy(emitter)
  const heard: unknown[] = []
  bob.provider.on('message', (message) => heard.push(message))
  return { ...cast, group, contract, heard }
}

const subscribe = (node: NetworkNode, ...params: unknown[]): Promise<unknown> => ask(node, 'priv_subscribe', ...params)

describe('priv_subscribe', () => {
  it('tells each matching log of a new block', async () => {
    const { bob, group, contract, heard } = await withListener()
    const id = await subscribe(bob, group.id, 'logs', { fromBlock: '0xffff', address: contract.address })
    expect(id).toBe('0x1')
    expect(await subscribe(bob, group.id, 'logs', { address: bob.address })).toBe('0x2')
    expect(await subscribe(bob, 'abc', 'logs', {})).toBe('0x3')
    await contract.send('store', [7n])
    const [log] = (await ask(bob, 'priv_getLogs', group.id, { fromBlock: '0x3' })) as unknown[]
    const data = { subscription: '0x1', privacyGroupId: group.id, result: log }
    expect(JSON.stringify(heard)).toBe(JSON.stringify([{ type: 'priv_subscription', data }]))
  })

  it.each([
    ['as it was given', (id: string) => id],
    ['without 0x', (id: string) => id.slice(2)],
    ['with zeros', (id: string) => `0x00${id.slice(2)}`],
    ['as a number', (id: string) => Number(id)],
  ])('ends with priv_unsubscribe, the id %s', async (_how, told) => {
    const { bob, group, contract, heard } = await withListener()
    const id = (await subscribe(bob, group.id, 'logs', {})) as string
    expect(await ask(bob, 'priv_unsubscribe', group.id, told(id))).toBe(true)
    await contract.send('store', [7n])
    expect(heard).toEqual([])
    const again = await errorOf(ask(bob, 'priv_unsubscribe', group.id, told(id)))
    expect(again).toEqual({ code: -32000, message: 'Subscription not found' })
  })

  it('ends with eth_unsubscribe too', async () => {
    const { bob, group, contract, heard } = await withListener()
    expect(await ask(bob, 'eth_unsubscribe', await subscribe(bob, group.id, 'logs', {}))).toBe(true)
    await contract.send('store', [7n])
    expect(heard).toEqual([])
  })

  it('belongs to its connection, and does not exist over HTTP', async () => {
    const { network, group } = await withListener()
    const rpc = new NetworkRpc(network).node('bob')
    const ws = new RpcService(rpc, { transport: 'ws', groups: API_GROUPS })
    const [one, other]: Connection[] = [{ notify: () => undefined }, { notify: () => undefined }]
    const id = await ws.call('priv_subscribe', [group.id, 'logs', {}], one)
    await expect(ws.call('priv_unsubscribe', [group.id, id], other)).rejects.toMatchObject({
      rpc: { code: -32000, message: 'Subscription not found' },
    })
    expect(await ws.call('priv_unsubscribe', [group.id, id], one)).toBe(true)
    const http = new RpcService(rpc, { transport: 'http', groups: API_GROUPS })
    await expect(http.call('priv_subscribe', [group.id, 'logs', {}])).rejects.toMatchObject({
      rpc: { code: -32604, message: 'Method not enabled' },
    })
  })
})
