import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { errorOf } from '../rpc/ask.ts'
import { EMITTER, type Receipt, VALUE, store, stored } from './rpc/clients.ts'
import { LOCK, PROXY, addCall, removeCall } from './support/management.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { groupNamed, openTenants } from './support/tenants.ts'

const GROUP = groupNamed('shared')
const ALL = { fromBlock: 'earliest' } as const

describe('members of one group on one node', () => {
  it('a transaction is executed once, whoever of them it was for', async () => {
    const { network, t1, t2, t3 } = await openTenants('documented')
    const reports: { readonly node: string; readonly executed: number }[] = []
    await t1.send(GROUP, { to: PROXY, data: addCall([t1, t2, t3]) })
    const raw = t2.raw(GROUP, { data: EMITTER })
    const { inclusion } = await network.node('alice').sendPrivateTransaction(raw)
    for (const [node, { markers }] of inclusion?.reports ?? []) {
      reports.push({ node, executed: markers.filter(({ result }) => result === 'executed').length })
    }
    expect(reports).toEqual([
      { node: 'alice', executed: 1 },
      { node: 'bob', executed: 0 },
      { node: 'charlie', executed: 0 },
    ])
    const roots = await Promise.all([t1, t2, t3].map((t) => t.ask('priv_debugGetStateRoot', GROUP, 'latest')))
    expect(new Set(roots).size).toBe(1)
  })

  it('adding a tenant whose node has the group replays nothing and says so', async () => {
    const { network, t1, t2, elsewhere } = await openTenants('documented')
    const alice = network.node('alice')
    const group = await alice.createGroup({ members: [t1.enclaveKey] })
    await group.deploy({ abi: [], bytecode: EMITTER })
    const report = await group.add(t2.enclaveKey)
    expect(report).toMatchObject({ known: ['alice'], replays: {}, transactions: 0 })
    expect(report.inclusion?.reports.get('alice')).toMatchObject({ known: [report.marker], replays: [] })
    const other = await group.add(elsewhere.enclaveKey)
    expect(other).toMatchObject({ known: [], replays: { bob: { transactions: 5 } } })
    const logs = await t1.ask('priv_getLogs', group.id, ALL)
    for (const tenant of [t2, elsewhere]) expect(await tenant.ask('priv_getLogs', group.id, ALL)).toEqual(logs)
  })

  it('a tenant that came later can add one on another node by the rules documented', async () => {
    const { t1, t2, elsewhere, network } = await openTenants('documented')
    await t1.send(GROUP, { to: PROXY, data: addCall([t1]) })
    const deployment = await t1.send(GROUP, { data: EMITTER })
    const { contractAddress: emitter } = (await t1.ask('priv_getTransactionReceipt', deployment)) as Receipt
    await t1.send(GROUP, { to: emitter ?? '', data: store(4n) })
    await t1.send(GROUP, { to: PROXY, data: LOCK })
    await t1.send(GROUP, { to: PROXY, data: addCall([t2]) })
    await t1.send(GROUP, { to: PROXY, data: LOCK })
    // The contract lets its owner add, through whichever tenant.
    await t2.send(GROUP, { to: PROXY, data: addCall([elsewhere]), account: t1.account })
    expect(await elsewhere.ask('priv_call', GROUP, { to: emitter, data: VALUE }, 'latest')).toBe(stored(4n))
    expect(await elsewhere.ask('priv_getTransactionReceipt', deployment)).toEqual(
      await t1.ask('priv_getTransactionReceipt', deployment),
    )
    expect(await network.divergence(GROUP)).toBeUndefined()
  })

  it('a tenant that came later cannot by the rules besu', async () => {
    const { t1, t2, elsewhere } = await openTenants('besu')
    await t1.send(GROUP, { to: PROXY, data: addCall([t1]) })
    await t1.send(GROUP, { to: PROXY, data: LOCK })
    await t1.send(GROUP, { to: PROXY, data: addCall([t2]) })
    await t1.send(GROUP, { to: PROXY, data: LOCK })
    const refusal = { code: -50200, message: 'EnclavePayloadNotFound' }
    const draft = { to: PROXY, data: addCall([elsewhere]), account: t1.account }
    expect(await errorOf(t2.send(GROUP, draft))).toEqual(refusal)
  })

  it('a removed tenant does not keep its node from going on', async () => {
    const { network, t1, t2 } = await openTenants('documented')
    await t1.send(GROUP, { to: PROXY, data: addCall([t1, t2]) })
    await t1.send(GROUP, { to: PROXY, data: removeCall(t2) })
    const deployment = await t1.send(GROUP, { data: EMITTER })
    expect(await t1.ask('priv_getTransactionReceipt', deployment)).toMatchObject({ status: '0x1' })
    expect(await t2.ask('priv_getTransactionReceipt', deployment)).toBeNull()
    expect(await network.divergence(GROUP)).toBeUndefined()
  })

  it('a network with tenants goes on from its databases as it was', async () => {
    const dataPath = await temporaryFolder()
    const { network: first } = await openTenants('documented', { dataPath })
    const keys = first.node('alice').enclaveKeys
    await first.node('alice').createGroup({ members: [...keys], id: GROUP })
    await first.close()
    await using second = await createNetwork({ dataPath })
    expect(second.node('alice').enclaveKeys).toEqual(keys)
    for (const key of keys) {
      const request = { method: 'privx_findFlexiblePrivacyGroup', params: [[key]] }
      expect(await second.provider('alice', key).request(request)).toMatchObject([{ privacyGroupId: GROUP }])
    }
    const stranger = second.provider('alice', second.node('bob').enclaveKey)
    expect(await errorOf(stranger.request({ method: 'priv_getLogs', params: [GROUP, ALL] }))).toMatchObject({
      code: -40100,
    })
  })
})
