import bcrypt from 'bcryptjs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../../src/index.ts'
import { keepingLogger } from '../../network/keepingLogger.ts'
import { exchange } from '../exchange.ts'
import { ask, logIn, tokenOf, unauthorized } from './ask.ts'
import { NOW, otherRsa, pemOf } from './forge.ts'

const KEY = 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo='
const hash = (password: string): string => bcrypt.hashSync(password, 4)
const users = `
[Users.alice]
password = "${hash('pegasys')}"
permissions = ["net:*", "priv:*"]
privacyPublicKey = "${KEY}"
groups = ["a"]
roles = ["b"]

[Users.bob]
password = "${hash('pässwörd')}"
permissions = ["*:*"]

[Users.constructor]
password = "${hash('x')}"
permissions = ["*:*"]

[Users."a.b"]
password = "no hash"
permissions = ["*:*"]
`
const good = JSON.stringify({ username: 'alice', password: 'pegasys' })
const REQUIRED = 'Authentication failed: username and password are required.'
const INCORRECT = 'Authentication failed: the username or password is incorrect.'

let now = NOW
let folder: string
let file: string
let network: Network
let [http, ws] = ['', '']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coterie-'))
  file = join(folder, 'users.toml')
  await writeFile(file, users)
  network = await createNetwork({ nodes: ['alice', 'bob'] })
  await network.listen({
    authentication: { credentialsFile: file },
    http: { maxRequestContentLength: 10_000 },
    tokenTime: () => now,
  })
  ;[http = '', ws = ''] = [network.node('alice').url, network.node('alice').wsUrl]
})
beforeEach(async () => {
  now = NOW
  await writeFile(file, users)
})
afterAll(async () => {
  await network.close()
  await rm(folder, { recursive: true })
})

