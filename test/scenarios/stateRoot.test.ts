import { describe, expect, it } from 'vitest'
import { eventEmitter } from '../fixtures/contracts.ts'
import { EMPTY_TRIE_ROOT, expectSameRoot } from './support/expectations.ts'
import { openNetwork } from './support/openNetwork.ts'
import { createGroupIn, keyKindsAndEras, openSetting } from './support/settings.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const UNKNOWN_GROUP = Buffer.alloc(32, 7).toString('base64')

describe('private state root', () => {
  it.each(keyKindsAndEras)('FP-20 same root on all members: $label', async (setting) => {
    const { network, alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    expectSameRoot([alice, bob], group.id)
    const contract = await group.deploy(emitter)
    await bob.group(group.id).contract(contract.address, eventEmitter.abi).send('store', [1n])
    expect(expectSameRoot([alice, bob], group.id)).toBe(group.root())
    expect(await network.divergence(group.id)).toBeUndefined()
  })

  it('FP-21 unknown group', async () => {
    const { network, alice } = await openNetwork()
    expect(await alice.groupState(UNKNOWN_GROUP)).toBeUndefined()
    expect(alice.groups()).not.toContain(UNKNOWN_GROUP)
    expect(alice.stateRoot(UNKNOWN_GROUP)).toBe(EMPTY_TRIE_ROOT)
    await expect((async () => network.divergence(UNKNOWN_GROUP))()).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' })
  })

  it('FP-22 block parameter', async () => {
    const { network, alice, bob } = await openNetwork()
    await network.mine()
    await network.mine()
    const { id } = await alice.createGroup({ members: ['alice', 'bob'] })
    const created = network.head
    while (network.head.number < 10n) await network.mine()
    for (const node of [alice, bob]) {
      for (const before of [1, 1n, 'earliest', node.canonicalHash(2) ?? '0x'] as const) {
        expect(node.stateRoot(id, before)).toBe(EMPTY_TRIE_ROOT)
      }
      expect(node.stateRoot(id, created.number)).toBe(node.stateRoot(id))
      expect(node.stateRoot(id, created.hash)).toBe(node.stateRoot(id))
      expect(() => node.stateRoot(id, 11)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    }
    expect(expectSameRoot([alice, bob], id)).not.toBe(EMPTY_TRIE_ROOT)
  })

  it('FP-24 root survives empty blocks', async () => {
    const { network, alice, bob } = await openNetwork()
    const { id } = await alice.createGroup({ members: ['alice', 'bob'] })
    const afterCommit = alice.stateRoot(id)
    const at = network.head.number
    for (let number = at + 1n; number <= at + 5n; number++) {
      await network.mine()
      for (const node of [alice, bob]) expect(node.stateRoot(id, number)).toBe(afterCommit)
    }
  })

  it('FP-24 without any commitment the root is that of the empty trie', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const { id } = await alice.createGroup({ members: ['alice'] })
    expect(alice.stateRoot(id)).toBe(EMPTY_TRIE_ROOT)
    await network.mine({ transactions: [] })
    expect(alice.stateRoot(id)).toBe(EMPTY_TRIE_ROOT)
    expect(alice.headMap('latest')).toBeUndefined()
  })

  it('FP-24 of several commits in one block the last wins, and other groups’ commits do not matter', async () => {
    const { network, alice, bob } = await openNetwork({ mining: 'manual' })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const other = await alice.createGroup({ members: ['alice', 'bob'] })
    await network.mine()
    const contract = await group.deploy(emitter)
    const first = await contract.send('store', [1n])
    const last = await contract.send('store', [2n])
    await network.mine()
    const root = expectSameRoot([alice, bob], group.id)
    const recorded = alice.blockMetadata('latest')[group.id] ?? []
    expect(recorded.map(([marker]) => marker)).toEqual([contract.deployment?.marker, first.marker, last.marker])
    expect(new Set(recorded.map(([, after]) => after)).size).toBe(3)
    expect(recorded.at(-1)?.[1]).toBe(root)
    await other.deploy(emitter)
    await network.mine()
    expect(expectSameRoot([alice, bob], group.id)).toBe(root)
  })
})
