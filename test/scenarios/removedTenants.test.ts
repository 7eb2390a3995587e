import { describe, expect, it } from 'vitest'
import type { MultiTenancyRules } from '../../src/node/MultiTenancy.ts'
import { errorOf } from '../rpc/ask.ts'
import { EMITTER, type Receipt, store } from './rpc/clients.ts'
import { LOCK, PROXY, addCall, removeCall } from './support/management.ts'
import { type TestTenant, groupNamed, openTenants } from './support/tenants.ts'

const GROUP = groupNamed('filters')
const OTHER = groupNamed('other filters')
const UNAUTHORIZED = { code: -40100, message: 'Unauthorized' }
const NOT_FOUND = { code: -32000, message: 'Filter not found' }

async function scene(rules: MultiTenancyRules) {
  const tenants = await openTenants(rules)
  const { t1, t2, t3 } = tenants
  for (const group of [GROUP, OTHER]) await t1.send(group, { to: PROXY, data: addCall([t1, t2, t3]) })
  const deployment = await t1.send(GROUP, { data: EMITTER })
  const { contractAddress: emitter = '0x' } = (await t1.ask('priv_getTransactionReceipt', deployment)) as Receipt
  return {
    ...tenants,
    emitter,
    storeValue: (value: bigint) => t1.send(GROUP, { to: emitter, data: store(value) }),
    remove: (tenant: TestTenant) => t1.send(GROUP, { to: PROXY, data: removeCall(tenant) }),
    addAgain: async (tenant: TestTenant) => {
      await t1.send(GROUP, { to: PROXY, data: LOCK })
      await t1.send(GROUP, { to: PROXY, data: addCall([tenant]) })
    },
  }
}

async function listen(tenant: TestTenant): Promise<unknown[]> {
  const heard: unknown[] = []
  tenant.provider.on('message', ({ data }) => heard.push(data))
  await tenant.ask('priv_subscribe', GROUP, 'logs', {})
  return heard
}

