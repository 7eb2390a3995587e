import { afterAll, beforeAll, expect, it } from 'vitest'
import { WsClient } from '../../../server/WsClient.ts'
import { KEYS } from '../TenantScene.ts'
import { store } from '../../../scenarios/rpc/clients.ts'
import { SECRET, type Target, openTarget } from './Target.ts'

const UNAUTHORIZED = { code: -40100, message: 'Unauthorized' }
const NOT_FOUND = { code: -32000, message: 'Subscription not found' }

let target: Target
beforeAll(async () => {
  target = await openTarget()
})
afterAll(() => target.network.close())

/** A WebSocket of a tenant; answers are errors or results. */
async function connect(token: string) {
  const client = await WsClient.open(target.network.node('alice').wsUrl ?? '', {
    headers: { authorization: `Bearer ${token}` },
  })
  let id = 0
  const ask = async (method: string, ...params: readonly unknown[]): Promise<unknown> => {
    const answer = await client.ask(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }))
    const { error, result } = JSON.parse(answer) as { readonly error?: unknown; readonly result?: unknown }
    return error ?? result
  }
  return { client, ask }
}

it('strangers and removed members cannot subscribe', async () => {
  const { group, token, removedToken } = target
  for (const by of [token, removedToken]) {
    const { client, ask } = await connect(by)
    expect(await ask('priv_subscribe', group, 'logs', {})).toEqual(UNAUTHORIZED)
    expect(await ask('priv_subscribe', group.replace('=', ''), 'logs', {})).toEqual(UNAUTHORIZED)
    expect(await ask('priv_unsubscribe', group, '0x1')).toEqual(UNAUTHORIZED)
    client.close()
  }
})

it("nobody ends another connection's subscription, and public subscriptions tell nothing private", async () => {
  const { network, group, emitter, ownGroup, token, sign } = target
  const victim = await connect(await sign({ privacyPublicKey: KEYS.member }))
  const attacker = await connect(token)
  const subscription = await victim.ask('priv_subscribe', group, 'logs', {})
  expect(subscription).toMatch(/^0x/)
  expect(await attacker.ask('priv_unsubscribe', ownGroup, subscription)).toEqual(NOT_FOUND)
  expect(await attacker.ask('eth_unsubscribe', subscription)).toEqual(NOT_FOUND)
  expect(await attacker.ask('eth_subscribe', 'logs', { address: emitter })).toMatch(/^0x/)
  expect(await attacker.ask('priv_subscribe', ownGroup, 'logs', { address: emitter })).toMatch(/^0x/)
  await network
    .node('alice')
    .group(group)
    .send({ to: emitter, data: store(SECRET) })
  expect(await victim.client.next()).toContain(SECRET.toString(16))
  // What was sent before this answer has come, so there was nothing.
  expect(await attacker.ask('eth_chainId')).toBe('0x539')
  victim.client.close()
  attacker.client.close()
})

it('a message with another token in it is still that of the connection', async () => {
  const { client, ask } = await connect(target.token)
  const message = { jsonrpc: '2.0', id: 1, method: 'priv_call', params: target.call(), token: target.removedToken }
  expect(JSON.parse(await client.ask(JSON.stringify(message)))).toMatchObject({ error: UNAUTHORIZED })
  expect(await ask('priv_call', ...target.call())).toEqual(UNAUTHORIZED)
  client.close()
})
