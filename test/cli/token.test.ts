import { generateKeyPairSync } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import { printToken } from '../../src/cli/token.ts'
import { ask, unauthorized } from '../server/authentication/ask.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { capturedTerminal } from './capturedTerminal.ts'
import { serve } from './serving.ts'

const KEY = 'BULeR8JyUWhiuuCMU/HLA0Q5pzkYT+cHII3ZKBey3Bo='

interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

async function run(...words: readonly string[]): Promise<Ran> {
  const terminal = capturedTerminal()
  const exitCode = await runCommandLine(['token', ...words], terminal)
  return { exitCode, stdout: terminal.stdout().trim(), stderr: terminal.stderr().trim() }
}

const claimsOf = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const partOf = (token: string, index: number): string =>
  Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()

it('makes a key once, and tokens that a running network takes', async () => {
  const key = join(await temporaryFolder(), 'jwt.pem')
  const first = await run('--key', key, '--create')
  expect(first).toMatchObject({ exitCode: 0, stderr: `coterie: wrote ${key} and ${key}.pub` })
  expect((await stat(key)).mode & 0o777).toBe(0o600)
  const again = await run('--key', key, '--create', '--permissions', 'eth:chainId, net:*', '--expires-in', '60')
  expect(again).toMatchObject({ exitCode: 0, stderr: '' })
  await using serving = await serve([
    '--members',
    '1',
    '--rpc-http-authentication-enabled',
    '--rpc-http-authentication-jwt-public-key-file',
    `${key}.pub`,
  ])
  const url = serving.info.nodes[0]?.url ?? ''
  expect(await ask(url, 'eth_blockNumber', first.stdout)).toMatchObject({ status: 200, body: { result: '0x0' } })
  expect(await ask(url, 'eth_chainId', again.stdout)).toMatchObject({ status: 200, body: { result: '0x539' } })
  expect(await ask(url, 'eth_blockNumber', again.stdout)).toMatchObject({ status: 401, body: unauthorized(7) })
  expect(await ask(url, 'eth_chainId')).toMatchObject({ status: 401, body: unauthorized(null) })
  const stale = capturedTerminal()
  await printToken({ key, permissions: '*:*', expiresIn: 1 }, stale, () => 1000)
  expect(await ask(url, 'eth_chainId', stale.stdout().trim())).toMatchObject({ status: 401 })
})

it.each(['ES256', 'es512', 'RS384'])('makes a key for %s, and tells the algorithm from the key', async (algorithm) => {
  const key = join(await temporaryFolder(), 'jwt.pem')
  const made = await run('--key', key, '--create', '--algorithm', algorithm, '--json', '--enclave-key', KEY)
  const { token, ...rest } = JSON.parse(made.stdout) as { readonly token: string; readonly algorithm: string }
  expect(rest).toMatchObject({
    algorithm: algorithm.toUpperCase(),
    publicKeyFile: `${key}.pub`,
    permissions: ['*:*'],
    privacyPublicKey: KEY,
  })
  expect(claimsOf(token)).toEqual({ permissions: ['*:*'], privacyPublicKey: KEY, exp: expect.any(Number) as number })
  const { stdout } = await run('--key', key)
  // A key of RSA does not say which size of digest it is for.
  const usual = algorithm.startsWith('RS') ? 'RS256' : algorithm.toUpperCase()
  expect(partOf(stdout, 0)).toBe(`{"typ":"JWT","alg":"${usual}"}`)
  await using serving = await serve([
    '--members=1',
    '--rpc-ws-enabled=false',
    '--rpc-http-authentication-enabled',
    `--rpc-http-authentication-jwt-public-key-file=${key}.pub`,
    `--rpc-http-authentication-jwt-algorithm=${algorithm}`,
  ])
  expect(await ask(serving.info.nodes[0]?.url ?? '', 'eth_chainId', token)).toMatchObject({ status: 200 })
})

