import { readFile, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { runCommandLine } from '../../../src/cli/runCommandLine.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { capturedTerminal } from '../capturedTerminal.ts'
import { ask, serve } from '../serving.ts'

/** One JSON-RPC request over WebSocket; its result. */
async function askOverWebSocket(url: string | null | undefined, method: string): Promise<unknown> {
  const socket = new WebSocket(url ?? '')
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('open', () => socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] })))
      socket.on('message', (data: Buffer) => resolve((JSON.parse(data.toString()) as { result: unknown }).result))
    })
  } finally {
    socket.close()
  }
}

const result = async (url: string | null | undefined, method: string, params: readonly unknown[] = []) =>
  ((await ask(url, method, params)) as { readonly result: unknown }).result

it('without a command, the quickstart listens on all its nodes until it is asked to stop', async () => {
  const serving = await serve()
  const { info } = serving
  expect(info).toMatchObject({ preset: 'quickstart', chainId: 1337, privacy: 'flexible', mining: 'auto', block: 0 })
  expect(info.nodes.map(({ name, member }) => [name, member])).toEqual([
    ['member1', true],
    ['member2', true],
    ['member3', true],
    ['rpcnode', false],
  ])
  expect(info.nodes[0]).toMatchObject({
    enclaveKey: 'BULeR8JyUWhiuuCMU/HLA0Q5pzkYT+cHII3ZKBey3Bo=',
    account: { address: '0xfe3b557e8fb62b89f4916b721be55ceb828dbd73' },
    markerSigner: null,
  })
  expect(info.accounts).toHaveLength(12)
  for (const { address, privateKey, node } of info.accounts.slice(0, 4)) {
    expect(privateKey).toMatch(/^0x[0-9a-f]{64}$/)
    expect(info.nodes.find(({ name }) => name === node)?.account.address).toBe(address)
  }
  for (const { url, wsUrl } of info.nodes) {
    expect(await result(url, 'eth_chainId')).toBe('0x539')
    expect(await askOverWebSocket(wsUrl, 'net_version')).toBe('1337')
  }
  expect(serving.terminal.stdout().split('\n')).toHaveLength(2)
  expect(await serving.stop()).toBe(0)
  await expect(fetch(info.nodes[0]?.url ?? '')).rejects.toThrow()
})

describe('presets', () => {
  it('acceptance: paid gas, markers signed by the accounts of the nodes', async () => {
    await using serving = await serve(['--preset', 'acceptance'])
    const { info } = serving
    expect(info).toMatchObject({ chainId: 20211, minGasPrice: '1000', besuVersion: '24.3' })
    expect(info.nodes.map(({ name }) => name)).toEqual(['alice', 'bob', 'charlie'])
    for (const { account, markerSigner } of info.nodes) expect(markerSigner).toBe(account.address)
  })

  it('solo: one node with the newest rules', async () => {
    await using serving = await serve(['--preset', 'solo', '--chain-id', '4242'])
    expect(serving.info.nodes).toHaveLength(1)
    expect(await result(serving.info.nodes[0]?.url, 'eth_chainId')).toBe('0x1092')
  })

  it('quickstart-v0.2: other accounts', async () => {
    await using serving = await serve(['--preset', 'quickstart-v0.2', '--members', '1'])
    expect(serving.info.nodes.map(({ account }) => account.address)).toEqual([
      '0xf0e2db6c8dc6c681bb5d6ad121a107f300e9b2b5',
      '0xc9c913c8c3c1cd416d80a0abf475db2062f161f6',
    ])
  })

  it("none: a node like Besu's, with the keys and servers that the options give it", async () => {
    const folder = await temporaryFolder()
    const key = join(folder, 'key.pub')
    await writeFile(key, 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=')
    await using serving = await serve([
      ...['--preset=none', '--privacy-enabled', '--min-gas-price=0', `--privacy-public-key-file=${key}`],
      ...['--rpc-http-enabled', '--rpc-http-api=ETH,NET,PRIV'],
    ])
    const { info } = serving
    expect(info.nodes).toMatchObject([
      { enclaveKey: 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=', enclavePrivateKey: null, wsUrl: null },
    ])
    expect(info.apis).toEqual({ http: ['ETH', 'NET', 'PRIV'], ws: [] })
    expect(await result(info.nodes[0]?.url, 'rpc_modules')).toEqual({ eth: '1.0', net: '1.0', priv: '1.0' })
  })
})

describe('FP-141 modes of privacy', () => {
  it('flexible groups are the default of presets', async () => {
    await using serving = await serve(['--members', '1'])
    const { info } = serving
    expect(await result(info.nodes[0]?.url, 'priv_getPrivacyPrecompileAddress')).toMatch(/7d$/)
    expect(await result(info.nodes[0]?.url, 'privx_findFlexiblePrivacyGroup', [[info.nodes[0]?.enclaveKey]])).toEqual(
      [],
    )
  })

  it('offchain groups with --privacy-flexible-groups-enabled=false', async () => {
    await using serving = await serve(['--members', '1', '--privacy-flexible-groups-enabled=false'])
    expect(serving.info.privacy).toBe('offchain')
    const [node] = serving.info.nodes
    expect(await result(node?.url, 'priv_getPrivacyPrecompileAddress')).toMatch(/7e$/)
    expect(await result(node?.url, 'priv_findPrivacyGroup', [[node?.enclaveKey]])).toEqual([])
  })

  it('no private transactions with --privacy-enabled=false', async () => {
    await using serving = await serve(['--members', '1', '--privacy-enabled=false'])
    expect(serving.info).toMatchObject({ privacy: 'off' })
    expect(serving.info.warnings).toContain(
      'Privacy is disabled. Cannot use EEA/PRIV API methods when not using Privacy.',
    )
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'priv_getPrivacyPrecompileAddress' })
    const answer = await fetch(serving.info.nodes[0]?.url ?? '', { method: 'POST', body })
    expect(await answer.json()).toMatchObject({ error: { code: -50100, message: 'Privacy is not enabled' } })
  })
})

