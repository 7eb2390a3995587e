import { describe, expect, it } from 'vitest'
import { eventEmitter } from '../fixtures/contracts.ts'
import { outcomeOn } from './support/craftedMarker.ts'
import { EMPTY_TRIE_ROOT, expectMembers, expectSameRoot } from './support/expectations.ts'
import { PROXY, addCall } from './support/management.ts'
import { openNetwork } from './support/openNetwork.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

describe('FP-162 group id reuse', () => {
  it('FP-162 by a node that knows the group: an add, which needs the lock and the owner', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await group.deploy(emitter)
    const before = group.root()
    const again = { to: PROXY, data: addCall([bob, charlie]) }
    const throughBob = bob.group(group.id)
    const unlocked = await throughBob.send({ ...again, check: false })
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, unlocked)).toMatchObject({ result: 'refused', reason: 'add-while-unlocked' })
      expect(node.stateRoot(group.id)).toBe(before)
    }
    await group.lock()
    const notOwner = await throughBob.send({ ...again, check: false })
    expect(notOwner.receipt?.status).toBe(0)
    const byOwner = await throughBob.send({ ...again, account: alice.account })
    expect(byOwner.receipt?.status).toBe(1)
    await expectMembers([alice, bob, charlie], group.id, [alice, bob, charlie])
    expectSameRoot([alice, bob, charlie], group.id)
    expect(network.head).toEqual(charlie.head)
  })

  it('FP-162 by a node that does not know the group: two groups with one id', async () => {
    const { network, alice, bob, charlie } = await openNetwork({ nodes: ['alice', 'bob', 'charlie', 'dave'] })
    const dave = network.node('dave')
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const contract = await group.deploy(emitter)
    await contract.send('store', [1n])
    const before = group.root()
    const reused = await charlie.createGroup({ members: ['charlie', 'bob', 'dave'], id: group.id })
    const creation = reused.history()[0]?.marker ?? ''
    expect(reused.history()).toHaveLength(1)
    // On nodes of the old group nothing changes.
    for (const node of [alice, bob]) {
      expect(node.stateRoot(group.id)).toBe(before)
      expect(node.privateReceipt(creation)).toBeUndefined()
    }
    await expectMembers([alice, bob], group.id, [alice, bob])
    await expectMembers([charlie, dave], group.id, [charlie, bob, dave])
    expect(expectSameRoot([charlie, dave], group.id)).not.toBe(before)
    // Afterwards each follows its own group.
    await contract.send('store', [2n])
    const other = await reused.deploy(emitter)
    expect(await contract.call('value')).toBe(2n)
    expect(await other.call('value')).toBe(0n)
    expectSameRoot([alice, bob], group.id)
    expectSameRoot([charlie, dave], group.id)
    expect(charlie.privateCode(group.id, contract.address)).toBeUndefined()
  })

  it('FP-162 an add replaces a younger group of the same id on the newcomer', async () => {
    const { alice, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice'] })
    const own = await charlie.createGroup({ members: ['charlie'], id: group.id })
    const lost = await own.deploy(emitter)
    await group.add('charlie')
    await expectMembers([alice, charlie], group.id, [alice, charlie])
    expectSameRoot([alice, charlie], group.id)
    expect(charlie.privateCode(group.id, lost.address)).toBeUndefined()
  })

  it('FP-162 an add refuses the block on a newcomer with an older group of the same id', async () => {
    const { network, alice, charlie } = await openNetwork()
    const own = await charlie.createGroup({ members: ['charlie'] })
    const group = await alice.createGroup({ members: ['alice'], id: own.id })
    await expect(group.add('charlie')).rejects.toMatchObject({ code: 'REPLAY_ROOT_MISMATCH' })
    expect(alice.head).toEqual(network.head)
    expect(charlie.head.number).toBe(network.head.number - 1n)
    expect(own.root()).not.toBe(EMPTY_TRIE_ROOT)
  })

  it('FP-162 in strict mode the newcomer keeps its own group', async () => {
    const { network, alice, charlie } = await openNetwork({ nodes: { alice: {}, bob: {}, charlie: { strict: true } } })
    const group = await alice.createGroup({ members: ['alice'] })
    const own = await charlie.createGroup({ members: ['charlie'], id: group.id })
    const before = own.root()
    await group.add('charlie')
    expect(own.root()).toBe(before)
    await expectMembers([charlie], group.id, [charlie])
    expect(charlie.head).toEqual(network.head)
  })
})
