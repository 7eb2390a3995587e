import { describe, expect, it } from 'vitest'
import { eventEmitter } from '../fixtures/contracts.ts'
import { EMPTY_TRIE_ROOT, expectMembers, expectSameRoot } from './support/expectations.ts'
import { GET_PARTICIPANTS, PROXY, participantsAnswer } from './support/management.ts'
import { createGroupIn, keyKindsAndEras, openSetting } from './support/settings.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

describe.each(keyKindsAndEras)('life of a group: $label', (setting) => {
  it('FP-01 create', async () => {
    const { network, alice } = await openSetting(setting)
    expect(alice.groups()).toEqual([])
    const group = await createGroupIn(setting, alice, ['alice'])
    const [creation, ...others] = group.history()
    expect(others).toEqual([])
    expect(network.publicReceipt(creation?.marker ?? '')).toMatchObject({ status: 1 })
    expect(alice.privateReceipt(creation?.marker ?? '')).toMatchObject({ status: 1 })
    expect(alice.privateNonce(group.id, alice.address)).toBe(1n)
    expect(alice.groups()).toEqual([group.id])
    expect(await group.state()).toMatchObject({ id: group.id, members: [alice.enclaveKey], locked: false })
  })

  it('FP-02 create is visible on every member', async () => {
    const { alice, bob, charlie } = await openSetting(setting)
    const { id } = await createGroupIn(setting, alice, ['alice', 'bob'])
    await expectMembers([alice, bob], id, [alice, bob])
    expectSameRoot([alice, bob], id)
    expect(charlie.groups()).toEqual([])
    expect(await charlie.groupState(id)).toBeUndefined()
  })

  it('FP-03 reading participants by transaction', async () => {
    const { alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const { marker } = await group.send({ to: PROXY, data: GET_PARTICIPANTS })
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(marker)).toEqual({
        status: 1,
        logs: [],
        output: participantsAnswer([alice, bob], setting.era),
      })
    }
  })

  it('FP-04 deploy', async () => {
    const { alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const { deployment } = await group.deploy(emitter)
    const expected = { status: 1, logs: [], output: eventEmitter.runtime }
    for (const node of [alice, bob]) expect(node.privateReceipt(deployment?.marker ?? '')).toEqual(expected)
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-05 outsider sees nothing', async () => {
    const { network, alice, charlie } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const { address, deployment } = await group.deploy(emitter)
    const marker = deployment?.marker ?? ''
    expect(charlie.privateReceipt(marker)).toBeUndefined()
    expect(network.publicReceipt(marker)).toMatchObject({ status: 1, logs: [] })
    expect(charlie.hasBlock(network.publicReceipt(marker)?.blockHash ?? '')).toBe(true)
    expect(charlie.stateRoot(group.id)).toBe(EMPTY_TRIE_ROOT)
    expect(charlie.privateCode(group.id, address)).toBeUndefined()
  })

  it('FP-06 adding a member gives it the whole history', async () => {
    const { alice, bob, charlie } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const { deployment } = await group.deploy(emitter)
    expect(charlie.privateReceipt(deployment?.marker ?? '')).toBeUndefined()
    await group.lock()
    const report = await group.add('charlie')
    expect(report).toMatchObject({ transactions: 3, replays: { charlie: { group: group.id, blocks: 3 } } })
    await expectMembers([alice, bob, charlie], group.id, [alice, bob, charlie])
    expect(report.root).toBe(expectSameRoot([alice, bob, charlie], group.id))
    expect(charlie.privateReceipt(deployment?.marker ?? '')).toEqual(alice.privateReceipt(deployment?.marker ?? ''))
    expect(charlie.history(group.id)).toEqual(alice.history(group.id))
  })

  it('FP-14 lock blocks everything except the proxy', async () => {
    const { network, alice } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice'])
    const contract = await group.deploy(emitter)
    const lock = await group.lock()
    const refused = await contract.send('store', [1n], { check: false })
    const unlock = await group.unlock()
    const accepted = await contract.send('store', [2n])
    expect(lock.receipt?.status).toBe(1)
    expect(refused.receipt).toBeUndefined()
    expect(refused.inclusion?.reports.get('alice')?.markers).toMatchObject([{ result: 'refused', reason: 'locked' }])
    expect(network.publicReceipt(refused.marker)).toMatchObject({ status: 1 })
    expect(unlock.receipt?.status).toBe(1)
    expect(accepted.receipt?.status).toBe(1)
    expect(await contract.call('value')).toBe(2n)
  })

  it('FP-18 several groups, same members', async () => {
    const { alice, bob } = await openSetting(setting)
    const one = await createGroupIn(setting, alice, ['alice', 'bob'])
    const two = await createGroupIn(setting, alice, ['alice', 'bob'])
    expect(one.id).not.toBe(two.id)
    const [inOne, inTwo] = [await one.deploy(emitter), await two.deploy(emitter)]
    expect(inOne.address).not.toBe(inTwo.address)
    await inOne.send('store', [1n])
    expect(await inOne.call('value')).toBe(1n)
    expect(await inTwo.call('value')).toBe(0n)
    expect(alice.privateNonce(one.id, alice.address)).toBe(3n)
    expect(alice.privateNonce(two.id, alice.address)).toBe(2n)
    for (const node of [alice, bob]) expect(new Set(node.groups())).toEqual(new Set([one.id, two.id]))
    expect(expectSameRoot([alice, bob], one.id)).not.toBe(expectSameRoot([alice, bob], two.id))
  })
})
