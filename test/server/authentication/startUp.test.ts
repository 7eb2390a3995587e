import { mkdir, writeFile } from 'node:fs/promises'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ListenOptions, createNetwork } from '../../../src/index.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { curve, pemOf, rsa } from './forge.ts'

async function refusal(options: ListenOptions): Promise<string> {
  await using network = await createNetwork({ nodes: ['alice'] })
  try {
    await network.listen(options)
  } catch (error) {
    expect(error).toMatchObject({ code: 'INVALID_OPTION' })
    return error instanceof Error ? error.message : ''
  }
  return ''
}

describe('credentials files (spec 04 §4.2)', () => {
  const NO_PASSWORD = 'RPC user specified without password.'
  const INVALID = 'RPC authentication configuration file contains invalid values.'
  it.each<[what: string, toml: string, text: RegExp | string]>([
    ['nothing', '', ''],
    ['a user', '[Users.a]\npassword = "x"\npermissions = ["*:*"]', ''],
    [
      'all keys',
      '[Users.a]\npassword = "x"\npermissions = ["a"]\ngroups = ["a"]\nroles = ["a"]\nprivacyPublicKey = "k"',
      '',
    ],
    ['only a password', '[Users.a]\npassword = "x"', ''],
    ['no TOML', '[Users', /^An error occurred while parsing the specified RPC authentication configuration file\.$/],
    ['no password', '[Users.a]\npermissions = ["*:*"]', NO_PASSWORD],
    ['an empty password', '[Users.a]\npassword = ""', NO_PASSWORD],
    ['a password that is a number', '[Users.a]\npassword = 1', NO_PASSWORD],
    ['a user that is text', '[Users]\na = "x"', NO_PASSWORD],
    ['no permissions in the list', '[Users.a]\npassword = "x"\npermissions = []', INVALID],
    ['permissions that are text', '[Users.a]\npassword = "x"\npermissions = "*:*"', INVALID],
    ['an empty enclave key', '[Users.a]\npassword = "x"\nprivacyPublicKey = ""', INVALID],
    ['an enclave key that is a list', '[Users.a]\npassword = "x"\nprivacyPublicKey = ["k"]', INVALID],
    ['another value', 'title = "x"\n[Users.a]\npassword = "x"', INVALID],
    ['a date', '[Users.a]\npassword = "x"\nborn = 2000-01-01', INVALID],
  ])('%s', async (_, toml, text) => {
    const credentialsFile = join(await temporaryFolder(), 'users.toml')
    await writeFile(credentialsFile, toml)
    expect(await refusal({ authentication: { credentialsFile } })).toMatch(text)
    if (text === '') expect(await refusal({ authentication: { credentialsFile } })).toBe('')
  })

  it('that are not there, or no files', async () => {
    const folder = await temporaryFolder()
    const missing = join(folder, 'missing.toml')
    expect(await refusal({ http: { authentication: { credentialsFile: missing } } })).toBe(
      `The specified RPC HTTP authentication credential file '${missing}' does not exist`,
    )
    expect(await refusal({ ws: { authentication: { credentialsFile: missing } } })).toBe(
      `The specified RPC WS authentication credential file '${missing}' does not exist`,
    )
    await mkdir(join(folder, 'folder'))
    expect(await refusal({ authentication: { credentialsFile: join(folder, 'folder') } })).toBe(
      'An error occurred while opening the specified RPC HTTP authentication configuration file.',
    )
  })
})

describe('public key files (spec 04 §2.3)', () => {
  const FORMAT = /^Authentication RPC public key file format is invalid$/
  const pem = pemOf(rsa)
  const privatePem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const ed = generateKeyPairSync('ed25519')
  it.each<[what: string, text: string, algorithm: string | undefined, refused: RegExp]>([
    ['a key', pem, undefined, /^$/],
    ['a key with words before it and behind', `about it\n${pem}\nmore`, 'rs256', /^$/],
    ['a key with line ends of Windows', pem.replaceAll('\n', '\r\n'), 'RS512', /^$/],
    ['nothing', '', undefined, FORMAT],
    ['words', 'no key', undefined, FORMAT],
    ['a private key', privatePem, undefined, FORMAT],
    ['half a key', pem.slice(0, 100), undefined, FORMAT],
    ['a damaged key', pem.replace(/\n.{20}/, '\n'), undefined, FORMAT],
    ['a key for another algorithm', pem, 'ES256', /cannot be used with ES256: it is for RS256/],
    ['a key of another curve', pemOf(curve('P-384')), 'ES256', /cannot be used with ES256: it is for ES384/],
    ['a curve that tokens do not have', pemOf(curve('secp256k1')), 'ES256', /cannot be used with ES256: use RSA/],
    ['a short key', pemOf(small), undefined, /cannot be used with RS256: use RSA of 2048 bits or more/],
    ['an Edwards curve', pemOf(ed), undefined, /cannot be used with RS256/],
    ['a secret', pem, 'HS256', /^authentication\.algorithm must be one of RS256,.* not HS256$/],
    ['no algorithm', pem, 'none', /^authentication\.algorithm must be one of/],
  ])('%s', async (_, text, algorithm, refused) => {
    const publicKeyFile = join(await temporaryFolder(), 'key.pem')
    await writeFile(publicKeyFile, text)
    const chosen = algorithm === undefined ? {} : { algorithm }
    expect(await refusal({ authentication: { publicKeyFile, ...chosen } })).toMatch(refused)
  })

  it('that are not there', async () => {
    expect(await refusal({ authentication: { publicKeyFile: '/nothing/here' } })).toBe(
      'Authentication RPC public key could not be read',
    )
  })
})

it.each<[unknown, RegExp]>([
  ['yes', /http\.authentication must be true, false or an object/],
  [{ credentialsFile: 1 }, /authentication\.credentialsFile must be the name of a file/],
  [{ publicKeyFile: '' }, /authentication\.publicKeyFile must be the name of a file/],
  [{ algorithm: 1 }, /authentication\.algorithm must be one of/],
])('authentication of %j is refused', async (authentication, text) => {
  expect(await refusal({ authentication: authentication as boolean })).toMatch(text)
})