describe('FP-148 --web3j-compatible', () => {
  const method = 'privx_findOnChainPrivacyGroup'
  const file = async (): Promise<string> => {
    const path = join(await temporaryFolder(), 'config.toml')
    await writeFile(path, 'web3j-compatible = true')
    return path
  }

  it.each<[how: string, words: () => Promise<string[]> | string[], environment: Record<string, string>]>([
    ['on the command line', () => ['--web3j-compatible'], {}],
    ['in the environment', () => [], { COTERIE_WEB3J_COMPATIBLE: 'true' }],
    ['in the configuration file', async () => ['--config-file', await file()], {}],
  ])('%s', async (_, words, environment) => {
    await using serving = await serve(['--members', '1', ...(await words())], environment)
    const [node] = serving.info.nodes
    expect(await result(node?.url, method, [[node?.enclaveKey]])).toEqual([])
    expect(serving.info.warnings).toEqual([])
  })

  it('is off by default', async () => {
    await using serving = await serve(['--members', '1'])
    const answer = await ask(serving.info.nodes[0]?.url, method, [[]])
    expect(answer).toMatchObject({ error: { code: -32601, message: 'Method not found' } })
  })
})

it('a network in a data path goes on as it is, unless the options want another one', async () => {
  const dataPath = await temporaryFolder()
  const first = await serve(['--preset', 'solo', '--members', '2', '--data-path', dataPath, '--seed', 'mine'])
  expect(await first.stop()).toBe(0)
  await using again = await serve(['--data-path', dataPath])
  expect(again.info.genesisHash).toBe(first.info.genesisHash)
  expect(again.info.nodes.map(({ enclaveKey }) => enclaveKey)).toEqual(
    first.info.nodes.map(({ enclaveKey }) => enclaveKey),
  )
  await again.stop()
  const terminal = capturedTerminal()
  expect(await runCommandLine(['--preset', 'quickstart', '--port', '0', '--data-path', dataPath], terminal)).toBe(4)
  expect(terminal.stderr()).toMatch(/^coterie: STORE_MISMATCH: /)
})

it('--config-out writes what --json prints', async () => {
  const file = join(await temporaryFolder(), 'network.json')
  await using serving = await serve(['--members', '1', '--config-out', file])
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(serving.info)
})

