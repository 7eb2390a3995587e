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

  it.each([3_000_000_000, Infinity, 0, -1, NaN, '5'])('a mining interval of %s', async (intervalMs) => {
    const options = { mining: { intervalMs: intervalMs as number } }
    await expect(createNetwork(options)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })
})
