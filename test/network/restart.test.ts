import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Network, type NetworkOptions, createNetwork } from '../../src/index.ts'
import { networkSnapshot } from '../support/networkSnapshot.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { first, play, scenario, scenarioOptions, tokenOf } from './scenario.ts'

/** Closes a network and opens its data path again. */
async function reopen(network: Network, dataPath: string, options: NetworkOptions = {}): Promise<Network> {
  await network.close()
  return createNetwork({ ...options, dataPath })
}

describe('a network that is opened again', () => {
  it('continues exactly where it stopped, after every step of a long life (FP-177)', { timeout: 120_000 }, async () => {
    const dataPath = await temporaryFolder()
    let network = await createNetwork({ ...scenarioOptions, dataPath })
    await using uninterrupted = await createNetwork(scenarioOptions)
    for (let step = 0; step < scenario.length; step++) {
      await play(network, step, step + 1)
      await play(uninterrupted, step, step + 1)
      const before = await networkSnapshot(network)
      network = await reopen(network, dataPath)
      expect(await networkSnapshot(network)).toEqual(before)
    }
    expect(await networkSnapshot(network)).toEqual(await networkSnapshot(uninterrupted))
    await network.close()
  })

  it('is not begun anew where only its nodes are left', async () => {
    const dataPath = await temporaryFolder()
    await (await createNetwork({ nodes: ['alice'], dataPath })).close()
    await rm(join(dataPath, 'chain'), { recursive: true })
    await expect(createNetwork({ dataPath })).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
    expect(await readdir(dataPath)).toEqual(['nodes'])
  })

  it('has its payloads and add-data keys: members added later get the whole history, from a hydrated node too', async () => {
    const dataPath = await temporaryFolder()
    let network = await createNetwork({ ...scenarioOptions, dataPath })
    await play(network, 0, 6)
    network = await reopen(network, dataPath)
    const carol = network.node('carol')
    expect(carol.addDataKey(first(network, 'carol').id)).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    const { replays } = await first(network, 'carol').add('dave', { account: network.node('alice').account })
    expect(replays['dave']?.transactions).toBe(carol.history(first(network, 'carol').id).length - 1)
    network = await reopen(network, dataPath)
    const histories = network.nodes.map((node) => node.history(first(network, 'alice').id))
    for (const history of histories) expect(history).toEqual(histories[0])
    expect(await tokenOf(network, 'dave').call('balanceOf', [network.node('bob')])).toBe(2n)
    await network.close()
  })

  it('leaves a refused block refused until the node is told to try again', async () => {
    const dataPath = await temporaryFolder()
    let network = await createNetwork({ ...scenarioOptions, dataPath })
    await play(network, 0, 3)
    const stopped = network.node('bob').head
    network.node('bob').enclave.faults.failWith({ kind: 'server', message: 'out of order' }, 1)
    const { inclusion } = await tokenOf(network, 'alice').send('transfer', [network.node('bob'), 1n])
    expect(inclusion?.reports.get('bob')).toMatchObject({ imported: false, error: { code: 'BLOCK_PROCESSING_FAILED' } })
    await tokenOf(network, 'alice').send('transfer', [network.node('bob'), 1n])
    for (let i = 0; i < 2; i++) {
      network = await reopen(network, dataPath)
      expect(network.node('bob').head).toEqual(stopped)
      expect(network.node('alice').head).toEqual(network.head)
    }
    const reports = await network.sync('bob')
    expect(reports.map(({ imported }) => imported)).toEqual([true, true])
    network = await reopen(network, dataPath)
    expect(network.node('bob').head).toEqual(network.head)
    expect(await network.divergence(first(network, 'alice').id)).toBeUndefined()
    expect(await tokenOf(network, 'bob').call('balanceOf', [network.node('bob')])).toBe(7n)
    await network.close()
  })

  it('leaves a block whose history could not be replayed refused until the node is told to try again', async () => {
    const dataPath = await temporaryFolder()
    let network = await createNetwork({ ...scenarioOptions, dataPath })
    await play(network, 0, 5)
    const carol = network.node('carol')
    await first(network, 'alice').lock()
    const stopped = carol.head
    carol.enclave.faults.failWith({ kind: 'io', message: 'unplugged' }, 1)
    await expect(first(network, 'alice').add('carol')).rejects.toMatchObject({ code: 'HYDRATION_FAILED' })
    network = await reopen(network, dataPath)
    expect(network.node('carol').head).toEqual(stopped)
    expect(await network.sync('carol')).toMatchObject([{ imported: true, replays: [{ transactions: 5 }] }])
    expect(network.node('carol').head).toEqual(network.head)
    expect(network.node('carol').stateRoot(first(network, 'alice').id)).toBe(first(network, 'alice').root())
    await network.close()
  })
})

