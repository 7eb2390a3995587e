import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, type NetworkNode, createNetwork } from '../../../src/index.ts'
import { WsClient } from '../WsClient.ts'
import { ask, post, request, unauthorized } from './ask.ts'
import { GOOD, NOW, curve, forge, forgeWithSecret, otherRsa, pemOf, rsa } from './forge.ts'

let now = NOW
let network: Network
let folder: string
const node = (): NetworkNode => network.node('alice')

async function keyFile(name: string, pem: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, pem)
  return file
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coterie-'))
  network = await createNetwork({ nodes: ['alice'] })
  await network.listen({
    authentication: { publicKeyFile: await keyFile('rsa.pem', pemOf(rsa)) },
    http: { apis: ['ETH', 'NET', 'WEB3', 'PRIV'] },
    tokenTime: () => now,
  })
})
afterAll(async () => {
  await network.close()
  await rm(folder, { recursive: true })
})

const chainId = { jsonrpc: '2.0', id: 7, result: '0x539' }
/** Answers of HTTP and of a new WebSocket to one request with a token. */
async function both(method: string, token: string | undefined): Promise<[status: number, http: unknown, ws: unknown]> {
  const { status, body } = await ask(node().url, method, token)
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const client = await WsClient.open(node().wsUrl ?? '', { headers })
  const answer: unknown = JSON.parse(await client.ask(request(method)))
  client.close()
  return [status, body, answer]
}

describe('without a token, no method being free of it (spec 04 §3)', () => {
  it.each([
    ['a request', request('eth_chainId')],
    ['no JSON', 'no JSON'],
    ['nothing', ''],
    ['a batch', `[${request('eth_chainId')}]`],
    ['a notification', '{"method":"eth_chainId"}'],
    ['an unknown method', request('eth_nothing')],
  ])('%s: HTTP 401 before the body is looked at', async (_, body) => {
    expect(await post(node().url, body)).toEqual({ status: 401, body: unauthorized(null), type: undefined })
  })

  it.each(['bearer ', 'BEARER ', 'Bearer', 'Bearer\t', 'Basic ', 'Token ', ''])(
    'the header %j and a good token are none',
    async (prefix) => {
      const { status, body } = await post(node().url, request('eth_chainId'), `${prefix}${forge(GOOD)}`)
      expect([status, body]).toEqual([401, unauthorized(null)])
    },
  )

  it('over a WebSocket: each message by itself, availability first', async () => {
    const client = await WsClient.open(node().wsUrl ?? '')
    expect(JSON.parse(await client.ask(request('eth_chainId')))).toEqual(unauthorized(7))
    expect(await client.ask(request('eth_nothing'))).toContain('-32601')
    expect(await client.ask('no JSON')).toContain('"id":null,"error":{"code":-32603')
    expect(await client.ask('{"method":"eth_chainId"}')).toBe('{"type":"NONE","jsonrpc":"2.0"}')
    expect(JSON.parse(await client.ask(`[${request('eth_chainId')},${request('net_version')}]`))).toEqual([
      unauthorized(7),
      unauthorized(7),
    ])
    client.close()
  })

  it('what is no JSON-RPC needs no token', async () => {
    const url = node().url ?? ''
    expect((await fetch(url)).status).toBe(201)
    expect((await fetch(`${url}/liveness`)).status).toBe(200)
    expect((await fetch(`${url}/readiness`)).status).toBe(200)
  })
})

