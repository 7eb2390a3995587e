import { describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../../../src/cli/runCommandLine.ts'
import { showBanner } from '../../../src/cli/serve/banner.ts'
import { capturedTerminal } from '../capturedTerminal.ts'
import { serve } from '../serving.ts'

const KEY = 'dyKxmO5Ji7d8aZTXvk02x98l6oB9Q4MBTq6W4tIW+AM='
const ENABLED = [
  '--privacy-multi-tenancy-enabled',
  '--rpc-http-authentication-enabled',
  '--rpc-http-authentication-jwt-public-key-file',
]

async function withKeyFile(run: (words: readonly string[]) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'coterie-tenants-'))
  try {
    const terminal = capturedTerminal()
    const made = await runCommandLine(['token', '--key', join(folder, 'key.pem'), '--create'], terminal, {}, never)
    expect(made, terminal.stderr()).toBe(0)
    await run([...ENABLED, join(folder, 'key.pem.pub')])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const never = { wait: () => ({ wanted: Promise.resolve(), release: () => undefined }) }

describe('coterie node with tenants', () => {
  it('starts nodes with the keys that are given and more from the seed, by the documented rules', () =>
    withKeyFile(async (words) => {
      await using serving = await serve([...words, '--tenants', '3', '--tenant-keys', `${KEY}`])
      const { multiTenancy, nodes } = serving.info
      expect(multiTenancy).toBe('documented')
      expect(nodes.map(({ enclaveKeys }) => enclaveKeys.length)).toEqual(nodes.map(() => 3))
      expect(nodes[0]?.enclaveKeys.slice(0, 2)).toEqual([nodes[0]?.enclaveKey, KEY])
      expect(new Set(nodes.flatMap(({ enclaveKeys }) => enclaveKeys)).size).toBe(3 * nodes.length)
      const banner = capturedTerminal()
      showBanner(serving.info, banner)
      expect(banner.stdout()).toContain(KEY)
      expect(banner.stdout()).toContain("rules documented: as Besu's documentation says")
    }))

  it('takes the rules of the source, and a key for another node', () =>
    withKeyFile(async (words) => {
      await using serving = await serve([...words, '--multi-tenancy-rules', 'besu', '--tenant-keys', `member2:${KEY}`])
      const { multiTenancy, nodes } = serving.info
      expect(multiTenancy).toBe('besu')
      expect(nodes.map(({ enclaveKeys }) => enclaveKeys.length).slice(0, 3)).toEqual([1, 2, 1])
    }))

  it('has one tenant without the option', async () => {
    await using serving = await serve([])
    expect(serving.info.multiTenancy).toBeNull()
    expect(serving.info.nodes.every(({ enclaveKeys }) => enclaveKeys.length === 1)).toBe(true)
  })

  it('refuses keys of nodes that are not there', () =>
    withKeyFile(async (words) => {
      await expect(serve([...words, '--tenant-keys', `nobody:${KEY}`])).rejects.toThrow(/there is no node nobody/)
    }))
})
