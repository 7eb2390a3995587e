import { describe, expect, it } from 'vitest'
import type { MultiTenancyRules } from '../../src/node/MultiTenancy.ts'
import { errorOf } from '../rpc/ask.ts'
import { EMITTER, type Receipt, VALUE, store, stored } from './rpc/clients.ts'
import { LOCK, PROXY, addCall, removeCall } from './support/management.ts'
import { type TestTenant, type Tenants, groupNamed, openTenants } from './support/tenants.ts'

const GROUP = groupNamed('scenario')
const UNAUTHORIZED = { code: -40100, message: 'Unauthorized' }
const ALL = { fromBlock: 'earliest', toBlock: 'latest' }

async function create(owner: TestTenant, members: readonly TestTenant[], group = GROUP): Promise<void> {
  await owner.send(group, { to: PROXY, data: addCall(members) })
}

interface WithEmitter extends Tenants {
  readonly emitter: string
  readonly deployment: string
}

/** A group of tenants with an EventEmitter that the first has deployed. */
async function withEmitter(
  rules: MultiTenancyRules,
  choose: (tenants: Tenants) => readonly TestTenant[] = ({ t1, t2 }) => [t1, t2],
): Promise<WithEmitter> {
  const tenants = await openTenants(rules)
  await create(tenants.t1, choose(tenants))
  const deployment = await tenants.t1.send(GROUP, { data: EMITTER })
  const { contractAddress = '0x' } = (await tenants.t1.ask('priv_getTransactionReceipt', deployment)) as Receipt
  return { ...tenants, emitter: contractAddress, deployment }
}

const find = (tenant: TestTenant, ...members: readonly TestTenant[]): Promise<unknown> =>
  tenant.ask(
    'privx_findFlexiblePrivacyGroup',
    members.map(({ enclaveKey }) => enclaveKey),
  )

