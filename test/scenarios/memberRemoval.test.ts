import { describe, expect, it } from 'vitest'
import { eventEmitter } from '../fixtures/contracts.ts'
import { NO_SUCH_GROUP, expectMembers, expectRefusal, expectSameRoot } from './support/expectations.ts'
import { createGroupIn, keyKindsAndEras, openSetting } from './support/settings.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

describe.each(keyKindsAndEras)('removed members: $label', (setting) => {
  it('FP-07 removed member cannot send', async () => {
    const { alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const { marker } = await group.remove('bob')
    expect(bob.privateReceipt(marker)).toMatchObject({ status: 1 })
    expect(bob.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
    await expectMembers([alice, bob], group.id, [alice])
    await expectRefusal(bob.group(group.id).deploy(emitter), NO_SUCH_GROUP)
  })

  it('FP-08 removed member keeps stale state; re-adding catches up', async () => {
    const { alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice'])
    await group.lock()
    await group.add('bob')
    const onAlice = await group.deploy(emitter)
    const onBob = bob.group(group.id).contract(onAlice.address, eventEmitter.abi)
    const stored17 = await onAlice.send('store', [17n])
    expect(await onAlice.call('value')).toBe(17n)
    expect(await onBob.call('value')).toBe(17n)

    await group.remove('bob')
    const stored1337 = await onAlice.send('store', [1337n])
    expect(stored1337.receipt?.status).toBe(1)
    expect(bob.privateReceipt(stored1337.marker)).toBeUndefined()
    expect(await onBob.call('value')).toBe(17n)

    await group.lock()
    await group.add('bob')
    expect(await onBob.call('value')).toBe(1337n)
    for (const { marker } of [stored17, stored1337])
      expect(bob.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
    expect(bob.privateReceipt(stored1337.marker)?.status).toBe(1)
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-25 removed member’s root', async () => {
    const { alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const contract = await group.deploy(emitter)
    await group.remove('bob')
    const atRemoval = expectSameRoot([alice, bob], group.id)
    await contract.send('store', [1n])
    expect(bob.head).toEqual(alice.head)
    expect(bob.stateRoot(group.id)).toBe(atRemoval)
    expect(alice.stateRoot(group.id)).not.toBe(atRemoval)
  })

  it('FP-161 chain of adds and removals', async () => {
    const { alice, bob, charlie } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice'])
    const contract = await group.deploy(emitter)
    const steps = [
      { change: () => group.add('bob'), members: [alice, bob] },
      { change: () => group.add('charlie'), members: [alice, bob, charlie] },
      { change: () => group.remove('bob'), members: [alice, charlie] },
      { change: () => group.add('bob'), members: [alice, charlie, bob] },
    ]
    const lastRoots = new Map<string, string>()
    for (const [index, { change, members }] of steps.entries()) {
      await change()
      await contract.send('store', [BigInt(index)])
      await expectMembers(members, group.id, members)
      expectSameRoot(members, group.id)
      for (const node of members) {
        expect(node.privateNonce(group.id, alice.address)).toBe(alice.privateNonce(group.id, alice.address))
        expect(await node.group(group.id).contract(contract.address, eventEmitter.abi).call('value')).toBe(
          BigInt(index),
        )
      }
      for (const node of [bob, charlie]) {
        if (members.includes(node)) lastRoots.delete(node.name)
        // The removal itself is the last transaction that a removed member has.
        else if (node.groups().includes(group.id)) lastRoots.set(node.name, group.history().at(-2)?.root ?? '')
      }
      for (const [name, root] of lastRoots)
        expect([alice, bob, charlie].find((node) => node.name === name)?.stateRoot(group.id)).toBe(root)
    }
    expect(lastRoots.size).toBe(0)
    expect(bob.history(group.id)).toEqual(alice.history(group.id))
  })
})