describe.each([
  ['HTTP', () => http],
  ['WebSocket', () => ws],
])('POST /login on the %s port (spec 04 §4.1)', (_, url) => {
  it('gives a token of five minutes', async () => {
    const { status, headers, body } = await logIn(url(), good)
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json'])
    const { token, ...rest } = JSON.parse(body.toString()) as { readonly token: string }
    expect(rest).toEqual({})
    const [head, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(head).toBe('{"typ":"JWT","alg":"RS256"}')
    expect(claims).toBe(
      `{"permissions":["net:*","priv:*"],"username":"alice","privacyPublicKey":"${KEY}","iat":${NOW},"exp":${NOW + 300}}`,
    )
  })

  it.each<[what: string, body: string | undefined, status: number, text: string]>([
    ['no body', undefined, 400, REQUIRED],
    ['an empty body', '', 400, REQUIRED],
    ['no JSON', '{"username":', 400, REQUIRED],
    ['a list', '["alice","pegasys"]', 400, REQUIRED],
    ['null', 'null', 400, REQUIRED],
    ['text', '"alice"', 400, REQUIRED],
    ['no fields', '{}', 400, REQUIRED],
    ['no password', '{"username":"alice"}', 400, REQUIRED],
    ['no name', '{"password":"pegasys"}', 400, REQUIRED],
    ['a null', '{"username":"alice","password":null}', 400, REQUIRED],
    ['a wrong password', '{"username":"alice","password":"pegasy"}', 401, INCORRECT],
    ['an empty password', '{"username":"alice","password":""}', 401, INCORRECT],
    ['the hash for a password', JSON.stringify({ username: 'alice', password: hash('pegasys') }), 401, INCORRECT],
    ['another’s password', '{"username":"bob","password":"pegasys"}', 401, INCORRECT],
    ['an unknown user', '{"username":"carol","password":"pegasys"}', 401, INCORRECT],
    ['a name in capitals', '{"username":"Alice","password":"pegasys"}', 401, INCORRECT],
    ['a name that every object has', '{"username":"toString","password":"x"}', 401, INCORRECT],
    ['a name that is a path', '{"username":"alice.password","password":"x"}', 401, INCORRECT],
    ['a user with a broken hash', '{"username":"a.b","password":"no hash"}', 401, INCORRECT],
    ['a number for a password', '{"username":"alice","password":1}', 401, INCORRECT],
    ['an object for a name', '{"username":{},"password":"pegasys"}', 401, INCORRECT],
    ['a byte of nothing behind the password', '{"username":"alice","password":"pegasys\\u0000"}', 401, INCORRECT],
  ])('%s', async (_what, body, status, text) => {
    const answer = await logIn(url(), body)
    expect([answer.status, answer.body.toString()]).toEqual([status, text])
  })

  it.each([
    ['bob', 'pässwörd'],
    ['constructor', 'x'],
  ])('%s may have %s', async (username, password) => {
    expect(await tokenOf(url(), username, password)).toMatch(/^ey/)
  })

  it('a body that is too large: 413', async () => {
    expect((await logIn(url(), JSON.stringify({ username: 'x'.repeat(70_000) }))).status).toBe(413)
  })

  it('the file is read again every time', async () => {
    await writeFile(file, users.replace('Users.alice', 'Users.carol'))
    expect((await logIn(url(), good)).status).toBe(401)
    expect(await tokenOf(url(), 'carol', 'pegasys')).toMatch(/^ey/)
    for (const broken of ['[Users', '', 'Users = 1', '[Users]\nalice = 1', '[Users.alice]\npermissions = ["*:*"]']) {
      await writeFile(file, broken)
      expect((await logIn(url(), good)).status).toBe(401)
    }
    await rm(file)
    expect((await logIn(url(), good)).status).toBe(401)
  })
})

describe('a token of a login', () => {
  it('permits what the file says, for five minutes, at the service that gave it', async () => {
    const [token, wsToken] = [await tokenOf(http, 'alice', 'pegasys'), await tokenOf(ws, 'alice', 'pegasys')]
    const bobsNode = network.node('bob').url ?? ''
    await tokenOf(bobsNode, 'alice', 'pegasys')
    expect(await ask(http, 'net_version', token)).toMatchObject({ status: 200, body: { result: '1337' } })
    expect(await ask(http, 'eth_chainId', token)).toMatchObject({ status: 401, body: unauthorized(7) })
    expect(await ask(bobsNode, 'net_version', token)).toMatchObject({ status: 401, body: unauthorized(7) })
    expect(await ask(http, 'net_version', wsToken)).toMatchObject({ status: 401, body: unauthorized(7) })
    now = NOW + 299
    expect((await ask(http, 'net_version', token)).status).toBe(200)
    now = NOW + 300
    expect(await ask(http, 'net_version', token)).toMatchObject({ status: 401, body: unauthorized(7) })
  })

  it('in single tenancy acts in the name of the node, whatever its key (spec 04 §1)', async () => {
    const token = await tokenOf(http, 'alice', 'pegasys')
    const body = (from: string): string =>
      JSON.stringify({ id: 1, method: 'priv_getEeaTransactionCount', params: [`0x${'00'.repeat(20)}`, from, []] })
    const headers = { Authorization: `Bearer ${token}` }
    const own = await exchange(http, { body: body(network.node('alice').enclaveKey), headers })
    expect(own.body.toString()).toContain('"result":"0x0"')
    expect((await exchange(http, { body: body(KEY), headers })).body.toString()).toContain('-50100')
  })
})

describe('a file that has become unusable', () => {
  const LOGGED = 'not everybody can log in: there is something wrong with the credentials file'

  it('is told of in the log, once until it changes, and nothing of what it says', async () => {
    const logger = keepingLogger()
    await using other = await createNetwork({ nodes: ['alice'], logger })
    await other.listen({ authentication: { credentialsFile: file } })
    const url = other.node('alice').url ?? ''
    const told = () => logger.lines.filter(({ level, message }) => level === 'warn' && message === LOGGED)
    const problems: unknown[] = []
    const tryWith = async (text: string | undefined, status = 401): Promise<void> => {
      if (text === undefined) await rm(file)
      else await writeFile(file, text)
      expect((await logIn(url, good)).status).toBe(status)
      expect((await logIn(url, good)).status).toBe(status)
      problems.push(told()[problems.length]?.fields['problem'])
      expect(told()).toHaveLength(problems.filter((problem) => problem !== undefined).length)
    }
    await tryWith(undefined)
    await tryWith(`[Users.alice]\npassword = "${hash('pegasys')}`)
    await tryWith('[Users.alice]\npermissions = ["*:*"]')
    await tryWith(`${users}\n[Users.carol]\npassword = "x"\npermissions = []`, 200)
    await tryWith(users, 200)
    expect(problems).toEqual([
      'it cannot be read (ENOENT)',
      expect.stringMatching(/^it is no TOML \(line 2, column \d+\)$/),
      'RPC user specified without password.',
      'RPC authentication configuration file contains invalid values.',
      undefined,
    ])
    expect(told().every(({ fields }) => fields['file'] === file && fields['node'] === 'alice')).toBe(true)
    expect(JSON.stringify(logger.lines)).not.toMatch(/\$2[aby]\$|pegasys/)
  })
})

describe('where nobody can log in', () => {
  it('other methods and paths are as ever', async () => {
    expect((await exchange(http, { method: 'GET', path: '/login' })).status).toBe(405)
    expect((await exchange(http, { path: '/login', body: good, headers: { Accept: 'text/html' } })).status).toBe(406)
    const wsHttp = ws.replace('ws:', 'http:')
    expect((await exchange(wsHttp, { method: 'GET', path: '/login' })).body.toString()).toMatch(/^Websocket endpoint/)
    const { status } = await exchange(wsHttp, { path: '/login', body: good, headers: { Host: 'evil' } })
    expect(status).toBe(403)
  })

  it.each([
    ['authentication is off', false],
    ['there is no credentials file', true],
  ])('%s: 400, and nothing more than a status text', async (_, authentication) => {
    await using other = await createNetwork({ nodes: ['alice'] })
    await other.listen({ authentication })
    for (const url of [other.node('alice').url, other.node('alice').wsUrl]) {
      const { status, statusText, body } = await logIn(url, good)
      expect([status, statusText, body.length]).toEqual([400, 'Authentication not enabled', 0])
    }
  })

  it('a public key file wins: good credentials get a 500, since nothing can sign', async () => {
    await using other = await createNetwork({ nodes: ['alice'] })
    const publicKeyFile = join(folder, 'key.pem')
    await writeFile(publicKeyFile, pemOf(otherRsa))
    await other.listen({ authentication: { credentialsFile: file, publicKeyFile } })
    expect((await logIn(other.node('alice').url, good)).status).toBe(500)
    expect((await logIn(other.node('alice').url, good.replace('pegasys', 'x'))).status).toBe(401)
  })
})