describe('FP-46 filters and subscriptions of a removed tenant, rules documented', () => {
  it('its filters are gone, those of others and in other groups stay', async () => {
    const { t1, t2, t3, storeValue, remove } = await scene('documented')
    const own = await t2.ask('priv_newFilter', GROUP, {})
    const inOther = await t2.ask('priv_newFilter', OTHER, {})
    const ofOthers = await Promise.all([t1, t3].map((tenant) => tenant.ask('priv_newFilter', GROUP, {})))
    await storeValue(1n)
    await remove(t2)
    await storeValue(2n)
    expect(await errorOf(t2.ask('priv_getFilterChanges', GROUP, own))).toEqual(UNAUTHORIZED)
    expect(await errorOf(t2.ask('priv_getFilterChanges', OTHER, own))).toEqual(NOT_FOUND)
    expect(await errorOf(t2.ask('eth_getFilterChanges', own))).toEqual(NOT_FOUND)
    expect(await errorOf(t1.ask('priv_getFilterChanges', GROUP, own))).toEqual(NOT_FOUND)
    expect(await t2.ask('priv_getFilterChanges', OTHER, inOther)).toEqual([])
    expect(await t1.ask('priv_getFilterChanges', GROUP, ofOthers[0])).toHaveLength(3)
    expect(await t3.ask('priv_getFilterChanges', GROUP, ofOthers[1])).toHaveLength(3)
  })

  it('its subscriptions end before the block of the removal is told, those of others go on', async () => {
    const { t2, t3, storeValue, remove } = await scene('documented')
    const [heard, heardByOther] = [await listen(t2), await listen(t3)]
    await storeValue(1n)
    await remove(t2)
    await storeValue(2n)
    expect(heard).toHaveLength(1)
    expect(heardByOther).toHaveLength(3)
  })

  it('a tenant that is added again starts afresh', async () => {
    const { t2, storeValue, remove, addAgain } = await scene('documented')
    const own = await t2.ask('priv_newFilter', GROUP, {})
    const heard = await listen(t2)
    await remove(t2)
    await addAgain(t2)
    await storeValue(1n)
    expect(await errorOf(t2.ask('priv_getFilterChanges', GROUP, own))).toEqual(NOT_FOUND)
    expect(heard).toEqual([])
    const fresh = await t2.ask('priv_newFilter', GROUP, { fromBlock: 'earliest' })
    await storeValue(2n)
    expect(await t2.ask('priv_getFilterChanges', GROUP, fresh)).toHaveLength(1)
    expect(await t2.ask('priv_getFilterLogs', GROUP, fresh)).toHaveLength(7)
  })

  it('FP-160 what a reorganisation undoes does not bring filters back', async () => {
    const { network, t2, storeValue, remove } = await scene('documented')
    await storeValue(1n)
    const own = await t2.ask('priv_newFilter', GROUP, {})
    await remove(t2)
    await network.reorg(1, { requeue: false })
    expect(await t2.ask('priv_getFilterChanges', GROUP, await t2.ask('priv_newFilter', GROUP, {}))).toEqual([])
    expect(await errorOf(t2.ask('priv_getFilterChanges', GROUP, own))).toEqual(NOT_FOUND)
  })

  it('a filter from before there was a group tells nothing of a group without its owner', async () => {
    const { t1, t2, emitter } = await scene('documented')
    const later = groupNamed('a later group')
    const own = await t2.ask('priv_newFilter', later, {})
    await t1.send(later, { to: PROXY, data: addCall([t1]) })
    await t1.send(later, { to: emitter, data: store(1n) })
    expect(await errorOf(t2.ask('priv_getFilterChanges', GROUP, own))).toEqual(NOT_FOUND)
  })

  it('a filter is of use to members of its group only, whatever group is named', async () => {
    const { t1, t2, remove, storeValue } = await scene('documented')
    await remove(t2)
    const id = await t1.ask('priv_newFilter', GROUP, {})
    await storeValue(1n)
    for (const group of [OTHER, groupNamed('nobody has it')]) {
      expect(await errorOf(t2.ask('priv_getFilterChanges', group, id))).toEqual(NOT_FOUND)
      const logs = { code: -32000, message: 'Logs filter not found' }
      expect(await errorOf(t2.ask('priv_getFilterLogs', group, id))).toEqual(logs)
      expect(await t2.ask('priv_uninstallFilter', group, id)).toBe(false)
    }
    expect(await t2.ask('eth_uninstallFilter', id)).toBe(false)
    expect(await t1.ask('priv_getFilterChanges', OTHER, id)).toHaveLength(1)
  })

  it('a snapshot brings back the filters with the membership', async () => {
    const { network, t2, storeValue, remove } = await scene('documented')
    const own = await t2.ask('priv_newFilter', GROUP, {})
    const snapshot = await network.snapshot()
    await remove(t2)
    await network.revert(snapshot)
    await storeValue(1n)
    expect(await t2.ask('priv_getFilterChanges', GROUP, own)).toHaveLength(1)
  })
})

describe('FP-46, FP-168 filters and subscriptions of a removed tenant, rules besu', () => {
  it('its filters stay, and can be read by the id of another group', async () => {
    const { t2, storeValue, remove } = await scene('besu')
    const own = await t2.ask('priv_newFilter', GROUP, {})
    await remove(t2)
    await storeValue(1n)
    expect(await errorOf(t2.ask('priv_getFilterChanges', GROUP, own))).toEqual(UNAUTHORIZED)
    expect(await t2.ask('priv_getFilterChanges', OTHER, own)).toHaveLength(2)
    await storeValue(2n)
    expect(await t2.ask('eth_getFilterChanges', own)).toHaveLength(1)
  })

  it('its subscriptions go on', async () => {
    const { t2, storeValue, remove } = await scene('besu')
    const heard = await listen(t2)
    await remove(t2)
    await storeValue(1n)
    expect(heard).toHaveLength(2)
  })
})
