import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Divergence, type Hex, type Network, createAccount, createNetwork } from '../../src/index.ts'
import { fromBase64, fromHex, toBase64 } from '../../src/primitives/bytes.ts'
import { toGroupId, toStateRoot } from '../../src/primitives/identifiers.ts'
import { stateKeySpaces } from '../../src/state/StateStore.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { initCode, reverts } from '../scenarios/support/evmCode.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'

/** Runtime code that adds 1 to slot 0. */
const COUNTER = initCode('0x600054600101600055')
const NAMES = ['alice', 'bob'] as const

const accountOf = (index: number) => createAccount(`0x${'11'.repeat(31)}${(index + 1).toString(16).padStart(2, '0')}`)

/** What a network tells from now on. */
function listen(network: Network) {
  const told: Divergence[] = []
  const warnings: string[] = []
  network.on('divergence', (divergence) => told.push(divergence))
  network.on('warning', (warning) => warnings.push(warning))
  return { told, warnings }
}

/** Lets a node lose the payload of a marker that waits. */
async function lose(network: Network, name: string, marker: Hex): Promise<void> {
  const data = network.pending.find(({ hash }) => hash === marker)?.data ?? '0x'
  await network.node(name).enclave.faults.lose(toBase64(fromHex(data)))
}

describe('divergence within a block', () => {
  it('is found at the marker whose payload a node lacks, whichever of its block that is', async () => {
    const block = fc.integer({ min: 1, max: 4 }).chain((markers) =>
      fc.record({
        markers: fc.constant(markers),
        lost: fc.nat(markers - 1),
        loser: fc.constantFrom(...NAMES),
        oneAccount: fc.boolean(),
        listening: fc.boolean(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(block, async ({ markers, lost, loser, oneAccount, listening }) => {
        await using network = await createNetwork({ nodes: NAMES })
        const group = await network.node('alice').createGroup({ members: NAMES })
        const counter = await group.deploy({ bytecode: COUNTER })
        network.setMining('manual')
        const sent: Hex[] = []
        for (let i = 0; i < markers; i++) {
          const account = accountOf(oneAccount ? 0 : i)
          const nonce = oneAccount ? { nonce: BigInt(i) } : {}
          sent.push((await group.send({ to: counter.address, account, ...nonce })).marker)
        }
        await lose(network, loser, sent[lost] ?? '0x')
        const heard = listening ? listen(network) : undefined
        const { block } = await network.mine()
        const divergence = await network.divergence(group.id)

        const holder = network.node(loser === 'alice' ? 'bob' : 'alice')
        const root = holder.history(group.id).find(({ marker }) => marker === sent[lost])?.root
        expect(divergence).toMatchObject({
          group: group.id,
          marker: sent[lost],
          block: block.hash,
          blockNumber: block.number,
          roots: { [holder.name]: root, [loser]: network.node(loser).stateRoot(group.id) },
          missing: [loser],
        })
        // The holder's state after the lost marker is stored only if no other one comes after it.
        if (lost < markers - 1) expect(divergence?.differences).toEqual([])
        else expect(divergence?.differences.length).toBeGreaterThanOrEqual(2)
        if (heard !== undefined) expect(heard).toEqual({ told: [divergence], warnings: [] })
        expect(network.nodes.map(({ head }) => head)).toEqual([network.head, network.head])
      }),
      { numRuns: 25 },
    )
  })

  it('is found at a marker that nodes execute differently before others of its block', async () => {
    const { network, alice, bob } = await openNetwork({ nodes: { alice: {}, bob: { strict: true }, charlie: {} } })
    const { told, warnings } = listen(network)
    const group = await alice.createGroup({ members: NAMES })
    const failing = await group.deploy({ bytecode: initCode(reverts) })
    // A strict node undoes the failed inner call alone, the other one the write before it, too.
    const call = `6000600060006000600073${failing.address.slice(2)}5af150`
    const writer = await group.deploy({ bytecode: initCode(`0x6007600055${call}600860015500`) })
    const counter = await group.deploy({ bytecode: COUNTER })
    network.setMining('manual')
    const { marker } = await group.send({ to: writer.address, account: accountOf(0) })
    await group.send({ to: counter.address, account: accountOf(1) })
    await network.mine()
    const rootAt = (node: typeof alice) => node.history(group.id).find((entry) => entry.marker === marker)?.root
    const divergence = await network.divergence(group.id)
    expect(divergence).toMatchObject({ marker, missing: [], roots: { alice: rootAt(alice), bob: rootAt(bob) } })
    expect(divergence?.differences).toEqual([])
    expect([told, warnings]).toEqual([[divergence], []])
  })
})

describe('members that are behind', () => {
  it('are named with the block that they refused, and no more once they have caught up', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: NAMES })
    const { told } = listen(network)
    for (const { enclave } of [bob, charlie]) enclave.faults.failWith({ kind: 'server', message: 'out of order' })
    const { inclusion } = await group.send({ to: alice.address })
    await network.mine()
    expect([bob, charlie].map(({ head }) => head.number)).toEqual([1n, 1n])
    expect(await network.divergence(group.id)).toEqual({
      group: group.id,
      marker: undefined,
      block: undefined,
      blockNumber: undefined,
      roots: { alice: group.root(), bob: bob.stateRoot(group.id) },
      missing: [],
      differences: [],
      behind: [{ node: 'bob', block: 1n, refused: inclusion?.block.hash }],
    })
    expect(told).toEqual([])
    bob.enclave.faults.clear()
    await network.sync('bob')
    expect(await network.divergence(group.id)).toBeUndefined()
  })

  it('are named when they were not given all blocks, beside a divergence', async () => {
    const { network, alice, bob, charlie } = await openNetwork({ mining: 'manual' })
    const group = await alice.createGroup({ members: ['alice', 'bob', 'charlie'] })
    await network.mine()
    const { marker } = await group.send({ to: alice.address })
    await lose(network, 'bob', marker)
    await network.mine()
    const other = await openNetwork({ mining: 'manual' })
    await other.network.importBlock(network.blockRlp(alice.canonicalHash(1n) ?? '0x'))
    const { block } = await other.network.importBlock(network.blockRlp(network.head.hash))
    expect([block, bob.head]).toEqual([network.head, network.head])
    const next = await other.network.mine()
    await network.importBlock(other.network.blockRlp(next.block.hash), ['alice', 'bob'])
    expect(await network.divergence(group.id)).toMatchObject({
      marker,
      missing: ['bob'],
      behind: [{ node: 'charlie', block: charlie.head.number, refused: undefined }],
    })
    expect(charlie.head.number).toBe(2n)
  })

  it('may be newcomers who do not know the group yet', async () => {
    const { network, alice, charlie } = await openNetwork({ mining: 'manual' })
    const group = await alice.createGroup({ members: NAMES })
    await network.mine()
    await group.lock()
    await network.mine()
    await group.add('charlie')
    charlie.enclave.faults.failWith({ kind: 'server', message: 'out of order' })
    const { block } = await network.mine()
    const behind = [{ node: 'charlie', block: 2n, refused: block.hash }]
    expect(await network.divergence(group.id)).toMatchObject({ marker: undefined, behind })
  })

  it('are those who know an offchain group', async () => {
    const { network, alice, bob, charlie } = await openNetwork({ privacy: 'offchain' })
    const { privacyGroupId } = await alice.createPrivacyGroup({ addresses: [alice.enclaveKey, bob.enclaveKey] })
    await alice.group(privacyGroupId).send({ to: alice.address })
    for (const { enclave } of [bob, charlie]) enclave.faults.failWith({ kind: 'server', message: 'out of order' })
    await alice.group(privacyGroupId).send({ to: alice.address })
    expect((await network.divergence(privacyGroupId))?.behind).toMatchObject([{ node: 'bob', block: 1n }])
  })

  it('are looked for when no block is being imported', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const group = await alice.createGroup({ members: NAMES })
    await network.mine()
    await group.send({ to: alice.address })
    const [, found] = await Promise.all([network.mine(), network.divergence(group.id)])
    expect(found).toBeUndefined()
  })
})

