/** What another node has found is taken over only where everything that it depends on is the same. */
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/execution/createEngine.ts'
import type { Engine } from '../../src/execution/engine.ts'
import { createAccount } from '../../src/network/account.ts'
import type { Network } from '../../src/network/Network.ts'
import type { NetworkOptions } from '../../src/network/options.ts'
import type { PrivateGenesis } from '../../src/network/privateGenesis.ts'
import { importBlock } from '../../src/node/importBlock.ts'
import type { NodeContext } from '../../src/node/NodeContext.ts'
import { type Hex, fromHex, toBase64 } from '../../src/primitives/bytes.ts'
import { toBlockHash } from '../../src/primitives/identifiers.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { createOffchainGroup, rawLegacy } from '../scenarios/support/offchain.ts'
import { rawTransaction } from '../scenarios/support/signedTransaction.ts'
import { type Delivery, altered, expectAsAlone, minedDelivery, recorded } from './delivery.ts'
import { founded, handleOf, installing, manualNetwork, sendMarker, submitted, submittedAdd } from './scenes.ts'

const NODES = ['alice', 'bob', 'carol']
const OPTIONS: NetworkOptions = { nodes: NODES, seed: 'keys of shared outcomes' }
type Settings = NodeContext['settings']
const STRANGER = createAccount(`0x${'07'.repeat(32)}`)
const SOMEBODY: Hex = `0x${'11'.repeat(20)}`

/** Status of the markers of the last block on each node. */
const lastStatuses = (reports: Record<string, unknown[]>, ...names: readonly string[]) =>
  names.map((name) => (reports[name]?.at(-1) as { markers: { status: number | undefined }[] }).markers.map(statusOf))
const statusOf = ({ status }: { status: number | undefined }): number | undefined => status

const handleText = (network: Network, marker: Hex): string => toBase64(handleOf(network, marker))

/** In both orders: either node may be the first to find something. */
async function expectBothAsAlone(
  beginning: Parameters<typeof expectAsAlone>[0],
  deliveries: readonly Delivery[],
  [one, other]: readonly [string, string] = ['alice', 'bob'],
) {
  await expectAsAlone(beginning, deliveries, [other, one])
  return expectAsAlone(beginning, deliveries, [one, other])
}