describe('a data path', () => {
  const options = {
    ...scenarioOptions,
    seed: 'mine',
    besuVersion: '24.3',
    strict: false,
    blockReward: 2n,
    coinbase: `0x${'c0'.repeat(20)}`,
  } as const satisfies NetworkOptions
  const { alice, bob, carol, dave } = scenarioOptions.nodes

  it.each<[what: string, changed: NetworkOptions]>([
    ['another seed', { seed: 'yours' }],
    ['another Besu version', { besuVersion: '22.7' }],
    ['another Besu version of one node', { nodes: { alice, bob: { ...bob, besuVersion: '22.7' }, carol, dave } }],
    ['strict mode', { strict: true }],
    ['another block reward', { blockReward: 3n }],
    ['another coinbase', { coinbase: `0x${'c1'.repeat(20)}` }],
    ['another genesis description', { genesis: { config: { chainId: 7, londonBlock: 0, zeroBaseFee: true } } }],
    ['another execution cap', { executionCap: { work: 1000 } }],
    ['fewer nodes', { nodes: { alice, bob, carol } }],
    ['more nodes', { nodes: { alice, bob, carol, dave, erin: {} } }],
    ['another marker key', { nodes: { alice, bob, carol, dave: { markerKey: `0x${'d8'.repeat(32)}` } } }],
    ['another account', { nodes: { alice: { privateKey: `0x${'a1'.repeat(32)}` }, bob, carol, dave } }],
    ['another enclave key', { nodes: { alice: { keyType: 'ec' }, bob, carol, dave } }],
  ])('refuses %s and stays as it is', async (_, changed) => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ ...options, dataPath })
    await play(network, 0, 1)
    const before = await networkSnapshot(network)
    await network.close()
    await expect(createNetwork({ ...options, ...changed, dataPath })).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
    const again = await createNetwork({ ...options, dataPath })
    expect(await networkSnapshot(again)).toEqual(before)
    await again.close()
  })

  it('accepts other options that do not shape what it holds', async () => {
    const dataPath = await temporaryFolder()
    await (await createNetwork({ ...options, dataPath })).close()
    const network = await createNetwork({ dataPath, mining: 'manual', clock: { nextTimestamp: () => 77_000n } })
    expect(network.nodes.map(({ name }) => name)).toEqual(['alice', 'bob', 'carol', 'dave'])
    await network.mine()
    await network.close()
  })

  it('keeps neither what waits nor how blocks are made', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ dataPath, mining: 'manual', minGasPrice: 7n })
    const group = await network.node('alice').createGroup({ members: ['alice'] })
    await network.mine()
    await group.lock()
    network.setCoinbase(`0x${'cb'.repeat(20)}`)
    network.setBlockGasLimit(5_000_000n)
    await network.mine()
    await group.unlock()
    const [waiting] = network.pending
    await network.close()
    await using again = await createNetwork({ dataPath })
    expect([waiting, again.pending, again.mining]).toEqual([expect.anything(), [], 'auto'])
    expect(await again.node('alice').group(group.id).state()).toMatchObject({ locked: true })
    await again.mine()
    const asked = [
      { method: 'eth_gasPrice' },
      { method: 'eth_coinbase' },
      { method: 'eth_getBlockByNumber', params: ['latest', false] },
    ]
    const { provider } = again.node('alice')
    const [gasPrice, coinbase, block] = await Promise.all(asked.map((request) => provider.request(request)))
    expect([gasPrice, coinbase]).toEqual(['0x0', `0x${'00'.repeat(20)}`])
    expect(block).toMatchObject({ number: '0x3', gasLimit: '0x4c4b40' })
  })

  it('wants its private genesis again', async () => {
    const dataPath = await temporaryFolder()
    const privateGenesis = () => ({ [`0x${'91'.repeat(20)}`]: { nonce: 1, balance: 5, code: '0x00' } })
    let network = await createNetwork({ ...scenarioOptions, dataPath, privateGenesis })
    await play(network, 0, 5)
    await network.close()
    await expect(createNetwork({ dataPath })).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
    network = await createNetwork({ dataPath, privateGenesis })
    await play(network, 5, 7)
    expect(network.node('carol').privateCode(first(network, 'carol').id, `0x${'91'.repeat(20)}`)).toBe('0x00')
    expect(await network.divergence(first(network, 'alice').id)).toBeUndefined()
    await network.close()
  })

  it('belongs to one network at a time', async () => {
    const dataPath = await temporaryFolder()
    const network = await createNetwork({ ...scenarioOptions, dataPath })
    for (let i = 0; i < 2; i++) {
      await expect(createNetwork({ dataPath })).rejects.toMatchObject({ code: 'STORE_LOCKED' })
    }
    await play(network, 0, 3)
    await network.close()
    await (await createNetwork({ dataPath })).close()
  })
})
