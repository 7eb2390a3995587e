import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configFileSource } from '../../../src/cli/options/configFileSource.ts'
import { environmentSource } from '../../../src/cli/options/environmentSource.ts'
import { ignoredOptions } from '../../../src/cli/options/ignoredOptions.ts'
import { nodeOptions } from '../../../src/cli/options/nodeOptions.ts'
import { knownNames } from '../../../src/cli/options/optionNames.ts'
import { resolveSettings } from '../../../src/cli/options/resolveSettings.ts'
import { suggest } from '../../../src/cli/options/suggest.ts'
import { quickstart } from '../../../src/cli/presets/quickstart.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { settingsOf } from '../settings.ts'

async function toml(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'config.toml')
  await writeFile(file, text)
  return file
}

it('the first source that has an option wins; preset and default come last', async () => {
  const file = await configFileSource(
    await toml('seed = "file"\nrpc-http-max-batch-size = 7\nmembers = 2\nstrict = true'),
  )
  const environment = environmentSource({
    PANTHEON_MEMBERS: '5',
    PANTHEON_RPC_WS_MAX_FRAME_SIZE: '2048',
    COTERIE_SEED: 'coterie',
    BESU_SEED: 'besu',
    BESU_MEMBERS: '4',
  })
  const { settings, sources } = resolveSettings(nodeOptions, [environment, file], quickstart.settings)
  expect(settings).toMatchObject({ seed: 'coterie', members: 4, rpcHttpMaxBatchSize: 7, strict: true, minGasPrice: 0n })
  expect(settings.rpcWsMaxFrameSize).toBe(2048)
  expect(sources).toMatchObject({
    seed: 'environment',
    members: 'environment',
    rpcHttpMaxBatchSize: 'configuration file',
    minGasPrice: 'preset',
    rpcWsMaxFrameSize: 'environment',
    rpcWsMaxActiveConnections: 'default',
  })
})

it('a preset wins over the defaults of Besu, what is said wins over the preset', () => {
  expect(settingsOf([]).settings).toMatchObject({ minGasPrice: 0n, rpcHttpEnabled: true, privacyEnabled: true })
  expect(settingsOf(['--min-gas-price', '5', '--rpc-http-enabled=false']).settings).toMatchObject({
    minGasPrice: 5n,
    rpcHttpEnabled: false,
  })
  expect(settingsOf([], 'none').settings).toMatchObject({
    minGasPrice: 1000n,
    rpcHttpEnabled: false,
    rpcWsEnabled: false,
    rpcHttpPort: 8545,
    rpcWsPort: 8546,
    rpcHttpApi: ['ETH', 'NET', 'WEB3'],
    rpcHttpCorsOrigins: [],
    hostAllowlist: ['localhost', '127.0.0.1'],
    privacyEnabled: false,
    privacyFlexibleGroupsEnabled: false,
    logging: 'INFO',
  })
})

describe('configuration file', () => {
  const refused: [text: string, says: RegExp][] = [
    ['rpc-htp-port = 1', /^Unknown option in TOML configuration file: rpc-htp-port \(did you mean rpc-http-port\?\)$/],
    ['a-b-c-d-e = 1\nqqqqqq = 2', /^Unknown options in TOML configuration file: a-b-c-d-e, qqqqqq$/],
    ['seed = ', /^Invalid TOML configuration: /],
    ['seed = { a = 1 }', /^seed in .* must be text, a number, true or false, or a list of them$/],
    [
      'config-file = "other.toml"',
      /^config-file in .*config\.toml: a configuration file cannot name another one; leave it out$/,
    ],
    ['rpc-http-api = ["ETH"]\nrpc-http-apis = ["NET"]', /^rpc-http-apis and rpc-http-api in .* are one option$/],
  ]
  it.each(refused)('%j is refused', async (text, says) => {
    await expect(configFileSource(await toml(text))).rejects.toThrow(says)
  })

  it('lists, numbers, aliases and options without effect are understood', async () => {
    const text = `
      rpc-http-apis = ["ETH", "PRIV"]
      host-whitelist = ["all"]
      rpc-http-port = 9000
      privacy-onchain-groups-enabled = true
      p2p-enabled = false
      Xsecp256k1-native-enabled = false
    `
    const source = await configFileSource(await toml(text))
    const { settings } = resolveSettings(nodeOptions, [source], {})
    expect(settings).toMatchObject({
      rpcHttpApi: ['ETH', 'PRIV'],
      hostAllowlist: ['*'],
      rpcHttpPort: 9000,
      privacyFlexibleGroupsEnabled: true,
    })
    expect(source.warnings).toEqual([
      'privacy-onchain-groups-enabled is an old spelling that Besu 24.3.0 does not have; use --privacy-flexible-groups-enabled',
      'p2p-enabled is an option of Besu that has no effect here',
      'Xsecp256k1-native-enabled is an option of Besu that has no effect here',
    ])
  })
})