describe('a finding is not taken over by a node', () => {
  it('whose group has another root: it has missed an earlier marker', async () => {
    await using network = await manualNetwork(OPTIONS)
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    const creation = await recorded(network, network.head.hash)
    const missed = await submitted(group, { to: SOMEBODY, account: STRANGER })
    const handle = handleText(network, missed)
    const second = altered(await minedDelivery(network), 'bob', handle, () => undefined)
    await submitted(group, { to: SOMEBODY })
    const reports = await expectBothAsAlone({ options: OPTIONS }, [creation, second, await minedDelivery(network)])
    expect(lastStatuses(reports, 'alice', 'bob')).toEqual([[1], [1]])
  })

  it('that got to the same root by another way within the block: it has other changes to write', async () => {
    await using network = await manualNetwork(OPTIONS)
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    const creation = await recorded(network, network.head.hash)
    const missed = await submitted(group, { data: eventEmitter.creation, account: STRANGER })
    const handle = handleOf(network, missed)
    const second = altered(await minedDelivery(network), 'bob', toBase64(handle), () => undefined)
    // It comes once more: bob executes it now, and has the root that alice has begun the block with.
    const again = await sendMarker(network, handle)
    const last = await submitted(group, { to: SOMEBODY })
    const third = await minedDelivery(network, [again, last])
    const reports = await expectBothAsAlone({ options: OPTIONS }, [creation, second, third])
    expect(lastStatuses(reports, 'alice', 'bob')).toEqual([
      [2, 1],
      [1, 1],
    ])
  })

  it('that is of another Besu version: it recognises other adds', async () => {
    await using network = await manualNetwork(OPTIONS)
    const alice = network.node('alice')
    const group = await founded(alice, network, ['alice', 'bob'])
    const dump = await network.dumpState()
    // The lock is missing. Besu 22.7 sees no add in it, and leaves the refusal to the contract.
    await submittedAdd(group, [network.node('carol')])
    const nodes = { alice: {}, bob: { besuVersion: '22.7' }, carol: {} } as const
    const options = { ...OPTIONS, nodes }
    const reports = await expectBothAsAlone({ options, dump }, [await minedDelivery(network)])
    expect(lastStatuses(reports, 'alice', 'bob')).toEqual([[undefined], [0]])
  })

  it('whose enclave has another payload under the handle', async () => {
    await using network = await manualNetwork(OPTIONS)
    const group = await founded(network.node('alice'), network, ['alice', 'bob'])
    const creation = await recorded(network, network.head.hash)
    const one = handleText(network, await submitted(group, { to: SOMEBODY, account: STRANGER }))
    const other = handleText(network, await submitted(group, { data: eventEmitter.creation }))
    const second = await minedDelivery(network)
    const { payload } = second.payloads.find((put) => put.payload.handle === other) ?? {}
    const swapped = altered(second, 'bob', one, (known) => ({ ...known, payload: payload?.payload ?? '' }))
    await expectBothAsAlone({ options: OPTIONS }, [creation, swapped])
  })

  it('whose enclave names another offchain group, even one with the same root', async () => {
    const options: NetworkOptions = { ...OPTIONS, privacy: 'offchain' }
    await using network = await manualNetwork(options)
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const group = await createOffchainGroup(alice, bob)
    // Both groups have one account, and that has sent one transaction.
    await alice.sendPrivateTransaction(rawTransaction(alice, group.id, { to: SOMEBODY }))
    await alice.sendPrivateTransaction(rawLegacy(alice, [bob], { to: SOMEBODY }))
    await network.mine()
    const dump = await network.dumpState()
    const [legacy = '', ...none] = alice.groups().filter((id) => id !== group.id)
    expect(none).toEqual([])
    expect(alice.stateRoot(legacy)).toBe(alice.stateRoot(group.id))
    // The address of a contract depends on the group.
    const { marker } = await alice.sendPrivateTransaction(
      rawLegacy(alice, [bob], { data: eventEmitter.creation, nonce: 1n }),
    )
    const handle = handleText(network, marker)
    const block = await minedDelivery(network)
    const renamed = altered(block, 'bob', handle, (known) => ({ ...known, privacyGroupId: group.id }))
    const reports = await expectBothAsAlone({ options, dump }, [renamed])
    expect(lastStatuses(reports, 'alice', 'bob')).toEqual([[1], [1]])
  })

  // All nodes of a network have its engine and its cap: here a node is put together otherwise.
  it('that has another execution cap', async () => {
    await using network = await manualNetwork(OPTIONS)
    const { report } = await importedWith(network, (settings) => ({ ...settings, cap: { ...settings.cap, work: 1 } }))
    expect(report.markers).toMatchObject([{ result: 'executed', status: 0, capped: true }])
  })

  it('that has another engine', async () => {
    await using network = await manualNetwork(OPTIONS)
    const reference = createEngine('reference')
    let executions = 0
    const engine: Engine = { name: 'reference', execute: (one) => (executions++, reference.execute(one)) }
    const { group, report } = await importedWith(network, (settings) => ({ ...settings, engine }))
    expect(executions).toBe(1)
    expect(report.markers).toMatchObject([{ result: 'executed', status: 1 }])
    expect(network.node('bob').stateRoot(group)).toBe(network.node('alice').stateRoot(group))
  })
})

/** Alice imports a block, then bob with settings of his own. */
async function importedWith(network: Network, change: (settings: Settings) => Settings) {
  const { enclave, context } = network.node('bob')
  const { id: group } = await founded(network.node('alice'), network, ['alice', 'bob'])
  await submitted(network.node('alice').group(group), { data: eventEmitter.creation })
  enclave.faults.goOffline()
  const { block } = await network.mine()
  enclave.faults.comeOnline()
  const executed = context.chain.requireBlock(toBlockHash(fromHex(block.hash)))
  return { group, report: await importBlock({ ...context, settings: change(context.settings) }, executed) }
}