it('a divergence that cannot be looked at is a warning, and blocks are made and imported all the same', async () => {
  const dataPath = await temporaryFolder()
  const created = await createNetwork({ dataPath, nodes: NAMES })
  const group = await created.node('alice').createGroup({ members: NAMES })
  const counter = await group.deploy({ bytecode: COUNTER })
  await group.send({ to: counter.address })
  const { states } = created.node('bob').context
  const root = toStateRoot(fromHex(created.node('bob').stateRoot(group.id)))
  const account = states.reader(toGroupId(fromBase64(group.id)), root).account(counter.address)
  await created.close()
  // Bob does not read the storage that the lost transaction would have written.
  const store = await openLevelStore(`${dataPath}/nodes/bob`)
  const key = stateKeySpaces.node.key(account?.storageRoot ?? new Uint8Array(32))
  expect(store.get(key)).toBeDefined()
  await store.write([{ key, value: undefined }])
  await store.close()

  await using network = await createNetwork({ dataPath })
  const { told, warnings } = listen(network)
  network.setMining('manual')
  const { marker } = await network.node('alice').group(group.id).send({ to: counter.address })
  await lose(network, 'bob', marker)
  const { block } = await network.mine()
  await network.importBlock(network.blockRlp(block.hash))
  expect(network.nodes.map(({ head }) => head)).toEqual([network.head, network.head])
  expect(told).toEqual([])
  expect(warnings).toEqual([expect.stringMatching(/^whether the nodes diverge cannot be seen: /)])
  await expect(network.divergence(group.id)).rejects.toMatchObject({ code: 'STATE_INCONSISTENT' })
})
