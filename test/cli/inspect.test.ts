import { expect, it } from 'vitest'
import type { Inspection, NodeReport } from '../../src/cli/Inspection.ts'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import { managementContractV2 } from '../fixtures/contracts.ts'
import { capturedTerminal } from './capturedTerminal.ts'
import { payBob, storedNetwork } from './storedNetwork.ts'

async function text(...words: readonly string[]): Promise<string> {
  const terminal = capturedTerminal()
  expect(await runCommandLine(['inspect', ...words], terminal)).toBe(0)
  return terminal.stdout()
}

async function inspection(...words: readonly string[]): Promise<Inspection> {
  return JSON.parse(await text('--json', ...words)) as Inspection
}

function nodeOf({ nodes }: Inspection, name: string): NodeReport {
  const found = nodes.find((node) => node.name === name)
  if (found === undefined) throw new Error(`no node ${name}`)
  return found
}

it('shows members, owner, version, lock and root on each node', async () => {
  const expected: Record<string, unknown> = {}
  const { dataPath, group } = await storedNetwork(async ({ network, group }) => {
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const members = [alice, bob].map(({ name, enclaveKey }) => ({ key: enclaveKey, node: name }))
    const state = await group.state()
    const owner = alice.address
    Object.assign(expected, { members, owner, version: state?.version, locked: false, root: state?.root })
  })
  const found = await inspection(group, '--data-path', dataPath)
  expect(found).toMatchObject({ group, block: 2, divergence: null })
  for (const name of ['alice', 'bob']) {
    expect(nodeOf(found, name)).toMatchObject({ ...expected, membership: 'member', block: 2, transactions: 2 })
  }
  const carol = { membership: 'unknown', members: null, owner: null, root: null, transactions: 0, history: [] }
  expect(nodeOf(found, 'carol')).toMatchObject(carol)
})

it('lists failed and invalid transactions with their senders, and nothing of refused ones', async () => {
  const sent: { marker: string; sender: string; status: number | undefined }[] = []
  const { dataPath, group } = await storedNetwork(async (cast) => {
    const { network, group } = cast
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const note = (sender: string, result: Awaited<ReturnType<typeof payBob>>): void => {
      sent.push({ marker: result.marker, sender, status: result.receipt?.status })
    }
    note(alice.address, await payBob(cast, 5000n, false))
    note(bob.address, await bob.group(group.id).send({ to: alice.address, nonce: 77n, check: false }))
    note(bob.address, await bob.group(group.id).send({ to: alice.address, check: false }))
    note(alice.address, await group.lock())
    note(alice.address, await payBob(cast, 1n, false))
    note(alice.address, await group.unlock())
  })
  expect(sent.map(({ status }) => status)).toEqual([0, 2, 1, 1, undefined, 1])
  const alice = nodeOf(await inspection(group, '--data-path', dataPath), 'alice')
  const recorded = sent.filter(({ status }) => status !== undefined)
  expect(alice.transactions).toBe(7)
  expect(alice.history.slice(2)).toMatchObject(recorded)
  expect(alice.history.map(({ root }) => root !== null)).toEqual([true, true, false, false, true, true, true])
  expect(alice.history.at(-1)?.root).toBe(alice.root)
  expect(alice.history.map(({ block }) => block)).toEqual([1, 2, 3, 4, 5, 6, 8])
})

it('names the senders of transactions that a newcomer has from its history blob only', async () => {
  const { dataPath, group } = await storedNetwork(async (cast) => {
    await payBob(cast, 5n)
    await cast.group.add('carol')
  })
  const found = await inspection(group, '--data-path', dataPath)
  expect(nodeOf(found, 'carol').history).toEqual(nodeOf(found, 'alice').history)
  expect(nodeOf(found, 'carol').history.every(({ sender }) => sender !== null)).toBe(true)
})

it('shows a former member at its last state', async () => {
  const { dataPath, group } = await storedNetwork(async (cast) => {
    await cast.group.remove('bob')
    await payBob(cast, 5n)
  })
  const found = await inspection(group, '--data-path', dataPath)
  expect(found.divergence).toBeNull()
  expect(nodeOf(found, 'bob')).toMatchObject({ membership: 'former', transactions: 3 })
  expect(nodeOf(found, 'alice')).toMatchObject({ membership: 'member', transactions: 4 })
})

it('finds the owner behind an upgraded management contract', async () => {
  const expected: { owner?: string } = {}
  const { dataPath, group } = await storedNetwork(async ({ network, group }) => {
    expected.owner = network.node('alice').address
    const second = await group.deploy({ bytecode: managementContractV2.creation })
    await group.upgrade(second.address)
  })
  expect(nodeOf(await inspection(group, '--data-path', dataPath), 'bob')).toMatchObject(expected)
  expect(await text(group, '--data-path', dataPath)).toContain(`owner    ${expected.owner} (alice)`)
})