it('says exactly what it was told to, in seconds from now', async () => {
  const key = join(await temporaryFolder(), 'jwt.pem')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeFile(key, privateKey.export({ type: 'sec1', format: 'pem' }))
  const terminal = capturedTerminal()
  const options = { key, permissions: 'priv:*,privx:*,eea:sendRawTransaction', expiresIn: 60, username: 'alice' }
  await printToken(options, terminal, () => 1000.9)
  expect(partOf(terminal.stdout(), 1)).toBe(
    '{"permissions":["priv:*","privx:*","eea:sendRawTransaction"],"username":"alice","exp":1060}',
  )
})

it('writes the public half of a key that is there, and overwrites nothing', async () => {
  const key = join(await temporaryFolder(), 'jwt.pem')
  await run('--key', key, '--create')
  const [before, publicBefore] = [await readFile(key, 'utf8'), await readFile(`${key}.pub`, 'utf8')]
  const other = join(await temporaryFolder(), 'copy.pem')
  await writeFile(other, before)
  expect((await run('--key', other, '--create')).stderr).toBe(`coterie: wrote ${other}.pub`)
  expect(await readFile(`${other}.pub`, 'utf8')).toBe(publicBefore)
  expect(await readFile(key, 'utf8')).toBe(before)
})

describe('what is refused, in one line', () => {
  const refused = async (...words: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await run(...words)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr.split('\n')).toHaveLength(1)
    return stderr
  }

  it('keys', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'key.pem')
    expect(await refused()).toMatch(/required option '--key <file>' not specified/)
    expect(await refused('--key', file)).toBe(`coterie: USAGE: there is no ${file}; --create makes it`)
    expect(await refused('--key', folder)).toMatch(/cannot be read: EISDIR/)
    await writeFile(file, 'no key')
    expect(await refused('--key', file)).toMatch(/holds no private key in PEM without a password/)
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    await writeFile(file, publicKey.export({ type: 'spki', format: 'pem' }))
    expect(await refused('--key', file)).toMatch(/holds no private key/)
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    expect(await refused('--key', file)).toMatch(/cannot sign tokens: use RSA of 2048 bits or more/)
    const { privateKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    await writeFile(file, ec.export({ type: 'pkcs8', format: 'pem' }))
    expect(await refused('--key', file, '--algorithm', 'ES256')).toMatch(/is for ES384, not for ES256/)
  })

  it('a place where no key can be written', async () => {
    const { exitCode, stderr } = await run('--key', '/nothing/here/jwt.pem', '--create')
    expect([exitCode, stderr]).toEqual([4, expect.stringMatching(/^coterie: STORE_IO: cannot write \/nothing/)])
  })

  it('values', async () => {
    const key = join(await temporaryFolder(), 'jwt.pem')
    await run('--key', key, '--create', '--algorithm', 'ES256')
    expect(await refused('--key', key, '--algorithm', 'HS256')).toMatch(
      /'HS256' is no algorithm for tokens; there are RS256/,
    )
    for (const seconds of ['-1', '0', '000', '1.5', '', 'soon']) {
      expect(await refused('--key', key, '--expires-in', seconds)).toMatch(/whole number of seconds, 1 or more/)
    }
    const short = Buffer.alloc(31).toString('base64')
    for (const enclaveKey of ['', 'k', short, `${KEY}=`, KEY.replace('/', '_'), `0x${'00'.repeat(32)}`]) {
      expect(await refused('--key', key, '--enclave-key', enclaveKey)).toBe(
        `coterie: USAGE: '${enclaveKey}' is no enclave key: give the base64 of 32 bytes, or of 91`,
      )
    }
    const ec = await run('--key', key, '--enclave-key', Buffer.alloc(91, 7).toString('base64'))
    expect(ec.exitCode).toBe(0)
    for (const permission of ['*', 'eth_chainId', 'eth:get*', 'ETH:*', '', 'eth:*,']) {
      expect(await refused('--key', key, '--permissions', permission)).toMatch(/permits nothing; a permission is \*:\*/)
    }
  })
})
