import { describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../../../src/cli/runCommandLine.ts'
import { showBanner } from '../../../src/cli/serve/banner.ts'
import { ask as askWith, unauthorized } from '../../server/authentication/ask.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
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

const NEEDS_TOKENS =
  'Privacy multi-tenancy requires either http authentication to be enabled or WebSocket authentication to be enabled'

/** A data path with a network of tenants that has been served and stopped. */
async function stored(words: readonly string[]): Promise<string> {
  const dataPath = await temporaryFolder()
  const serving = await serve(['--preset=solo', '--data-path', dataPath, '--tenants=3', ...words])
  expect(await serving.stop()).toBe(0)
  return dataPath
}

/** What a command line that ends by itself says. */
async function said(...words: readonly string[]): Promise<{ code: number; stderr: string }> {
  const terminal = capturedTerminal()
  const code = await runCommandLine(words, terminal, {}, never)
  return { code, stderr: terminal.stderr().trim() }
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

describe('a data path with tenants', () => {
  it.each([[[]], [['--privacy-enabled=false']], [['--rpc-http-enabled=false', '--rpc-ws-enabled=false']]])(
    'is not served without authentication: %j',
    (more) =>
      withKeyFile(async (words) => {
        const dataPath = await stored(words)
        const refused = await said('--data-path', dataPath, '--port=0', '--logging=OFF', ...more)
        expect(refused).toEqual({ code: 2, stderr: `coterie: USAGE: ${NEEDS_TOKENS}` })
      }),
  )

  it('goes on with authentication, and without development methods', () =>
    withKeyFile(async ([, ...authentication]) => {
      const dataPath = await stored(['--privacy-multi-tenancy-enabled', ...authentication])
      await using serving = await serve(['--data-path', dataPath, '--multi-tenancy-rules=besu', ...authentication])
      const { multiTenancy, apis, nodes, warnings } = serving.info
      expect({ multiTenancy, warnings }).toEqual({ multiTenancy: 'besu', warnings: [] })
      for (const groups of Object.values(apis)) {
        expect(groups).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(EVM|HARDHAT|ANVIL|COTERIE)$/)]))
      }
      expect(nodes[0]?.enclaveKeys).toHaveLength(3)
      const url = nodes[0]?.url ?? ''
      expect(await askWith(url, 'hardhat_dumpState')).toEqual(
        expect.objectContaining({ status: 401, body: unauthorized(null) }),
      )
    }))

  it('can be read by commands that open no server', () =>
    withKeyFile(async (words) => {
      const dataPath = await stored(words)
      expect(await said('groups', '--data-path', dataPath)).toEqual({ code: 0, stderr: '' })
      expect(await said('inspect', 'AAAA', '--data-path', dataPath)).toMatchObject({ code: 3 })
      expect(await said('demo', '--data-path', dataPath)).toMatchObject({
        code: 4,
        stderr: expect.stringContaining('STORE_MISMATCH') as unknown,
      })
    }))
})

it('authentication of servers that are off is none', () =>
  withKeyFile(async (words) => {
    const refused = await said('--preset=solo', '--port=0', '--logging=OFF', '--rpc-http-enabled=false', ...words)
    expect(refused).toEqual({ code: 2, stderr: `coterie: INVALID_OPTION: ${NEEDS_TOKENS}` })
  }))

it('there are tenants in flexible groups only', () =>
  withKeyFile(async (words) => {
    const refused = await said('--preset=solo', '--port=0', '--privacy-flexible-groups-enabled=false', ...words)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('flexible groups only') as unknown })
  }))

it('rules of tenants are told to be ignored where there are none', async () => {
  await using serving = await serve(['--preset=solo', '--multi-tenancy-rules=besu'])
  expect(serving.info.warnings).toEqual([
    '--multi-tenancy-rules has been ignored because --privacy-multi-tenancy-enabled was not defined on the command line.',
  ])
})