describe.each<MultiTenancyRules>(['documented', 'besu'])('tenants of one node, rules %s', (rules) => {
  it('FP-30 create with one tenant', async () => {
    const { t1 } = await openTenants(rules)
    await create(t1, [t1])
    expect(await find(t1, t1)).toMatchObject([{ privacyGroupId: GROUP, members: [t1.enclaveKey] }])
  })

  it('FP-31 create with all tenants of one node', async () => {
    const { t1, t2, t3 } = await openTenants(rules)
    await create(t1, [t1, t2, t3])
    for (const tenant of [t1, t2, t3]) {
      expect(await find(tenant, t1, t2, t3)).toMatchObject([{ privacyGroupId: GROUP }])
    }
  })

  it('FP-32 non-member: receipt', async () => {
    const { t1, t3, deployment } = await withEmitter(rules)
    expect(await t1.ask('priv_getTransactionReceipt', deployment)).toMatchObject({ status: '0x1' })
    expect(await t3.ask('priv_getTransactionReceipt', deployment)).toBeNull()
  })

  it('FP-33 non-member: code', async () => {
    const { t1, t3, emitter } = await withEmitter(rules)
    expect(await t1.ask('priv_getCode', GROUP, emitter, 'latest')).toMatch(/^0x60/)
    expect(await errorOf(t3.ask('priv_getCode', GROUP, emitter, 'latest'))).toEqual(UNAUTHORIZED)
  })

  it('FP-34, FP-35 non-member: filter and logs', async () => {
    const { t1, t3, emitter } = await withEmitter(rules)
    const filter = { ...ALL, addresses: [emitter] }
    const id = await t1.ask('priv_newFilter', GROUP, filter)
    await t1.send(GROUP, { to: emitter, data: store(10n) })
    expect(await t1.ask('priv_getFilterChanges', GROUP, id)).toHaveLength(1)
    expect(await errorOf(t3.ask('priv_getFilterChanges', GROUP, id))).toEqual(UNAUTHORIZED)
    expect(await t1.ask('priv_getFilterLogs', GROUP, id)).toHaveLength(3)
    expect(await errorOf(t3.ask('priv_getFilterLogs', GROUP, id))).toEqual(UNAUTHORIZED)
    expect(await t1.ask('priv_getLogs', GROUP, filter)).toHaveLength(3)
    expect(await errorOf(t3.ask('priv_getLogs', GROUP, filter))).toEqual(UNAUTHORIZED)
  })

  it('FP-36 non-member: find', async () => {
    const { t1, t2, t3 } = await withEmitter(rules)
    expect(await find(t1, t1, t2)).toMatchObject([{ members: [t1.enclaveKey, t2.enclaveKey] }])
    const refusal = { code: -50100, message: 'Error finding flexible privacy group' }
    expect(await errorOf(find(t3, t1, t2))).toEqual(refusal)
    expect(await find(t3, t1, t2, t3)).toEqual([])
  })

  it('FP-37 non-member: call', async () => {
    const { t1, t3, emitter } = await withEmitter(rules)
    await t1.send(GROUP, { to: emitter, data: store(10n) })
    const call = { to: emitter, data: VALUE }
    expect(await t1.ask('priv_call', GROUP, call, 'latest')).toBe(stored(10n))
    expect(await errorOf(t3.ask('priv_call', GROUP, call, 'latest'))).toEqual(UNAUTHORIZED)
  })

  it('FP-38 non-member: transaction', async () => {
    const { t1, t3, deployment } = await withEmitter(rules)
    expect(await t1.ask('priv_getPrivateTransaction', deployment)).toMatchObject({ privacyGroupId: GROUP })
    expect(await t3.ask('priv_getPrivateTransaction', deployment)).toBeNull()
  })

  it("FP-39 removed tenant's filter", async () => {
    const { t1, t2, emitter } = await withEmitter(rules, ({ t1: a, t2: b, t3: c }) => [a, b, c])
    const id = await t1.ask('priv_newFilter', GROUP, {})
    await t1.send(GROUP, { to: emitter, data: store(1n) })
    expect(await t2.ask('priv_getFilterChanges', GROUP, id)).toHaveLength(1)
    await t1.send(GROUP, { to: emitter, data: store(2n) })
    await t1.send(GROUP, { to: PROXY, data: removeCall(t2) })
    expect(await errorOf(t2.ask('priv_getFilterChanges', GROUP, id))).toEqual(UNAUTHORIZED)
    expect(await t1.ask('priv_getFilterChanges', GROUP, id)).toHaveLength(2)
  })

  it('FP-42 unknown group is not a refusal', async () => {
    const { t1, t3, network } = await openTenants(rules)
    expect(await t3.ask('priv_getTransactionCount', t3.account.address, GROUP)).toBe('0x0')
    expect(await t3.ask('priv_call', GROUP, { to: PROXY, data: '0x5aa68ac0' }, 'latest')).toBe('0x')
    expect(await t3.ask('priv_getLogs', GROUP, ALL)).toEqual([])
    await create(t3, [t3, t1])
    expect((await network.node('alice').group(GROUP).members()).length).toBe(2)
  })

  it("FP-44 distributing: the sender key must be the tenant's", async () => {
    const { t1, t2 } = await withEmitter(rules)
    const raw = t2.raw(GROUP, { to: PROXY, data: LOCK })
    expect(await errorOf(t1.ask('priv_distributeRawTransaction', raw))).toEqual(WRONG_SENDER)
    expect(await t2.ask('priv_distributeRawTransaction', raw)).toMatch(/^0x[0-9a-f]{64}$/)
  })

  it('FP-45 re-added tenant', async () => {
    const { t1, t2, emitter } = await withEmitter(rules)
    await t1.send(GROUP, { to: PROXY, data: removeCall(t2) })
    await t1.send(GROUP, { to: emitter, data: store(7n) })
    expect(await errorOf(t2.ask('priv_newFilter', GROUP, {}))).toEqual(UNAUTHORIZED)
    await t1.send(GROUP, { to: PROXY, data: LOCK })
    await t1.send(GROUP, { to: PROXY, data: addCall([t2]) })
    expect(await t2.ask('priv_getLogs', GROUP, ALL)).toEqual(await t1.ask('priv_getLogs', GROUP, ALL))
    const id = await t2.ask('priv_newFilter', GROUP, {})
    await t1.send(GROUP, { to: emitter, data: store(8n) })
    expect(await t2.ask('priv_getFilterChanges', GROUP, id)).toHaveLength(1)
    expect(await t2.ask('priv_call', GROUP, { to: emitter, data: VALUE }, 'latest')).toBe(stored(8n))
  })

  it('FP-47 operations of members are done, those of others are not even begun', async () => {
    const { t1, t2, t3, emitter, network } = await withEmitter(rules)
    const raw = t3.raw(GROUP, { to: emitter, data: store(1n) })
    const refusal = { code: -50100, message: 'Error communicating with enclave' }
    const given: string[] = []
    network.node('alice').enclave.faults.before = ({ type }) => {
      given.push(type)
      return Promise.resolve()
    }
    for (const method of ['eea_sendRawTransaction', 'priv_distributeRawTransaction']) {
      expect(await errorOf(t3.ask(method, raw))).toEqual(refusal)
    }
    expect(given).toEqual([])
    expect(await t2.send(GROUP, { to: emitter, data: store(2n) })).toMatch(/^0x/)
    expect(await t1.ask('priv_call', GROUP, { to: emitter, data: VALUE }, 'latest')).toBe(stored(2n))
  })

  it('a tenant and a member on another node see the same', async () => {
    const { t1, t2, elsewhere, emitter } = await withEmitter(rules, ({ t1: a, elsewhere: b }) => [a, b])
    await elsewhere.send(GROUP, { to: emitter, data: store(5n) })
    const call = { to: emitter, data: VALUE }
    expect(await t1.ask('priv_call', GROUP, call, 'latest')).toBe(stored(5n))
    expect(await elsewhere.ask('priv_getLogs', GROUP, ALL)).toEqual(await t1.ask('priv_getLogs', GROUP, ALL))
    expect(await errorOf(t2.ask('priv_call', GROUP, call, 'latest'))).toEqual(UNAUTHORIZED)
  })
})

