import { describe, expect, it } from 'vitest'
import type { PrivateGenesis } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { expectSameRoot } from './support/expectations.ts'
import { createGroupIn, keyKindsAndEras, openSetting } from './support/settings.ts'

const ADDRESS = '0x1000000000000000000000000000000000000001'

const privateGenesis: PrivateGenesis = () => ({ [ADDRESS]: { balance: 1000, code: eventEmitter.runtime } })

describe.each(keyKindsAndEras)('accounts that every group starts with: $label', (setting) => {
  it('FP-16 private genesis account', async () => {
    const { alice, bob, charlie } = await openSetting(setting, { privateGenesis })
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    await group.contract(ADDRESS, eventEmitter.abi).send('store', [42n])
    for (const node of [alice, bob]) {
      expect(await node.group(group.id).contract(ADDRESS, eventEmitter.abi).call('value')).toBe(42n)
      expect(node.privateCode(group.id, ADDRESS)).toBe(eventEmitter.runtime)
    }
    expect(await charlie.call(group.id, { to: ADDRESS, data: '0x3fa4f245' })).toBe('0x')
  })

  it('FP-23 root of a group with private genesis', async () => {
    const { alice, bob, charlie } = await openSetting(setting, { privateGenesis })
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    expectSameRoot([alice, bob], group.id)
    await group.contract(ADDRESS, eventEmitter.abi).send('store', [42n])
    expectSameRoot([alice, bob], group.id)
    await group.add('charlie')
    expectSameRoot([alice, bob, charlie], group.id)
    expect(await charlie.group(group.id).contract(ADDRESS, eventEmitter.abi).call('value')).toBe(42n)
  })
})
