import { describe, expect, it } from 'vitest'
import { createAccount } from '../../src/index.ts'
import { concat } from '../../src/primitives/bytes.ts'
import { markerData, parseMarkerData } from '../../src/transaction/markerTransaction.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { markerDataOf } from './support/blockTransactions.ts'
import { outcomeOn, putEnvelope, sendMarker, versionOf } from './support/craftedMarker.ts'
import { expectMembers, expectSameRoot } from './support/expectations.ts'
import { GET_PARTICIPANTS, PROXY } from './support/management.ts'
import { minedBy } from './support/minedBy.ts'
import { openNetwork } from './support/openNetwork.ts'
import { signedTransaction } from './support/signedTransaction.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const stranger = createAccount(`0x${'44'.repeat(32)}`)

describe('replay of a history', () => {
  it('FP-150 trigger: before the transactions of the block are executed', async () => {
    const { network, alice, bob, charlie } = await openNetwork({ mining: 'manual' })
    const mined = minedBy(network)
    const group = await mined(alice.createGroup({ members: ['alice', 'bob'] }))
    await mined(group.deploy(emitter))
    await mined(group.lock())
    // A transaction that charlie can read too stands in the block before the add that brings the history.
    const question = signedTransaction(alice, group.id, { to: PROXY, data: GET_PARTICIPANTS, account: stranger })
    const nodes = [alice, bob, charlie]
    const handle = await putEnvelope(nodes, question, await versionOf(alice, group.id), alice.enclaveKey)
    const asked = await sendMarker(network, markerData(handle))
    const add = await group.add('charlie')
    const inclusion = await network.mine({ transactions: [asked.marker, add.marker] })
    expect(inclusion.reports.get('charlie')?.replays).toMatchObject([
      { marker: add.marker, group: group.id, transactions: 3 },
    ])
    for (const node of nodes)
      expect(outcomeOn(node, { ...asked, inclusion })).toMatchObject({ result: 'executed', status: 1 })
    expectSameRoot(nodes, group.id)
  })

  it('FP-150 trigger: only 64 bytes to the precompile whose second key is readable', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const replays: string[] = []
    network.on('replay', ({ node, marker }) => replays.push(`${node} ${marker}`))
    await group.lock()
    const { marker } = await group.add('charlie')
    expect(replays).toEqual([`charlie ${marker}`])
    // Neither another address nor another length does it.
    const data = markerDataOf(network, marker)
    await bob.sendPublicTransaction({ to: `0x${'7e'.padStart(40, '0')}`, data })
    await sendMarker(network, concat(data, new Uint8Array(1)))
    expect(replays).toHaveLength(1)
    expectSameRoot([alice, bob, charlie], group.id)
  })

  it('FP-150 trigger: a history that is published again sends its readers back to its end', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await group.lock()
    const locked = group.root()
    const { marker } = await group.add('charlie')
    const added = expectSameRoot([alice, bob, charlie], group.id)
    // Whatever the first half is (spec 02 §14 items 24, 31, 45); bob cannot read the second.
    const blobHandle = parseMarkerData(markerDataOf(network, marker))?.blobHandle ?? new Uint8Array(0)
    const { inclusion } = await sendMarker(network, concat(new Uint8Array(32).fill(1), blobHandle))
    for (const node of [alice, charlie]) {
      expect(inclusion?.reports.get(node.name)?.replays).toMatchObject([
        { group: group.id, transactions: 2, root: locked },
      ])
      expect(node.stateRoot(group.id)).toBe(locked)
    }
    expect(inclusion?.reports.get('bob')?.replays).toEqual([])
    expect(bob.stateRoot(group.id)).toBe(added)
  })

  it('FP-151 head map is inherited', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const one = await alice.createGroup({ members: ['alice', 'bob'] })
    const createdIn = network.head.hash
    const two = await alice.createGroup({ members: ['alice'] })
    const secondIn = network.head.hash
    await network.mine()
    expect(alice.headMap('latest')).toEqual({ [one.id]: createdIn, [two.id]: secondIn })
    expect(bob.headMap('latest')).toEqual({ [one.id]: createdIn })
    expect(charlie.headMap('latest')).toBeUndefined()
    expect(alice.stateRoot(one.id)).toBe(alice.stateRoot(one.id, createdIn))
  })

  it('FP-152 rehydration happens', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    await network.mine()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const contract = await group.deploy(emitter)
    for (let value = 1n; value <= 3n; value++) {
      await contract.send('store', [value])
      await network.mine()
    }
    await expect(contract.send('store', [4n], { nonce: 9n })).rejects.toMatchObject({ code: 'CALL_FAILED' })
    const progress: number[] = []
    network.on('replay-progress', ({ node, done, total }) =>
      progress.push(node === 'charlie' ? done / total : Number.NaN),
    )
    const report = await group.add('charlie')
    expect(report.replays['charlie']).toMatchObject({ transactions: 6, blocks: 6, root: group.history().at(-2)?.root })
    expect(progress).toHaveLength(6)
    expect(progress.at(-1)).toBe(1)
    expectSameRoot([alice, bob, charlie], group.id)
    // What the newcomer has is what the members have, block by block (spec 02 §13.3).
    for (let number = 2n; number <= network.head.number; number++) {
      expect(charlie.stateRoot(group.id, number)).toBe(alice.stateRoot(group.id, number))
      expect(charlie.headMap(number)).toEqual(alice.headMap(number))
      expect(charlie.blockMetadata(number)).toEqual(alice.blockMetadata(number))
      for (const [marker] of alice.blockMetadata(number)[group.id] ?? []) {
        expect(charlie.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
      }
      const call = { to: contract.address, data: '0x3fa4f245', block: number } as const
      expect(await charlie.call(group.id, call)).toBe(await alice.call(group.id, call))
    }
    expect(charlie.addDataKey(group.id)).toBeDefined()
    expect(alice.addDataKey(group.id)).toBeUndefined()
  })

  it('FP-152 a newcomer’s own groups stay', async () => {
    const { network, alice, charlie } = await openNetwork()
    const own = await charlie.createGroup({ members: ['charlie'] })
    const group = await alice.createGroup({ members: ['alice'] })
    const contract = await own.deploy(emitter)
    await group.deploy(emitter)
    const before = own.root()
    await group.add('charlie')
    expect(own.root()).toBe(before)
    await contract.send('store', [5n])
    expect(await contract.call('value')).toBe(5n)
    expectSameRoot([alice, charlie], group.id)
    expect(charlie.head).toEqual(network.head)
  })

  it('FP-153 already up to date', async () => {
    const { alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await group.deploy(emitter)
    await group.lock()
    // Adding a member again gives it the history that it has.
    const report = await group.add('bob', { check: false })
    expect(report).toMatchObject({ replays: {}, transactions: 0 })
    expect([alice, bob].map((node) => node.addDataKey(group.id))).toEqual([undefined, undefined])
    await expectMembers([alice, bob], group.id, [alice, bob])
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-154 previously a member', async () => {
    const { alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob', 'charlie'] })
    const contract = await group.deploy(emitter)
    await group.remove('bob')
    const gap = [await contract.send('store', [1n]), await contract.send('store', [2n])]
    for (const { marker } of gap) expect(bob.privateReceipt(marker)).toBeUndefined()
    const report = await group.add('bob')
    // Two stores and the lock.
    expect(report.replays).toMatchObject({ bob: { transactions: 3, blocks: 3 } })
    expect(Object.keys(report.replays)).toEqual(['bob'])
    for (const { marker } of gap) expect(bob.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
    expect(bob.history(group.id)).toEqual(alice.history(group.id))
    expectSameRoot([alice, bob, charlie], group.id)
  })
})
