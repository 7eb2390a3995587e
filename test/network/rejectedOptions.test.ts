import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createNetwork, type NetworkOptions } from '../../src/index.ts'

const ONE_KEY = Buffer.alloc(32, 7).toString('base64')

describe('options that cannot be used', () => {
  let dataPath: string
  beforeEach(() => void (dataPath = mkdtempSync(join(tmpdir(), 'coterie-'))))
  afterEach(() => rmSync(dataPath, { recursive: true, force: true }))

  it.each<[string, NetworkOptions, string]>([
    ['coinbase', { coinbase: '0x12' }, 'INVALID_ARGUMENT'],
    ['genesis', { genesis: { config: { chainId: 'x' } } }, 'GENESIS_INVALID'],
    ['enclave keys', { nodes: { alice: { enclaveKey: ONE_KEY }, bob: { enclaveKey: ONE_KEY } } }, 'INVALID_OPTION'],
  ])('leave no trace on disk: %s', async (_name, options, code) => {
    await expect(createNetwork({ ...options, dataPath })).rejects.toMatchObject({ code })
    await using network = await createNetwork({ dataPath })
    expect(network.head.number).toBe(0n)
  })

  it.each<[string, unknown]>([
    ['no object', 'alice'],
    ['null', null],
    ['an unknown name', { node: ['alice'] }],
    ['nodes that are text', { nodes: 'alice' }],
    ['node names that are numbers', { nodes: [1] }],
    ['a node without options', { nodes: { alice: null } }],
    ['an unknown option of a node', { nodes: { alice: { key: 'x' } } }],
    ['a mining mode', { mining: 'manuel' }],
    ['a block reward that is a number', { blockReward: 5 }],
    ['a negative block reward', { blockReward: -1n }],
    ['a block reward beyond 256 bits', { blockReward: 2n ** 256n }],
    ['strict as text', { strict: 'false' }],
    ['a seed that is a number', { seed: 7 }],
    ['a clock without a method', { clock: {} }],
    ['a mode of privacy', { privacy: 'onchain' }],
    ['an engine', { engine: 'faster' }],
    ['a way to join', { join: 'fast' }],
    ['roots to be compared', { joinCheck: 'all' }],
    ['a distance of checkpoints', { checkpointEvery: 0 }],
    ['memory for states', { stateMemory: 1000 }],
    ['a number of replay threads', { replayThreads: -1 }],
    ['a version', { besuVersion: '1.4' }],
    ['a name from the prototype', { constructor: 1 }],
  ])('have a type and a name: %s', async (_, options) => {
    await expect(createNetwork(options as NetworkOptions)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  it.each([3_000_000_000, Infinity, 0, -1, NaN, '5'])('a mining interval of %s', async (intervalMs) => {
    const options = { mining: { intervalMs: intervalMs as number } }
    await expect(createNetwork(options)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })
})