it('shows what it can of a group whose management contract gives no readable answer', async () => {
  const { dataPath, group } = await storedNetwork(async ({ group }) => {
    // Answers every call with 32 zero bytes.
    const useless = await group.deploy({ bytecode: '0x6460206000f36000526005601bf3' })
    await group.upgrade(useless.address)
  })
  const found = nodeOf(await inspection(group, '--data-path', dataPath), 'alice')
  expect(found).toMatchObject({ owner: null, members: [], locked: true, transactions: 4, membership: 'former' })
  expect(await text(group, '--data-path', dataPath)).toContain('owner    none that can be read')
})

it('FP-146 shows where nodes diverge: marker, both roots, accounts and slots', async () => {
  const lost: { marker?: string } = {}
  const { dataPath, group } = await storedNetwork(async (cast) => {
    const { faults } = cast.network.node('bob').enclave
    faults.failWith({ kind: 'client', message: 'EnclavePayloadNotFound' })
    lost.marker = (await payBob(cast, 5n)).marker
    faults.clear()
  })
  const found = await inspection(group, '--data-path', dataPath)
  const [alice, bob] = [nodeOf(found, 'alice'), nodeOf(found, 'bob')]
  expect(found.divergence).toMatchObject({ ...lost, blockNumber: 3, missing: ['bob'] })
  expect(found.divergence?.roots).toEqual({ alice: alice.root, bob: bob.root })
  expect(found.divergence?.differences.length).toBeGreaterThanOrEqual(3)

  const lines = (await text(group, '--data-path', dataPath)).split('\n')
  expect(lines[1]).toBe(
    `DIVERGED first at marker ${lost.marker} in block 3: alice ${alice.root}, bob ${bob.root} (without it)`,
  )
  const differences = lines.slice(2, lines.indexOf(''))
  expect(differences.filter((line) => / slot 0x[0-9a-f]{64}: alice 0x\w+, bob /.test(line))).toHaveLength(2)
  expect(differences.some((line) => line.endsWith('nonce: alice 2, bob 1'))).toBe(false)
  expect(differences.some((line) => / nonce: alice 3, bob 2$/.test(line))).toBe(true)
})

it('shows a node that refused a block as behind', async () => {
  const { dataPath, group } = await storedNetwork(async (cast) => {
    cast.network.node('bob').enclave.faults.failWith({ kind: 'server', message: 'out of order' })
    await payBob(cast, 5n)
  })
  const { divergence } = await inspection(group, '--data-path', dataPath)
  const refused = divergence?.behind[0]?.refused
  expect(divergence).toMatchObject({ marker: null, blockNumber: null, missing: [], differences: [] })
  expect(divergence?.behind).toEqual([
    { node: 'bob', block: 2, refused: expect.stringMatching(/^0x\w{64}$/) as string },
  ])
  const report = await text(group, '--data-path', dataPath)
  expect(report).toContain('bob (block 2, 1 behind the network): member')
  expect(report).toContain('the histories of its members agree as far as they go')
  expect(report).toContain(`BEHIND: bob is at block 2 of 3; it refused block ${refused}\n`)
})

it('shows one node and the end of its history when asked to', async () => {
  const { dataPath, group } = await storedNetwork((cast) => payBob(cast, 5n))
  const found = await inspection(group, '--data-path', dataPath, '--node', 'bob', '--limit', '2')
  expect(found.nodes).toHaveLength(1)
  expect(found.nodes[0]).toMatchObject({ name: 'bob', transactions: 3, history: [{ block: 2 }, { block: 3 }] })
  const report = await text(group, '--data-path', dataPath, '--node', 'bob', '--limit', '1')
  expect(report).toContain('3 transactions, the last 1 shown')
  expect(report).not.toContain('alice (block')
})

it('shows the rest when a payload has been damaged', async () => {
  const { dataPath, group } = await storedNetwork(async (cast) => {
    const { network } = cast
    const { marker } = await payBob(cast, 5n)
    const carrier = network.node('bob').markersOf('latest')[0]
    expect(carrier?.marker).toBe(marker)
    const handle = Buffer.from(carrier?.handle ?? '', 'base64') as Uint8Array
    const { faults } = network.node('bob').enclave
    await faults.corrupt(handle as Parameters<typeof faults.corrupt>[0], 'AAAA')
  })
  const { history } = nodeOf(await inspection(group, '--data-path', dataPath), 'bob')
  expect(history.map(({ sender }) => sender === null)).toEqual([false, false, true])
  expect(await text(group, '--data-path', dataPath)).toMatch(/success .* unreadable\n/)
})

it('shows groups of a node that has left history for later', async () => {
  let other = ''
  const { dataPath, group } = await storedNetwork(
    async ({ network, group }) => {
      await group.add('carol')
      other = (await network.node('carol').createGroup({ members: ['carol'] })).id
    },
    { join: 'snapshot', checkpointEvery: 2 },
  )
  const { transactions, history } = nodeOf(await inspection(group, '--data-path', dataPath), 'carol')
  expect(transactions).toBe(4)
  expect(history.every(({ status }) => status === 1)).toBe(true)
  expect(nodeOf(await inspection(other, '--data-path', dataPath), 'carol').transactions).toBe(1)
})