it('a genesis file replaces that of the preset; accounts whose keys it tells are known', async () => {
  const file = join(await temporaryFolder(), 'genesis.json')
  const address = '0xfe3b557e8fb62b89f4916b721be55ceb828dbd73'
  const privateKey = '8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63'
  const other = '0x00000000000000000000000000000000000000aa'
  await writeFile(
    file,
    JSON.stringify({
      config: { chainId: 2018, berlinBlock: 0, qbft: {} },
      alloc: { [address]: { privateKey, balance: '0x10' }, [other]: { balance: '7' } },
    }),
  )
  await using serving = await serve(['--genesis-file', file, '--members', '1', '--network-id', '5'])
  expect(serving.info).toMatchObject({ chainId: 2018 })
  expect(serving.info.accounts).toEqual([
    { address, privateKey: `0x${privateKey}`, balance: '16', node: 'member1' },
    { address: other, privateKey: null, balance: '7', node: null },
  ])
  expect(serving.info.warnings).toEqual([
    'genesis config "qbft": only miningbeneficiary and blockreward count; blocks are made on demand',
    '--network-id 5 is ignored: net_version answers the chain id, 2018',
  ])
})

const hasVersion6 = Object.values(networkInterfaces())
  .flat()
  .some((found) => found?.address === '::1')

it.runIf(hasVersion6)('addresses of version 6 have brackets in URLs', async () => {
  await using serving = await serve(['--members', '1', '--rpc-http-host', '::1', '--rpc-ws-host=::1'])
  for (const { url, wsUrl } of serving.info.nodes) {
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect(wsUrl).toMatch(/^ws:\/\/\[::1\]:\d+$/)
  }
})

it('options of Besu without effect are warned of once, in the log and in the object', async () => {
  const serving = await serve(['--members', '1', '--p2p-port=30303', '--metrics-enabled', '--Xsnapsync-server=true'])
  const warnings = ['--p2p-port', '--metrics-enabled', '--Xsnapsync-server'].map(
    (name) => `${name} is an option of Besu that has no effect here`,
  )
  expect(serving.info.warnings).toEqual(warnings)
  await serving.stop()
  const logged = serving.terminal
    .stderr()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string; msg: string })
  expect(logged.filter(({ level }) => level === 'warn').map(({ msg }) => msg)).toEqual(warnings)
})

it('the banner says what there is to ask for blocks with, and where methods are', async () => {
  const stop = { wait: () => ({ wanted: Promise.resolve(), release: () => undefined }) }
  const words = ['--preset', 'none', '--mining', 'manual', '--rpc-http-enabled', '--rpc-ws-enabled', '--port', '0']
  const banner = async (...more: readonly string[]): Promise<string> => {
    const terminal = capturedTerminal()
    expect(await runCommandLine([...words, ...more, '--logging', 'OFF'], terminal, {}, stop)).toBe(0)
    return terminal.stdout()
  }
  const without = await banner('--rpc-http-api', 'ETH,NET')
  expect(without).toMatch(/^blocks +on request \(evm_mine, once EVM is among the methods\)/m)
  expect(without).toMatch(/^methods +ETH NET over HTTP\n +ETH NET WEB3 over WebSocket$/m)
  const same = await banner('--rpc-http-api', 'ETH,EVM', '--rpc-ws-api', 'EVM,ETH')
  expect(same).toMatch(/^blocks +on request \(evm_mine\)/m)
  expect(same).toMatch(/^methods +ETH EVM$/m)
})

it('the log says what Besu levels ask for', async () => {
  const silent = await serve(['--members', '1', '--logging', 'OFF', '--p2p-enabled'])
  await silent.stop()
  expect(silent.terminal.stderr()).toBe('')
  const busy = await serve(['--members', '1', '--logging', 'debug'])
  const refused = await ask(busy.info.nodes[0]?.url, 'eea_sendRawTransaction', ['0x00'])
  expect(refused).toMatchObject({ error: { message: 'Unable to decode the private signed raw transaction' } })
  await busy.stop()
  expect(busy.terminal.stderr()).toMatch(/"level":"debug".*"node":"member1".*"msg":"refused a private transaction"/)
})

