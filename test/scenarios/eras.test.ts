import { describe, expect, it } from 'vitest'
import type { Divergence } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { outcomeOn } from './support/craftedMarker.ts'
import { initCode, reverts } from './support/evmCode.ts'
import { EMPTY_TRIE_ROOT, NO_SUCH_GROUP, expectMembers, expectRefusal, expectSameRoot } from './support/expectations.ts'
import { GET_PARTICIPANTS, PROXY, addCall, participantsAnswer } from './support/management.ts'
import { openNetwork } from './support/openNetwork.ts'
import { rawTransaction } from './support/signedTransaction.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const GROUP = Buffer.alloc(32, 0x46).toString('base64')
const mixed = { alice: { besuVersion: '24.3' }, bob: { besuVersion: '22.7' }, charlie: {} } as const

describe('FP-146 same Besu version', () => {
  it('FP-146 a node of the other version does not take part in a new group', async () => {
    const { network, alice, bob } = await openNetwork({ nodes: mixed })
    const told: Divergence[] = []
    network.on('divergence', (divergence) => told.push(divergence))
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const creation = group.history()[0]
    expect(bob.privateReceipt(creation?.marker ?? '')).toBeUndefined()
    expect(bob.groups()).toEqual([])
    await group.deploy(emitter)
    const divergence = await network.divergence(group.id)
    expect(divergence).toMatchObject({
      group: group.id,
      marker: creation?.marker,
      block: creation?.block,
      blockNumber: 1n,
      roots: { alice: creation?.root, bob: EMPTY_TRIE_ROOT },
      missing: ['bob'],
    })
    const accounts = new Set(divergence?.differences.map(({ account }) => account))
    expect(accounts).toContain(PROXY)
    expect(told).toMatchObject([{ marker: creation?.marker, missing: ['bob'] }])
  })

  it('FP-146 one id with a group of each version: the states differ from the first marker on', async () => {
    const { network, alice, bob } = await openNetwork({ nodes: mixed })
    const told: Divergence[] = []
    network.on('divergence', (divergence) => told.push(divergence))
    const group = await alice.createGroup({ members: ['alice', 'bob'], id: GROUP })
    const onBob = await bob.createGroup({ members: ['bob', 'alice'], id: GROUP })
    await expectMembers([alice], GROUP, [alice, bob])
    await expectMembers([bob], GROUP, [bob, alice])
    expect(await bob.call(GROUP, { to: PROXY, data: GET_PARTICIPANTS })).toBe(participantsAnswer([bob, alice], 'v1'))
    expect(alice.stateRoot(GROUP)).not.toBe(bob.stateRoot(GROUP))
    expect(onBob.history()).toHaveLength(1)
    const first = group.history()[0]
    const divergence = await network.divergence(GROUP)
    expect(divergence).toMatchObject({ marker: first?.marker, block: first?.block, roots: { alice: first?.root } })
    expect(divergence?.missing).toEqual(['bob'])
    expect(told.length).toBeGreaterThan(0)
  })

  it('FP-146 a newcomer of the other version cannot replay the history', async () => {
    const { network, alice, bob, charlie } = await openNetwork({ nodes: mixed })
    const group = await alice.createGroup({ members: ['alice', 'charlie'] })
    const creation = group.history()[0]
    await group.deploy(emitter)
    const refused: string[] = []
    network.on('refused', ({ node }) => refused.push(node))
    await expect(group.add('bob')).rejects.toMatchObject({
      code: 'REPLAY_ROOT_MISMATCH',
      mismatch: { transaction: creation?.marker, expected: creation?.root },
    })
    expect(refused).toEqual(['bob'])
    expect(bob.head.number).toBe(network.head.number - 1n)
    expectSameRoot([alice, charlie], group.id)
  })

  it('FP-146 members whose states differ: marker, roots, accounts and slots', async () => {
    // A strict node undoes a failed inner call alone, a node that follows Besu the caller's writes too.
    const { network, alice, bob } = await openNetwork({ nodes: { alice: {}, bob: { strict: true }, charlie: {} } })
    const told: Divergence[] = []
    network.on('divergence', (divergence) => told.push(divergence))
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const failing = await group.deploy({ bytecode: initCode(reverts) })
    // Writes slot 0, calls the failing contract, writes slot 1.
    const call = `6000600060006000600073${failing.address.slice(2)}5af150`
    const writer = await group.deploy({ bytecode: initCode(`0x6007600055${call}600860015500`) })
    expect(await network.divergence(group.id)).toBeUndefined()
    const { marker, inclusion } = await group.send({ to: writer.address })
    const roots = { alice: alice.stateRoot(group.id), bob: bob.stateRoot(group.id) }
    await network.mine()
    const divergence = await network.divergence(group.id)
    expect(divergence).toMatchObject({
      group: group.id,
      marker,
      block: inclusion?.block.hash,
      blockNumber: inclusion?.block.number,
      roots,
      missing: [],
    })
    const slot0 = `0x${'00'.repeat(32)}`
    expect(divergence?.differences).toHaveLength(2)
    expect(divergence?.differences).toEqual(
      expect.arrayContaining([
        { account: writer.address, what: slot0, values: { alice: undefined, bob: `0x${'07'.padStart(64, '0')}` } },
        { account: alice.address, what: 'nonce', values: { alice: '3', bob: '4' } },
      ]),
    )
    expect(told).toEqual([divergence])
    // What comes later is not the first difference.
    await group.send({ to: writer.address, nonce: 3n, check: false })
    expect((await network.divergence(group.id))?.marker).toBe(marker)
    expect(told.map((event) => event.marker)).toEqual([marker])
  })

  it('FP-146 nodes of one version agree, whichever it is', async () => {
    for (const besuVersion of ['22.7', '24.3', 'auto'] as const) {
      const { network, alice, bob, charlie } = await openNetwork({ besuVersion })
      const told: Divergence[] = []
      network.on('divergence', (divergence) => told.push(divergence))
      const group = await alice.createGroup({ members: ['alice', 'bob'] })
      const contract = await group.deploy(emitter)
      await group.remove('bob')
      await contract.send('store', [1n])
      await group.add(['bob', 'charlie'])
      expectSameRoot([alice, bob, charlie], group.id)
      expect(await network.divergence(group.id)).toBeUndefined()
      expect(told).toEqual([])
    }
  })
})