describe('nodes whose public heads differ', () => {
  /** Notes the number of the block in slot 0 and counts in slot 1: what it gives depends on the block. */
  const NOTES_BLOCK = installing('43 6000 55 6001 54 6001 01 6001 55 00')

  it('have each what its own branch gave, of the same private transactions', async () => {
    await using network = await manualNetwork(OPTIONS)
    const hashes: Hex[] = []
    network.on('block', ({ hash }) => hashes.push(hash))
    const group = await founded(network.node('alice'), network, NODES)
    const { address } = await group.deploy({ bytecode: NOTES_BLOCK }, { check: false })
    await network.mine()
    const one = await submitted(group, { to: address })
    const other = await submitted(group, { to: address, account: STRANGER })
    await network.mine()
    const last = await submitted(group, { to: address })
    await network.mine()
    // All three come again two blocks later.
    await network.reorg(2)
    await network.mine({ transactions: [one, other] })
    await network.mine({ transactions: [last] })
    const blocks = await Promise.all(hashes.map((hash) => recorded(network, hash)))
    expect(blocks).toHaveLength(8)
    const [founding, deployment, old3, old4, ...branch] = blocks as [Delivery, Delivery, Delivery, Delivery]
    const [new3, new4, new5, new6] = branch as unknown as [Delivery, Delivery, Delivery, Delivery]
    const withoutBob = { order: ['alice', 'carol'], never: ['bob'] }
    const reports = await expectAsAlone(
      { options: OPTIONS },
      [
        { ...founding, order: ['alice', 'bob'] },
        { ...deployment, order: ['alice'] },
        { ...old3, order: ['alice'], never: ['carol'] },
        ...[new3, new4, new5].map((block) => ({ ...block, ...withoutBob })),
        // Bob is two blocks behind, and still on the old branch.
        { ...old4, order: ['bob', 'alice'], never: ['carol'] },
        { ...new6, ...withoutBob },
        ...[new3, new4, new5, new6].map((block) => ({ ...block, never: ['alice', 'carol'] })),
      ],
      NODES,
    )
    for (const name of NODES) expect(reports[name]).not.toContainEqual(expect.objectContaining({ imported: false }))
    expect(lastStatuses(reports, ...NODES)).toEqual([[1], [1], [1]])
  })

  it('have the same when one is so far behind that the block is executed again', async () => {
    await using network = await manualNetwork(OPTIONS)
    const group = await founded(network.node('alice'), network, NODES)
    const deliveries = [await recorded(network, network.head.hash)]
    for (let count = 0; count < 70; count++) {
      await submitted(group, { to: SOMEBODY })
      deliveries.push({ ...(await minedDelivery(network)), order: count === 35 ? ['alice', 'carol'] : ['alice'] })
    }
    const reports = await expectAsAlone({ options: OPTIONS }, deliveries, NODES)
    expect(lastStatuses(reports, ...NODES)).toEqual([[1], [1], [1]])
  })

  it('have each the accounts that a group starts with in the block of its own branch', async () => {
    const privateGenesis: PrivateGenesis = (_, number) => {
      const storage = { '0x0': `0x${number.toString(16)}` }
      return { [SOMEBODY]: { balance: String(number), code: '0x00', storage } }
    }
    const options = { ...OPTIONS, privateGenesis }
    await using network = await manualNetwork(options)
    const hashes: Hex[] = []
    network.on('block', ({ hash }) => hashes.push(hash))
    const group = await founded(network.node('alice'), network, NODES)
    const [root, creation = ''] = [group.root(), group.creation?.marker]
    await network.reorg(1)
    await network.mine({ transactions: [creation] })
    expect(group.root()).not.toBe(root)
    await submitted(group, { to: SOMEBODY })
    await network.mine()
    const [old, ...branch] = await Promise.all(hashes.map((hash) => recorded(network, hash)))
    const reports = await expectAsAlone(
      { options },
      [
        { ...(old as Delivery), order: ['bob', 'alice'], never: ['carol'] },
        ...branch.map((block) => ({ ...block, order: ['carol', 'alice'] })),
      ],
      NODES,
    )
    expect(branch).toHaveLength(3)
    expect(lastStatuses(reports, ...NODES)).toEqual([[1], [1], [1]])
  })
})