describe('lists of origins and hosts (spec 04 §10.2)', () => {
  const DOMAIN = 'Domain cannot be empty string or null string.'
  const HOSTNAME = 'Hostname cannot be empty string or null string.'
  it.each([
    ['--rpc-http-cors-origins=', DOMAIN],
    ['--rpc-http-cors-origins=a,,b', DOMAIN],
    ['--rpc-http-cors-origins=none,a', "Value 'none' can't be used with other domains"],
    ['--rpc-http-cors-origins=(', 'Domain values result in invalid regex pattern'],
    ['--host-allowlist=', HOSTNAME],
    ['--host-whitelist= ', HOSTNAME],
    ['--host-allowlist=all,a', "Values '*' or 'all' can't be used with other hostnames"],
  ])('%s is refused', (word, text) => {
    expect(() => settingsOf([word])).toThrow(text)
  })

  it('empty ones come from the word none, or from a list of nothing in a file', async () => {
    const nothing = { rpcHttpCorsOrigins: [], hostAllowlist: [] }
    expect(settingsOf(['--rpc-http-cors-origins=none', '--host-allowlist=none']).settings).toMatchObject(nothing)
    const file = await configFileSource(await toml('rpc-http-cors-origins = []\nhost-whitelist = []'))
    expect(resolveSettings(nodeOptions, [file], quickstart.settings).settings).toMatchObject(nothing)
    const text = await configFileSource(await toml('host-allowlist = ""'))
    expect(() => resolveSettings(nodeOptions, [text], {})).toThrow(HOSTNAME)
  })
})

it('variables of ours that stand for nothing are told of, those of Besu are not', () => {
  const { warnings } = environmentSource({ COTERIE_SED: 'x', COTERIE_DEBUG: '1', BESU_VERSION: '24', BESU_OPTS: '-X' })
  expect(warnings).toEqual(['COTERIE_SED stands for no option (did you mean COTERIE_SEED?)'])
})

it('flags may stand without a value, and no option may be there twice', () => {
  for (const words of [['--strict'], ['--strict=true'], ['--strict', 'TRUE']]) {
    expect(settingsOf(words).settings.strict).toBe(true)
  }
  expect(settingsOf(['--strict', 'false']).settings.strict).toBe(false)
  expect(settingsOf(['--no-mining']).settings).toMatchObject({ noMining: true, mining: 'auto' })
  expect(() => settingsOf(['--rpc-http-api=ETH', '--rpc-http-apis=NET'])).toThrow(
    "option '--rpc-http-api' should be specified only once",
  )
})

it('every option has one name, and what is ours is not on the list of options without effect', () => {
  expect(new Set(knownNames).size).toBe(knownNames.length)
  expect(new Set(ignoredOptions).size).toBe(ignoredOptions.length)
  const ours = Object.values(nodeOptions).map(({ name }) => name)
  expect(ignoredOptions.filter((name) => ours.includes(name))).toEqual([])
})

it('suggests what is near', () => {
  expect(suggest('rpc-htp-port', knownNames)).toBe('rpc-http-port')
  expect(suggest('quickstrt', ['quickstart', 'solo'])).toBe('quickstart')
  expect(suggest('zzzz', ['quickstart', 'solo'])).toBeUndefined()
})
