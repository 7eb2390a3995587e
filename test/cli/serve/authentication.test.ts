import bcrypt from 'bcryptjs'
import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCommandLine } from '../../../src/cli/runCommandLine.ts'
import { ask, request, tokenOf, unauthorized } from '../../server/authentication/ask.ts'
import { WsClient } from '../../server/WsClient.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { capturedTerminal } from '../capturedTerminal.ts'
import { serve } from '../serving.ts'

async function users(): Promise<string> {
  const file = join(await temporaryFolder(), 'users.toml')
  const password = bcrypt.hashSync('pegasys', 4)
  await writeFile(file, `[Users.user]\npassword = "${password}"\npermissions = ["*:*"]\n`)
  return file
}

async function publicKey(): Promise<string> {
  const file = join(await temporaryFolder(), 'key.pub')
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeFile(file, pair.publicKey.export({ type: 'spki', format: 'pem' }))
  return file
}

it('over HTTP by a credentials file, over WebSocket nobody is asked; development methods are off', async () => {
  await using serving = await serve([
    '--preset=solo',
    '--rpc-http-authentication-enabled',
    `--rpc-http-authentication-credentials-file=${await users()}`,
    '--rpc-http-api-methods-no-auth=net_version',
  ])
  const [node] = serving.info.nodes
  const url = node?.url ?? ''
  expect(serving.info.authentication).toEqual({ http: true, ws: false })
  for (const groups of Object.values(serving.info.apis)) {
    expect(groups).toContain('PRIV')
    for (const group of ['EVM', 'HARDHAT', 'ANVIL', 'COTERIE']) expect(groups).not.toContain(group)
  }
  const token = await tokenOf(url, 'user', 'pegasys')
  expect(await ask(url, 'eth_chainId', token)).toMatchObject({ status: 200, body: { result: '0x539' } })
  expect(await ask(url, 'evm_snapshot', token)).toMatchObject({ status: 200, body: { error: { code: -32604 } } })
  expect(await ask(url, 'net_version')).toMatchObject({ status: 200, body: { result: '1337' } })
  expect(await ask(url, 'eth_chainId')).toMatchObject({ status: 401, body: unauthorized(7) })
  const client = await WsClient.open(node?.wsUrl ?? '')
  expect(await client.ask(request('eth_chainId'))).toContain('0x539')
  expect(await client.ask(request('evm_snapshot'))).toContain('-32604')
  client.close()
})

it('over WebSocket, from a configuration file and the environment; groups that are asked for stay', async () => {
  const config = join(await temporaryFolder(), 'besu.toml')
  await writeFile(
    config,
    `rpc-ws-authentication-enabled=true\nrpc-ws-authentication-jwt-public-key-file="${await publicKey()}"\n`,
  )
  await using serving = await serve(['--preset=solo', `--config-file=${config}`, '--rpc-http-api=ETH,EVM'], {
    BESU_RPC_WS_AUTHENTICATION_JWT_ALGORITHM: 'ES256',
    COTERIE_RPC_WS_API_METHODS_NO_AUTH: 'net_version,eth_chainId',
  })
  expect(serving.info.authentication).toEqual({ http: false, ws: true })
  expect(serving.info.apis.http).toEqual(['ETH', 'EVM'])
  expect(serving.info.warnings).toEqual([])
  const [node] = serving.info.nodes
  expect(await ask(node?.url ?? '', 'evm_snapshot')).toMatchObject({ status: 200, body: { result: '0x1' } })
  const client = await WsClient.open(node?.wsUrl ?? '')
  expect(await client.ask(request('eth_chainId'))).toContain('0x539')
  expect(await client.ask(request('eth_blockNumber'))).toContain('-40100')
  client.close()
})

it('without authentication nothing changes: development methods, logins, callers', async () => {
  await using serving = await serve(['--preset=solo', `--rpc-http-authentication-credentials-file=${await users()}`])
  expect(serving.info.authentication).toEqual({ http: false, ws: false })
  expect(serving.info.apis.http).toContain('EVM')
  expect((await fetch(`${serving.info.nodes[0]?.url ?? ''}/login`, { method: 'POST' })).status).toBe(400)
})

it('the banner tells that callers need tokens', async () => {
  const terminal = capturedTerminal()
  const stop = { wait: () => ({ wanted: Promise.resolve(), release: () => undefined }) }
  const file = await users()
  const words = ['--preset=solo', '--port=0', '--logging=OFF'].concat(
    ...['http', 'ws'].map((kind) => [
      `--rpc-${kind}-authentication-enabled`,
      `--rpc-${kind}-authentication-credentials-file=${file}`,
    ]),
  )
  expect(await runCommandLine(words, terminal, {}, stop)).toBe(0)
  expect(terminal.stdout()).toMatch(/^callers +need tokens over HTTP and WebSocket$/m)
})

it.each([
  [
    ['--rpc-http-authentication-credentials-file=/nothing/here'],
    "The specified RPC HTTP authentication credential file '/nothing/here' does not exist",
  ],
  [
    ['--rpc-http-authentication-jwt-public-key-file=/nothing/here'],
    'INVALID_OPTION: Authentication RPC public key could not be read\n',
  ],
  [
    [],
    'Unable to authenticate JSON-RPC HTTP endpoint without a supplied credentials file or authentication public key file',
  ],
])('%j are refused at start-up', async (words, text) => {
  const terminal = capturedTerminal()
  const all = ['--preset=solo', '--port=0', '--rpc-http-authentication-enabled', '--logging=OFF', ...words]
  expect(await runCommandLine(all, terminal)).toBe(2)
  expect(terminal.stderr()).toContain(text)
})

it('a name that is no method cannot do without a token', async () => {
  const terminal = capturedTerminal()
  const words = ['--preset=solo', '--port=0', '--logging=OFF', '--rpc-http-api-methods-no-auth=eth_chainid']
  expect(await runCommandLine(words, terminal)).toBe(2)
  expect(terminal.stderr()).toContain(
    "Invalid value for option '--rpc-http-api-methods-no-auth', options must be valid RPC methods",
  )
})