const WRONG_SENDER = { code: -50100, message: 'Private from does not match enclave public key' }

describe("FP-44 eea_sendRawTransaction with another tenant's key", () => {
  it("is sent in that tenant's name by the rules besu", async () => {
    const { t1, t2, emitter } = await withEmitter('besu')
    const marker = await t1.send(GROUP, { to: emitter, data: store(3n), privateFrom: t2.enclaveKey })
    expect(await t1.ask('priv_getPrivateTransaction', marker)).toMatchObject({ privateFrom: t2.enclaveKey })
  })

  it('is refused by the rules documented', async () => {
    const { t1, t2, emitter } = await withEmitter('documented')
    const draft = { to: emitter, data: store(3n), privateFrom: t2.enclaveKey }
    expect(await errorOf(t1.send(GROUP, draft))).toEqual(WRONG_SENDER)
  })
})

describe('FP-40, FP-41 a removed tenant; the whole matrix is in the tests of the access matrix', () => {
  const scene = async (rules: MultiTenancyRules) => {
    const made = await withEmitter(rules)
    const { t1, t2, emitter, network } = made
    await t1.send(GROUP, { to: emitter, data: store(1n) })
    const before = network.head
    await t1.send(GROUP, { to: PROXY, data: removeCall(t2) })
    const removal = network.head
    await t1.send(GROUP, { to: emitter, data: store(2n) })
    const callAt = ({ number }: { readonly number: bigint }): Promise<unknown> =>
      t2.ask('priv_call', GROUP, { to: emitter, data: VALUE }, `0x${number.toString(16)}`)
    return { ...made, before, removal, callAt }
  }

  it('FP-40 by the rules besu the block of the removal is closed already, and so are ranges of logs', async () => {
    const { t2, before, removal, callAt, network } = await scene('besu')
    expect(await callAt(before)).toBe(stored(1n))
    for (const block of [removal, network.head]) expect(await errorOf(callAt(block))).toEqual(UNAUTHORIZED)
    expect(await errorOf(t2.ask('priv_getLogs', GROUP, { toBlock: '0x1' }))).toEqual(UNAUTHORIZED)
    expect(await t2.ask('priv_getLogs', GROUP, { blockHash: before.hash })).toHaveLength(1)
    expect(await errorOf(t2.ask('priv_getLogs', GROUP, { blockHash: removal.hash }))).toEqual(UNAUTHORIZED)
  })

  it('FP-41 by the rules documented it is open, and ranges of logs end there', async () => {
    const { t1, t2, before, removal, callAt, network } = await scene('documented')
    for (const block of [before, removal]) expect(await callAt(block)).toBe(stored(1n))
    expect(await errorOf(callAt(network.head))).toEqual(UNAUTHORIZED)
    const range = { fromBlock: 'earliest', toBlock: `0x${removal.number.toString(16)}` }
    const seen = await t2.ask('priv_getLogs', GROUP, ALL)
    expect(seen).toEqual(await t1.ask('priv_getLogs', GROUP, range))
    expect(seen).toHaveLength(4)
    expect(await t2.ask('priv_getLogs', GROUP, { blockHash: removal.hash })).toHaveLength(1)
  })
})

it('FP-47 tenants are there for flexible groups only', async () => {
  await expect(openTenants('documented', { privacy: 'offchain' })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})