it('the banner names nodes, keys, accounts, and how to stop', async () => {
  const terminal = capturedTerminal()
  const stop = { wait: () => ({ wanted: Promise.resolve(), release: () => undefined }) }
  const words = ['--members', '1', '--port', '0', '--logging', 'OFF', '--mining', '2.5', '--strict']
  expect(await runCommandLine(words, terminal, {}, stop)).toBe(0)
  const text = terminal.stdout()
  for (const expected of [
    /^Coterie [0-9.]+: 2 Besu nodes in one process, preset quickstart, chain id 1337$/m,
    /^member1 +http:\/\/127.0.0.1:\d+ +ws:\/\/127.0.0.1:\d+ +0xfe3b557e8fb62b89f4916b721be55ceb828dbd73$/m,
    /^member1 +BULeR8JyUWhiuuCMU\/HLA0Q5pzkYT\+cHII3ZKBey3Bo= +Wl\+xSyXVuuqzpvznOS7dOobhcn4C5auxkFRi7yLtgtA=$/m,
    /^0xfe3b557e8fb62b89f4916b721be55ceb828dbd73 +0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63 +200 ETH +member1$/m,
    /^These keys are public: anyone can use them\. Never send real funds/m,
    /^groups +flexible, management contracts of both generations; strict$/m,
    /^blocks +every 2\.5 s; gas price 0 is enough$/m,
    /^Ctrl-C stops it, a second one at once\.$/m,
  ]) {
    expect(text).toMatch(expected)
  }
  const quiet = capturedTerminal()
  expect(await runCommandLine([...words, '--quiet'], quiet, {}, stop)).toBe(0)
  expect([quiet.stdout(), quiet.stderr()]).toEqual(['', ''])
  const object = capturedTerminal()
  expect(await runCommandLine([...words, '--quiet', '--json'], object, {}, stop)).toBe(0)
  expect(JSON.parse(object.stdout())).toMatchObject({ preset: 'quickstart' })
  expect([object.stdout().trim().split('\n').length, object.stderr()]).toEqual([1, ''])
})

describe('key files are read as Besu reads them', () => {
  const line = async (...words: readonly string[]): Promise<string> => {
    const terminal = capturedTerminal()
    expect(await runCommandLine(['--port', '0', ...words], terminal)).toBe(2)
    return terminal.stderr().trim()
  }

  it('verbatim, so that a line end is refused', async () => {
    const file = join(await temporaryFolder(), 'key.pub')
    await writeFile(file, 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=\n')
    expect(await line('--privacy-public-key-file', file)).toBe(
      'coterie: USAGE: Contents of privacy-public-key-file invalid: Illegal base64 character a',
    )
    expect(await line('--privacy-public-key-file', '/nowhere')).toBe(
      'coterie: USAGE: Problem with privacy-public-key-file: /nowhere (No such file or directory)',
    )
    const folder = await temporaryFolder()
    expect(await line('--privacy-public-key-file', folder)).toBe(
      `coterie: USAGE: Problem with privacy-public-key-file: ${folder} (Is a directory)`,
    )
  })

  it('after the options and before the price of gas, which comes before plugins (spec 04 §10.1)', async () => {
    const file = join(await temporaryFolder(), 'key.pub')
    await writeFile(file, 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=')
    const missing = '--privacy-public-key-file=/nowhere'
    const privacy = ['--preset=none', '--privacy-enabled']
    const plugin = '--Xprivacy-plugin-enabled'
    expect(await line(...privacy, missing, '--pruning-enabled')).toContain('Pruning cannot be enabled with privacy.')
    expect(await line(...privacy, missing)).toBe(
      'coterie: USAGE: Problem with privacy-public-key-file: /nowhere (No such file or directory)',
    )
    expect(await line(...privacy, missing, plugin)).toContain('Problem with privacy-public-key-file')
    expect(await line(...privacy, plugin)).toContain('Not a free gas network.')
    expect(await line(...privacy, `--privacy-public-key-file=${file}`)).toContain('Not a free gas network.')
    expect(await line(...privacy, plugin, '--min-gas-price=0')).toContain('No Payload Provider has been provided.')
  })

  it('keys that sign markers are hex', async () => {
    const file = join(await temporaryFolder(), 'key')
    await writeFile(file, '8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63\n')
    await using serving = await serve([
      ...['--members=1', '--min-gas-price=1000', `--privacy-marker-transaction-signing-key-file=${file}`],
    ])
    expect(serving.info.nodes[0]?.markerSigner).toBe('0xfe3b557e8fb62b89f4916b721be55ceb828dbd73')
    await writeFile(file, 'x')
    expect(await line('--privacy-marker-transaction-signing-key-file', file)).toMatch(/must hold a private key/)
  })
})

it('a port that is taken ends with one line', async () => {
  await using serving = await serve(['--members', '1'])
  const port = new URL(serving.info.nodes[0]?.url ?? '').port
  const terminal = capturedTerminal()
  expect(await runCommandLine(['--members', '1', '--port', port, '--json'], terminal)).toBe(1)
  expect(JSON.parse(terminal.stderr())).toMatchObject({ error: { code: 'PORT_IN_USE', exitCode: 1 } })
})