describe('a good token', () => {
  it.each([
    ['as short as possible', GOOD],
    ['with times that have come', { ...GOOD, iat: NOW, nbf: NOW }],
    ['of milliseconds, as the documentation has it', { ...GOOD, exp: 1_600_899_999_002 }],
    ['of somebody else’s claims', { ...GOOD, iss: 'x', aud: 'y', sub: 'z', jti: 1, username: 'u' }],
    ['with a tenant’s key', { ...GOOD, privacyPublicKey: 'key', privacyUserId: 'other' }],
  ])('%s', async (_, claims) => {
    expect(await both('eth_chainId', forge(claims))).toEqual([200, chainId, chainId])
  })

  it.each([
    ['no typ', { typ: undefined }],
    ['a kid that is looked up nowhere', { kid: '../../../dev/null' }],
    ['keys of its own', { jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/', jwk: { kty: 'oct', k: 'AA' } }],
  ])('whose header has %s', async (_, header) => {
    expect(await both('eth_chainId', forge(GOOD, rsa.privateKey, header))).toEqual([200, chainId, chainId])
  })

  it('availability comes before permission, a broken body before both', async () => {
    const token = `Bearer ${forge({ ...GOOD, permissions: ['net:*'] })}`
    expect(await post(node().url, request('eth_nothing'), token)).toMatchObject({
      status: 200,
      body: { error: { code: -32601 } },
    })
    expect(await post(node().url, request('txpool_status'), token)).toMatchObject({
      status: 200,
      body: { error: { code: -32604 } },
    })
    expect(await post(node().url, request('eth_chainId'), token)).toMatchObject({ status: 401, body: unauthorized(7) })
    expect((await post(node().url, 'no JSON', token)).status).toBe(400)
  })

  it('in a batch each request is looked at by itself; a notification is not', async () => {
    const token = `Bearer ${forge({ ...GOOD, permissions: ['net:*'] })}`
    const batch = `[${request('eth_chainId')},{"method":"eth_chainId"},${request('net_version')}]`
    const { status, body } = await post(node().url, batch, token)
    expect([status, body]).toEqual([200, [unauthorized(7), { jsonrpc: '2.0', id: 7, result: '1337' }]])
  })
})

describe('a token that is not valid: -40100 with the id of the request', () => {
  const p256 = curve('P-256')
  const [head = '', body = '', signature = ''] = forge(GOOD).split('.')
  const invalid: [what: string, token: string][] = [
    ['nothing of a token', 'x'],
    ['two parts', `${head}.${body}`],
    ['four parts', `${head}.${body}.${signature}.x`],
    ['blanks before it', ` ${forge(GOOD)}`],
    ['another’s signature', forge(GOOD, otherRsa.privateKey)],
    ['another’s claims', `${head}.${forge({ ...GOOD, username: 'root' }).split('.')[1] ?? ''}.${signature}`],
    ['another’s header', `${forge(GOOD, rsa.privateKey, { kid: 'x' }).split('.')[0] ?? ''}.${body}.${signature}`],
    ['no signature', `${head}.${body}.`],
    ['a cut signature', forge(GOOD).slice(0, -4)],
    ['the algorithm none', forgeWithSecret(GOOD, 'none', undefined)],
    ['the algorithm NONE', forgeWithSecret(GOOD, 'NoNe', undefined)],
    ['the public key as a secret', forgeWithSecret(GOOD, 'HS256', pemOf(rsa))],
    ['the public key as a secret of 512 bits', forgeWithSecret(GOOD, 'HS512', pemOf(rsa))],
    ['an empty secret', forgeWithSecret(GOOD, 'HS256', '')],
    ['another size of the algorithm', forge(GOOD, rsa.privateKey, { alg: 'RS384' })],
    ['another algorithm', forge(GOOD, p256.privateKey, { alg: 'ES256' })],
    [
      'an algorithm in small letters',
      forge(GOOD, rsa.privateKey).replace(head, Buffer.from('{"alg":"rs256"}').toString('base64url')),
    ],
    ['a critical extension', forge(GOOD, rsa.privateKey, { crit: ['x'], x: 1 })],
    ['an unencoded payload', forge(GOOD, rsa.privateKey, { crit: ['b64'], b64: false })],
    ['no exp', forge({ permissions: ['*:*'] })],
    ['an exp of null', forge({ ...GOOD, exp: null })],
    ['an exp in words', forge({ ...GOOD, exp: `${NOW + 60}` })],
    ['an exp of now', forge({ ...GOOD, exp: NOW })],
    ['an exp of long ago', forge({ ...GOOD, exp: 1 })],
    ['a negative exp', forge({ ...GOOD, exp: -1 })],
    ['an iat of tomorrow', forge({ ...GOOD, iat: NOW + 1 })],
    ['an nbf of tomorrow', forge({ ...GOOD, nbf: NOW + 1 })],
    ['an nbf in words', forge({ ...GOOD, nbf: 'now' })],
    ['claims that are a list', forge([GOOD])],
    ['claims that are null', forge(null)],
    ['claims that are text', forge('{}')],
  ]
  it.each(invalid)('%s', async (_, token) => {
    expect(await both('eth_chainId', token)).toEqual([401, unauthorized(7), unauthorized(7)])
  })

  it('but a method that is not there is told of, and a batch gets HTTP 200', async () => {
    const bad = 'Bearer bad'
    expect(await post(node().url, request('eth_nothing'), bad)).toMatchObject({
      status: 200,
      body: { error: { code: -32601 } },
    })
    expect(await post(node().url, request('txpool_status'), bad)).toMatchObject({
      status: 200,
      body: { error: { code: -32604 } },
    })
    expect(await post(node().url, `[${request('eth_chainId')}]`, bad)).toMatchObject({
      status: 200,
      body: [unauthorized(7)],
    })
    expect(await post(node().url, '{"method":"eth_chainId"}', bad)).toMatchObject({ status: 200, body: '' })
  })

  it('expires and begins without leeway, also when its signature is known, also on a WebSocket that is open', async () => {
    const token = forge({ ...GOOD, nbf: NOW })
    const client = await WsClient.open(node().wsUrl ?? '', { headers: { authorization: `Bearer ${token}` } })
    try {
      for (const [time, isValid] of [
        [NOW, true],
        [NOW + 59, true],
        [NOW + 59.9, true],
        [NOW + 60, false],
        [NOW - 1, false],
        [NOW, true],
      ] as const) {
        now = time
        const answer = isValid ? chainId : unauthorized(7)
        expect(JSON.parse(await client.ask(request('eth_chainId')))).toEqual(answer)
        expect((await ask(node().url, 'eth_chainId', token)).body).toEqual(answer)
      }
    } finally {
      now = NOW
      client.close()
    }
  })
})

describe('permissions (spec 04 §2.4)', () => {
  it.each<[permissions: unknown, method: string, isAllowed: boolean]>([
    [['*:*'], 'eth_chainId', true],
    [['eth:*'], 'eth_chainId', true],
    [['eth:chainId'], 'eth_chainId', true],
    [['net:version', 'eth:chainId'], 'eth_chainId', true],
    [['eth:chainId'], 'eth_blockNumber', false],
    [['eth:chain*'], 'eth_chainId', false],
    [['eth:chainIds'], 'eth_chainId', false],
    [['eth:chain'], 'eth_chainId', false],
    [['eth'], 'eth_chainId', false],
    [['eth_chainId'], 'eth_chainId', false],
    [['*'], 'eth_chainId', false],
    [['*:chainId'], 'eth_chainId', false],
    [['ETH:*'], 'eth_chainId', false],
    [['eth:chainid'], 'eth_chainId', false],
    [[' eth:*'], 'eth_chainId', false],
    [['e*:*'], 'eth_chainId', false],
    [[], 'eth_chainId', false],
    [undefined, 'eth_chainId', false],
    [null, 'eth_chainId', false],
    ['*:*', 'eth_chainId', false],
    [{ 0: '*:*', length: 1 }, 'eth_chainId', false],
    [[['*:*']], 'eth_chainId', false],
    [[1, null, '*:*'], 'eth_chainId', true],
    [['rpc:modules'], 'rpc_modules', true],
    [['eth:*', 'net:*'], 'rpc_modules', false],
    [['priv:*'], 'priv_getPrivacyPrecompileAddress', true],
    [['priv:*'], 'privx_findFlexiblePrivacyGroup', false],
    [['privx:*'], 'privx_findFlexiblePrivacyGroup', true],
    [['privx:*'], 'priv_getPrivacyPrecompileAddress', false],
  ])('%j for %s: %s', async (permissions, method, isAllowed) => {
    const [status, body, ws] = await both(method, forge({ ...GOOD, permissions }))
    if (isAllowed) {
      expect([status, JSON.stringify([body, ws])]).toEqual([200, expect.not.stringContaining('-40100')])
    } else {
      expect([status, body, ws]).toEqual([401, unauthorized(7), unauthorized(7)])
    }
  })
})

describe('methods that need no token', () => {
  it('are those of the list and no others; a token that permits something else does no harm', async () => {
    await using other = await createNetwork({ nodes: ['alice'] })
    await other.listen({
      authentication: { publicKeyFile: join(folder, 'rsa.pem') },
      http: { methodsNoAuth: ['eth_chainId', 'net_version'] },
      tokenTime: () => NOW,
    })
    const { url, wsUrl } = other.node('alice')
    for (const token of [undefined, 'bad', forge({ ...GOOD, permissions: ['web3:*'] })]) {
      expect(await ask(url, 'eth_chainId', token)).toMatchObject({ status: 200, body: chainId })
      expect(await ask(url, 'eth_blockNumber', token)).toMatchObject({ status: 401, body: unauthorized(7) })
    }
    expect((await post(url, 'no JSON')).body).toMatchObject({ error: { code: -32700 } })
    const client = await WsClient.open(wsUrl ?? '')
    expect(JSON.parse(await client.ask(request('eth_chainId')))).toEqual(unauthorized(7))
    client.close()
  })

  it.each(['eth_nothing', 'ETH_chainId', '', '*'])('%j is no method', async (method) => {
    await using other = await createNetwork({ nodes: ['alice'] })
    const ws = { methodsNoAuth: ['eth_chainId', method] }
    await expect(other.listen({ authentication: true, ws })).rejects.toThrow(
      "Invalid value for option '--rpc-ws-api-methods-no-auth', options must be valid RPC methods",
    )
  })
})

describe('every algorithm has its key', () => {
  it.each([
    ['RS384', rsa],
    ['rs512', rsa],
    ['ES256', curve('P-256')],
    ['ES384', curve('P-384')],
    ['es512', curve('P-521')],
  ])('%s', async (algorithm, pair) => {
    await using other = await createNetwork({ nodes: ['alice'] })
    const publicKeyFile = await keyFile(`${algorithm}.pem`, pemOf(pair))
    await other.listen({ http: { authentication: { publicKeyFile, algorithm } }, tokenTime: () => NOW })
    const alg = algorithm.toUpperCase()
    const { url, wsUrl } = other.node('alice')
    const answer = await ask(url, 'eth_chainId', forge(GOOD, pair.privateKey, { alg }))
    expect(answer).toMatchObject({ status: 200, body: chainId })
    expect((await ask(url, 'eth_chainId', forge(GOOD))).status).toBe(401)
    // Only HTTP asks for tokens.
    const client = await WsClient.open(wsUrl ?? '')
    expect(JSON.parse(await client.ask(request('eth_chainId')))).toEqual(chainId)
    client.close()
  })
})
