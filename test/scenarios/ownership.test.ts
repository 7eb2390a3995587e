import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/primitives/bytes.ts'
import { parseMarkerData } from '../../src/transaction/markerTransaction.ts'
import { eventEmitter, managementContractV1, managementContractV2 } from '../fixtures/contracts.ts'
import { markerDataOf } from './support/blockTransactions.ts'
import { outcomeOn } from './support/craftedMarker.ts'
import { NO_SUCH_GROUP, expectMembers, expectRefusal, expectSameRoot } from './support/expectations.ts'
import {
  CAN_EXECUTE,
  GET_PARTICIPANTS,
  GET_VERSION,
  PROXY,
  addCall,
  errorData,
  keyOf,
  participantsAnswer,
} from './support/management.ts'
import { minedBy } from './support/minedBy.ts'
import { openNetwork } from './support/openNetwork.ts'
import { createGroupIn, keyKindsAndEras, openSetting } from './support/settings.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

describe.each(keyKindsAndEras)('administration of a group: $label', (setting) => {
  it('FP-163 owner only', async () => {
    const { alice, bob, charlie } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const management = setting.era === 'v1' ? managementContractV1 : managementContractV2
    const { address } = await group.deploy({ bytecode: management.creation })
    const throughBob = bob.group(group.id)
    const failing = { check: false }
    const outcomes = [
      { revertReason: errorData('Origin not the owner.'), result: await throughBob.remove('alice', failing) },
      { revertReason: errorData('Origin not the owner.'), result: await throughBob.lock(failing) },
      {
        revertReason: errorData('Not allowed to upgrade the management contract.'),
        result: await throughBob.upgrade(address, failing),
      },
    ]
    await group.lock()
    outcomes.push(
      { revertReason: errorData('Origin not the owner.'), result: await throughBob.add('charlie', failing) },
      { revertReason: errorData('Origin not the owner.'), result: await throughBob.unlock(failing) },
    )
    for (const { revertReason, result } of outcomes) {
      expect(result.receipt).toEqual({ status: 0, output: '0x', logs: [], revertReason })
      expect(alice.privateReceipt(result.marker)).toEqual(result.receipt)
    }
    await expectMembers([alice, bob], group.id, [alice, bob])
    expect((await charlie.groupState(group.id))?.members).toEqual(
      // A newcomer that is refused has the history all the same (FP-157).
      [alice, bob].map(({ enclaveKey }) => enclaveKey),
    )
    expectSameRoot([alice, bob, charlie], group.id)
  })

  it('FP-164 adding pushes everything', async () => {
    const { network, alice, charlie } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice'])
    const contract = await group.deploy(emitter)
    for (const value of [1n, 2n, 3n]) await contract.send('store', [value])
    await group.add('charlie')
    const onCharlie = charlie.group(group.id).contract(contract.address, eventEmitter.abi)
    for (let block = 2n; block <= network.head.number; block++) {
      expect(await onCharlie.call('value', [], { block })).toBe(await contract.call('value', [], { block }))
    }
    for (const { marker } of group.history())
      expect(charlie.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
  })

  it('FP-165 removal', async () => {
    const { network, alice, bob } = await openSetting(setting, { mining: 'manual' })
    const mined = minedBy(network)
    const group = await mined(createGroupIn(setting, alice, ['alice', 'bob']))
    const contract = await mined(group.deploy(emitter))
    const { marker } = await group.remove('bob')
    const sameBlock = await contract.send('store', [1n])
    const inclusion = await network.mine({ transactions: [marker, sameBlock.marker] })
    // The recipients are those of the moment of sending; the version is too, so nobody executes it.
    const inBlock = parseMarkerData(markerDataOf(network, sameBlock.marker))?.handle
    if (inBlock === undefined) throw new RangeError('not a marker')
    await expect(bob.enclave.receive(inBlock)).resolves.toMatchObject({ senderKey: alice.enclaveKey })
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, { ...sameBlock, inclusion })).toMatchObject({ result: 'refused', reason: 'version' })
      expect(node.privateReceipt(marker)?.status).toBe(1)
    }
    const atRemoval = expectSameRoot([alice, bob], group.id)
    const later = await mined(contract.send('store', [2n]))
    const handle = parseMarkerData(markerDataOf(network, later.marker))?.handle
    if (handle === undefined) throw new RangeError('not a marker')
    await expect(bob.enclave.receive(handle)).rejects.toMatchObject({ status: 404 })
    expect(bob.privateReceipt(later.marker)).toBeUndefined()
    expect(bob.stateRoot(group.id)).toBe(atRemoval)
    expect(bob.history(group.id)).toEqual(group.history().slice(0, -1))
    expect(await bob.group(group.id).contract(contract.address, eventEmitter.abi).call('value')).toBe(0n)
  })

  it('FP-166 version inconsistency: two changes of the members', async () => {
    const { network, alice, bob, charlie } = await openSetting(setting, { mining: 'manual' })
    const mined = minedBy(network)
    const group = await mined(createGroupIn(setting, alice, ['alice', 'bob', 'charlie']))
    const first = await group.remove('bob')
    const second = await group.remove('charlie')
    const inclusion = await network.mine({ transactions: [first.marker, second.marker] })
    for (const node of [alice, bob, charlie]) {
      expect(node.privateReceipt(first.marker)?.status).toBe(1)
      expect(outcomeOn(node, { ...second, inclusion })).toMatchObject({ result: 'refused', reason: 'version' })
    }
    for (const { marker } of [first, second]) expect(network.publicReceipt(marker)).toMatchObject({ status: 1 })
    await expectMembers([alice, bob, charlie], group.id, [alice, charlie])
  })

  it.each(['add', 'removal'])('FP-166 version inconsistency: a transaction sent before an %s', async (change) => {
    const { network, alice, bob } = await openSetting(setting, { mining: 'manual' })
    const mined = minedBy(network)
    const group = await mined(createGroupIn(setting, alice, ['alice', 'bob']))
    const contract = await mined(group.deploy(emitter))
    const business = await bob.group(group.id).contract(contract.address, eventEmitter.abi).send('store', [1n])
    const only = (marker: string) => network.mine({ transactions: [marker] })
    if (change === 'add') {
      await only((await group.lock()).marker)
      await only((await group.add('charlie')).marker)
    } else {
      await only((await group.remove('charlie', { check: false })).marker)
    }
    const inclusion = await only(business.marker)
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, { ...business, inclusion })).toMatchObject({ result: 'refused', reason: 'version' })
    }
    expect(network.publicReceipt(business.marker)).toMatchObject({ status: 1 })
    expect(await contract.call('value')).toBe(0n)
  })

  it('FP-167 lock left behind', async () => {
    const { alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const contract = await group.deploy(emitter)
    await group.lock()
    const failed = await group.add('charlie', { nonce: 99n, check: false })
    expect(failed.receipt?.status).toBe(2)
    for (const node of [alice, bob]) {
      const business = await node
        .group(group.id)
        .contract(contract.address, eventEmitter.abi)
        .send('store', [1n], { check: false })
      expect(outcomeOn(node, business)).toMatchObject({ result: 'refused', reason: 'locked' })
    }
    await group.unlock()
    expect((await contract.send('store', [2n])).receipt?.status).toBe(1)
    await group.lock()
    await group.add('charlie')
    expect((await contract.send('store', [3n])).receipt?.status).toBe(1)
    expect((await group.state())?.locked).toBe(false)
  })

  it('FP-175 unlocked group, direct proxy calls', async () => {
    const { alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    const version = (await group.state())?.version
    for (const locked of [false, true]) {
      if (locked) await group.lock()
      const flag = toHex(new Uint8Array(32).fill(locked ? 0 : 1, 31))
      const answers = [
        { data: GET_PARTICIPANTS, output: participantsAnswer([alice, bob], setting.era) },
        { data: GET_VERSION, output: version },
        { data: CAN_EXECUTE, output: flag },
      ]
      for (const { data, output } of answers) {
        expect(await bob.call(group.id, { to: PROXY, data })).toBe(output)
        expect((await bob.group(group.id).send({ to: PROXY, data })).receipt).toMatchObject({ status: 1, output })
      }
    }
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-176 message to a removed-then-empty group', async () => {
    const { alice, bob } = await openSetting(setting)
    const group = await createGroupIn(setting, alice, ['alice', 'bob'])
    await group.remove('bob')
    await group.remove('alice')
    const dead = group.root()
    expect(await group.state()).toMatchObject({ members: [], locked: false })
    await expectRefusal(group.lock(), NO_SUCH_GROUP)
    await expectRefusal(group.remove('alice', { check: false }), NO_SUCH_GROUP)
    await expectRefusal(group.deploy(emitter), NO_SUCH_GROUP)
    const add = await group.send({ to: PROXY, data: addCall([alice], setting.era), check: false })
    expect(outcomeOn(alice, add)).toMatchObject({ result: 'refused', reason: 'add-while-unlocked' })
    expect(alice.stateRoot(group.id)).toBe(dead)
    expect(bob.stateRoot(group.id)).not.toBe(dead)
  })
})

describe('clients and members', () => {
  it('FP-169 web3j removal', async () => {
    const { alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const before = group.root()
    // removeParticipant(bytes32,bytes32)
    const data = `0x61544c91${'00'.repeat(32)}${toHex(keyOf(bob)).slice(2)}`
    const { receipt } = await group.send({ to: PROXY, data, check: false })
    expect(receipt).toMatchObject({ status: 0, revertReason: '0x' })
    await expectMembers([alice, bob], group.id, [alice, bob])
    expect(expectSameRoot([alice, bob], group.id)).toBe(before)
  })
})
