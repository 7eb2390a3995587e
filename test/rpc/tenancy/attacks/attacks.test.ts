import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RpcErrorName, rpcErrors } from '../../../../src/rpc/rpcErrors.ts'
import { store } from '../../../scenarios/rpc/clients.ts'
import { KEYS } from '../TenantScene.ts'
import { type Refusal, attempts } from './attempts.ts'
import { type Answer, SECRET, type Target, openTarget } from './Target.ts'

const errors: Partial<Record<Refusal, readonly [status: number, name: RpcErrorName]>> = {
  unauthorized: [401, 'UNAUTHORIZED'],
  'no token': [401, 'UNAUTHORIZED'],
  'no key': [400, 'INVALID_REQUEST'],
  enclave: [200, 'ENCLAVE_ERROR'],
  'wrong sender': [200, 'PRIVATE_FROM_DOES_NOT_MATCH_ENCLAVE_PUBLIC_KEY'],
  nonce: [200, 'GET_PRIVATE_TRANSACTION_NONCE_ERROR'],
  find: [200, 'FIND_PRIVACY_GROUP_ERROR'],
  'find groups': [200, 'FIND_FLEXIBLE_PRIVACY_GROUP_ERROR'],
  internal: [200, 'INTERNAL_ERROR'],
  'bad params': [200, 'INVALID_PARAMS'],
  'not enabled': [200, 'METHOD_NOT_ENABLED'],
  filter: [200, 'FILTER_NOT_FOUND'],
  'logs filter': [200, 'LOGS_FILTER_NOT_FOUND'],
}

const results: Partial<Record<Refusal, unknown>> = { null: null, empty: [], false: false, 'nothing there': '0x' }

function expectRefusal({ status, error, result, text }: Answer, ends: Refusal): void {
  const refusal = errors[ends]
  if (refusal !== undefined) {
    const [code, message] = rpcErrors[refusal[1]]
    expect({ error, status: ends === 'bad params' || ends === 'internal' ? 200 : status }).toEqual({
      error: { code, message },
      status: refusal[0],
    })
  } else if (ends === 'failed') expect(error?.code, text).toBeLessThan(0)
  else expect({ status, error, result }).toEqual({ status: 200, error: undefined, result: results[ends] })
  expect(text).not.toContain(SECRET.toString(16).slice(0, -1))
}

let target: Target
let root = ''
beforeAll(async () => {
  target = await openTarget()
  root = target.network.node('alice').stateRoot(target.group)
})
afterAll(() => target.network.close())

it('there are enough attempts, and nothing is tried twice', () => {
  const all = Object.values(attempts).flat()
  expect(all.length).toBeGreaterThan(120)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
})

describe.each(Object.entries(attempts))('attacks: %s', (_, family) => {
  it.each(family.map((attempt) => [attempt.name, attempt] as const))('%s', async (__, { run, ends }) => {
    expectRefusal(await run(target), ends)
  })

  it('and nothing has changed the state', () => {
    const { network, group } = target
    expect(network.node('alice').stateRoot(group)).toBe(root)
  })
})

it('in a batch each request is refused for itself, and the answers are those of single requests', async () => {
  const { group, call, post, token } = target
  const request = (id: number, method: string, params: readonly unknown[]) => ({ jsonrpc: '2.0', id, method, params })
  const body = JSON.stringify([
    request(1, 'eth_chainId', []),
    request(2, 'priv_call', call()),
    request(3, 'priv_getLogs', [group, {}]),
    request(4, 'priv_getTransactionReceipt', [target.before]),
  ])
  const { status, text } = await post(body, token)
  const [code, message] = rpcErrors.UNAUTHORIZED
  expect(status).toBe(200)
  expect(JSON.parse(text)).toEqual([
    { jsonrpc: '2.0', id: 1, result: '0x539' },
    { jsonrpc: '2.0', id: 2, error: { code, message } },
    { jsonrpc: '2.0', id: 3, error: { code, message } },
    { jsonrpc: '2.0', id: 4, result: null },
  ])
})

it('ids of filters are 16 random bytes', async () => {
  const ids = new Set<string>()
  for (let i = 0; i < 20; i++) ids.add(String((await target.ask('priv_newFilter', [target.ownGroup, {}])).result))
  expect(ids.size).toBe(20)
  expect([...ids].filter((id) => id.length > 30).length).toBeGreaterThan(15)
})

it('afterwards the members still have everything, and nobody else has changed it', async () => {
  const { network, group, emitter, filter, call } = target
  const victim = network.provider('alice', KEYS.member)
  const ask = (method: string, params: readonly unknown[]) => victim.request({ method, params })
  expect(network.node('alice').stateRoot(group)).toBe(root)
  expect(await ask('priv_getFilterChanges', [group, filter])).toHaveLength(1)
  await network
    .node('alice')
    .group(group)
    .send({ to: emitter, data: store(SECRET) })
  const value = `0x${SECRET.toString(16).padStart(64, '0')}`
  expect(await ask('priv_call', call())).toBe(value)
})