describe('FP-170 client from before 22.10', () => {
  it('FP-170 its creating add to a node of 24.3', async () => {
    const { network, alice, bob } = await openNetwork({ besuVersion: '24.3' })
    const creation = rawTransaction(alice, GROUP, { to: PROXY, data: addCall([alice, bob], 'v1') })
    await expectRefusal(alice.sendPrivateTransaction(creation), NO_SUCH_GROUP)
    expect(network.head.number).toBe(0n)
  })

  it('FP-170 its add to an existing group on a node of 24.3 is no add', async () => {
    const { alice, bob, charlie } = await openNetwork({ besuVersion: '24.3' })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await group.lock()
    const sent = await group.send({ to: PROXY, data: addCall([charlie], 'v1'), check: false })
    expect(outcomeOn(alice, sent)).toMatchObject({ result: 'executed', status: 0 })
    expect(outcomeOn(charlie, sent)).toMatchObject({ reason: 'payload-not-here' })
    await expectMembers([alice, bob], group.id, [alice, bob])
  })

  it.each(['auto', '22.7'] as const)('FP-170 its transactions to nodes of %s', async (besuVersion) => {
    const { alice, bob, charlie } = await openNetwork({ besuVersion })
    const send = (data: string) => alice.sendPrivateTransaction(rawTransaction(alice, GROUP, { to: PROXY, data }))
    await send(addCall([alice, bob], 'v1'))
    await expectMembers([alice, bob], GROUP, [alice, bob])
    await send('0xf83d08ba')
    await send(addCall([charlie], 'v1'))
    await expectMembers([alice, bob, charlie], GROUP, [alice, bob, charlie])
    await alice.group(GROUP).remove('bob')
    await expectMembers([alice, bob, charlie], GROUP, [alice, charlie])
    expectSameRoot([alice, bob, charlie], GROUP)
    expect(await charlie.call(GROUP, { to: PROXY, data: GET_PARTICIPANTS })).toBe(
      participantsAnswer([alice, charlie], 'v1'),
    )
  })

  it('FP-170 keys of other than 32 bytes do not fit groups of era v1', async () => {
    const { alice } = await openNetwork({ nodes: { alice: { keyType: 'ec' }, bob: {}, charlie: {} } })
    await expect(alice.createGroup({ members: ['alice'], era: 'v1' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })

  it('FP-170 groups of both eras side by side on nodes that take both', async () => {
    const { alice, bob } = await openNetwork()
    const old = await alice.createGroup({ members: ['alice'], era: 'v1' })
    const present = await alice.createGroup({ members: ['alice'] })
    for (const group of [old, present]) {
      await group.deploy(emitter)
      await group.add('bob')
      await expectMembers([alice, bob], group.id, [alice, bob])
      expectSameRoot([alice, bob], group.id)
    }
    expect(await old.call({ to: PROXY, data: GET_PARTICIPANTS })).toBe(participantsAnswer([alice, bob], 'v1'))
    expect(await present.call({ to: PROXY, data: GET_PARTICIPANTS })).toBe(participantsAnswer([alice, bob], 'v2'))
  })
})
