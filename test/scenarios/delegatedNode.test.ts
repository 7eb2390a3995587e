import { describe, expect, it } from 'vitest'
import { createAccount } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { expectMembers, expectSameRoot } from './support/expectations.ts'
import { minedBy } from './support/minedBy.ts'
import { type Setting, createGroupIn, keyKindsAndEras, openSetting } from './support/settings.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const STORED_TOPIC = '0xc9db20adedc6cf2b5d25252b101ab03e124902a73fcb12b753f3d1aaa2d8f9f5'

/** G {A, B} of alice with a contract, locked again through bob's node with alice's signature; nothing is mined by itself. */
async function lockedThroughBob(setting: Setting) {
  const cast = await openSetting(setting, { mining: 'manual' })
  const { network, alice, bob } = cast
  const mined = minedBy(network)
  const group = await mined(createGroupIn(setting, alice, ['alice']))
  const contract = await mined(group.deploy(emitter))
  const firstLock = await mined(group.lock())
  await mined(group.add('bob'))
  await expectMembers([alice, bob], group.id, [alice, bob])
  const throughBob = bob.group(group.id)
  const secondLock = await mined(throughBob.lock({ account: alice.account }))
  expect(bob.privateReceipt(secondLock.marker)?.status).toBe(1)
  return { ...cast, group, contract, firstLock, throughBob, mined }
}

/** As {@link lockedThroughBob}, with C added through bob's node with alice's signature. */
async function withCharlie(setting: Setting) {
  const story = await lockedThroughBob(setting)
  await story.mined(story.throughBob.add('charlie', { account: story.alice.account }))
  return story
}

describe.each(keyKindsAndEras)('the signer matters and not the node: $label', (setting) => {
  it('FP-09 delegated node, same owner', async () => {
    const { alice, bob, charlie, group } = await withCharlie(setting)
    await expectMembers([alice, bob, charlie], group.id, [alice, bob, charlie])
    expectSameRoot([alice, bob, charlie], group.id)
  })

  it.each(['call first', 'add first'])('FP-10 call while locked, in the same block as the add: %s', async (order) => {
    const { network, alice, bob, charlie, group, contract, throughBob } = await lockedThroughBob(setting)
    const { account } = alice
    const nonce = alice.privateNonce(group.id, alice.address)
    const call = await contract.send('store', [1n], { account, nonce })
    const add = await throughBob.add('charlie', { account, nonce })
    expect(network.pending.map(({ hash }) => hash)).toEqual([call.marker, add.marker])
    const hashes = order === 'call first' ? [call.marker, add.marker] : [add.marker, call.marker]
    const { block, reports } = await network.mine({ transactions: hashes })
    for (const hash of hashes) expect(network.publicReceipt(hash)).toMatchObject({ status: 1, blockHash: block.hash })
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(call.marker)).toBeUndefined()
      const report = reports.get(node.name)?.markers.find(({ marker }) => marker === call.marker)
      expect(report).toMatchObject({ result: 'refused', reason: order === 'call first' ? 'locked' : 'version' })
      expect(node.privateReceipt(add.marker)?.status).toBe(1)
    }
    await expectMembers([alice, bob, charlie], group.id, [alice, bob, charlie])
    expectSameRoot([alice, bob, charlie], group.id)
  })

  it('FP-11 the newcomer reads old management receipts', async () => {
    const { charlie, firstLock } = await withCharlie(setting)
    expect(charlie.privateReceipt(firstLock.marker)).toEqual({ status: 1, output: '0x', logs: [] })
  })

  it('FP-12 the newcomer can write', async () => {
    const { alice, bob, charlie, group, contract, mined } = await withCharlie(setting)
    const throughCharlie = charlie.group(group.id).contract(contract.address, eventEmitter.abi)
    const { marker } = await mined(throughCharlie.send('store', [1337n]))
    const data = `0x${charlie.address.slice(2).padStart(64, '0')}${(1337).toString(16).padStart(64, '0')}`
    const expected = { status: 1, output: '0x', logs: [{ address: contract.address, topics: [STORED_TOPIC], data }] }
    for (const node of [alice, bob, charlie]) expect(node.privateReceipt(marker)).toEqual(expected)
    expectSameRoot([alice, bob, charlie], group.id)
  })

  it('FP-13 removal by the owner through another node', async () => {
    const { alice, bob, group, throughBob, mined } = await withCharlie(setting)
    const { marker } = await mined(throughBob.remove('charlie', { account: alice.account }))
    expect(alice.privateReceipt(marker)?.status).toBe(1)
    await expectMembers([alice, bob], group.id, [alice, bob])
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-15 adds to two groups in the same block', async () => {
    const { network, alice, bob, charlie } = await openSetting(setting, { mining: 'manual' })
    const mined = minedBy(network)
    const one = await mined(createGroupIn(setting, alice, ['alice']))
    const two = await mined(createGroupIn(setting, bob, ['bob']))
    await mined(one.lock())
    await mined(two.lock())
    await one.add('charlie')
    await two.add('alice')
    expect(network.pending).toHaveLength(2)
    const { reports } = await network.mine()
    for (const { imported, error } of reports.values())
      expect({ imported, error }).toEqual({ imported: true, error: undefined })
    await expectMembers([alice, charlie], one.id, [alice, charlie])
    await expectMembers([bob, alice], two.id, [bob, alice])
    expectSameRoot([alice, charlie], one.id)
    expectSameRoot([alice, bob], two.id)
  })

  it('FP-15 adds in the same block after locks in the same block leave whoever is in both behind', async () => {
    const { network, alice, bob, charlie } = await openSetting(setting, { mining: 'manual' })
    const mined = minedBy(network)
    const one = await mined(createGroupIn(setting, alice, ['alice']))
    const two = await mined(createGroupIn(setting, bob, ['bob']))
    await one.lock()
    await mined(two.lock())
    await one.add('charlie')
    await two.add('alice')
    const { reports } = await network.mine()
    // Replaying the second group has dropped the first one's lock from alice's head maps (spec 02 §14 item 28).
    expect(reports.get('alice')?.markers).toMatchObject([
      { group: one.id, result: 'refused', reason: 'add-while-unlocked' },
      { group: two.id, result: 'executed', status: 1 },
    ])
    await expectMembers([alice], one.id, [alice])
    await expectMembers([charlie], one.id, [alice, charlie])
    await expectMembers([bob, alice], two.id, [bob, alice])
  })

  it('FP-09 a stranger’s signature through the owner’s node is not enough', async () => {
    const { network, alice, group, mined } = await withCharlie(setting)
    const stranger = createAccount(`0x${'11'.repeat(32)}`)
    const { marker } = await mined(group.lock({ account: stranger }))
    expect(network.publicReceipt(marker)).toMatchObject({ status: 1 })
    expect(alice.privateReceipt(marker)?.status).toBe(0)
    expect((await group.state())?.locked).toBe(false)
  })
})
