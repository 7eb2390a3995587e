import { describe, expect, it } from 'vitest'
import { type Network, type NetworkOptions, createNetwork } from '../../src/index.ts'
import { networkSnapshot } from '../support/networkSnapshot.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { play, scenario, scenarioOptions } from './scenario.ts'

/** Everything that could differ: each block with all its bytes (so handles, keys and signatures too) and all state. */
async function everything(network: Network) {
  const blocks = []
  for (let number = 0n; number <= network.head.number; number++) {
    blocks.push(network.blockRlp(network.nodes[0]?.canonicalHash(number) ?? '0x'))
  }
  const keys = network.nodes.map(({ name, enclaveKey, account }) => ({ name, enclaveKey, account }))
  return { genesis: network.genesisHash, keys, blocks, snapshot: await networkSnapshot(network) }
}

async function run(options: NetworkOptions): Promise<Awaited<ReturnType<typeof everything>>> {
  await using network = await createNetwork({ ...scenarioOptions, ...options })
  await play(network)
  return await everything(network)
}

describe('a network', () => {
  it.each([
    ['by default', {}],
    ['with a seed', { seed: 'some seed' }],
    ['in strict mode', { strict: true }],
    ['of old nodes', { besuVersion: '22.7' }],
  ] as const)('is the same byte for byte when the same is done again: %s', async (_, options) => {
    const one = await run(options)
    expect(one.blocks.length).toBeGreaterThan(scenario.length)
    expect(await run(options)).toEqual(one)
  })

  it('is the same with either engine, which is no part of what is stored', async () => {
    const dataPath = await temporaryFolder()
    const expected = await run({})
    expect(await run({ engine: 'fast', dataPath })).toEqual(expected)
    await using network = await createNetwork({ engine: 'reference', dataPath })
    expect(await everything(network)).toEqual(expected)
  })

  it('is the same in memory and on disk, with or without restarts', async () => {
    const expected = await run({})
    const dataPath = await temporaryFolder()
    for (let i = 0; i < scenario.length; i++) {
      await using network = await createNetwork({ ...(i === 0 ? scenarioOptions : {}), dataPath })
      await play(network, i, i + 1)
    }
    await using network = await createNetwork({ dataPath })
    expect(await everything(network)).toEqual(expected)
  })

  it('is another one with another seed', async () => {
    const one = await run({ seed: 'one' })
    const two = await run({ seed: 'two' })
    expect(one.genesis).not.toBe(two.genesis)
    const texts = ({ keys, blocks, snapshot: { nodes } }: typeof one): Set<string> => {
      const groups = Object.values(nodes).flatMap((node) => Object.entries(node.groups))
      const roots = Object.values(nodes).flatMap((node) => node.blocks.flatMap((block) => Object.values(block.roots)))
      const named = keys.flatMap(({ enclaveKey, account }) => [enclaveKey, account.address, account.privateKey])
      return new Set([...named, ...blocks, ...groups.map(([id]) => id), ...roots.filter((root) => root !== EMPTY_ROOT)])
    }
    const others = texts(two)
    expect([...texts(one)].filter((text) => others.has(text))).toEqual([])
  })

  it('gives group ids, enclave keys and marker keys that differ from each other', async () => {
    await using network = await createNetwork({ mining: 'manual' })
    const [alice, bob] = [network.node('alice'), network.node('bob')]
    const groups = []
    for (let i = 0; i < 3; i++) {
      groups.push(await alice.createGroup({ members: ['alice'] }), await bob.createGroup({ members: ['bob'] }))
    }
    await network.mine()
    expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length)
    expect(new Set(network.nodes.map(({ enclaveKey }) => enclaveKey)).size).toBe(3)
    expect(new Set(network.nodes.map(({ address }) => address)).size).toBe(3)
  })
})

/** Root of the empty trie. */
const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
