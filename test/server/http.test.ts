import { gunzipSync, inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { RawConnection, type RawRequest, exchange, requestText } from './exchange.ts'

let network: Network
let url: string
beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice', 'bob'] })
  await network.listen({
    http: { corsOrigins: ['https?://.*\\.example\\.org', 'http://exact'], maxRequestContentLength: 1000 },
  })
  url = network.node('alice').url ?? ''
})
afterAll(() => network.close())

const CHAIN_ID = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}'
const ANSWER = '{"jsonrpc":"2.0","id":1,"result":"0x539"}'
const PARSE_ERROR = '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}'
const HOST_REFUSED = '{"message":"Host not authorized."}'
const UP = '{\n  "status" : "UP"\n}'
const DOWN = '{\n  "status" : "DOWN"\n}'
const LARGE = 'x'.repeat(1001)
const preflight = { Origin: 'http://exact', 'Access-Control-Request-Method': 'POST' }

/** What comes back: status, status text, content type, body; a text that is undefined is not looked at. */
type Expected = readonly [status: number, body?: string, contentType?: string | null, statusText?: string]

const table: readonly (readonly [what: string, request: RawRequest, expected: Expected])[] = [
  ['a request', { body: CHAIN_ID }, [200, ANSWER, 'application/json', 'OK']],
  // Spec 03 §2.2: routes.
  ['a look at the root', { method: 'GET' }, [201, '', null, 'Created']],
  ['a query at the root', { path: '/?a=b', body: CHAIN_ID }, [200, ANSWER]],
  ['a whole URL as target', { path: 'http://localhost/', body: CHAIN_ID }, [200, ANSWER]],
  ['another path', { path: '/other', body: CHAIN_ID }, [404]],
  [
    'another path read',
    { method: 'GET', path: '/other' },
    [404, '<html><body><h1>Resource not found</h1></body></html>'],
  ],
  ['another verb', { method: 'PUT', body: CHAIN_ID }, [405, '']],
  ['OPTIONS without an origin', { method: 'OPTIONS' }, [405, '']],
  ['a written health', { path: '/liveness', body: '' }, [405, '']],
  ['a read login', { method: 'GET', path: '/login' }, [405, '']],
  ['a login', { path: '/login', body: '{}' }, [400, '', null, 'Authentication not enabled']],
  ['a login for text', { path: '/login', body: '{}', headers: { Accept: 'text/html' } }, [406, '']],
  // Accept and Content-Type.
  ['Accept of everything', { body: CHAIN_ID, headers: { Accept: '*/*' } }, [200]],
  ['Accept of a family', { body: CHAIN_ID, headers: { Accept: 'text/html, application/*;q=0.2' } }, [200]],
  ['Accept in upper case', { body: CHAIN_ID, headers: { Accept: 'Application/JSON' } }, [200]],
  ['Accept of something else', { body: CHAIN_ID, headers: { Accept: 'text/html' } }, [406, '']],
  ['Accept of anything but JSON', { body: CHAIN_ID, headers: { Accept: 'application/json;q=0' } }, [406, '']],
  ['another Content-Type', { body: CHAIN_ID, headers: { 'Content-Type': 'text/plain' } }, [200, ANSWER]],
  // Spec 03 §2.3: hosts.
  ['a host with port', { body: CHAIN_ID, headers: { Host: 'LocalHost:1' } }, [200]],
  ['the address as host', { body: CHAIN_ID, headers: { Host: '127.0.0.1:65535' } }, [200]],
  [
    'another host',
    { body: CHAIN_ID, headers: { Host: 'example.org' } },
    [403, HOST_REFUSED, 'application/json; charset=utf-8'],
  ],
  ['a port of six digits', { body: CHAIN_ID, headers: { Host: 'localhost:123456' } }, [403, HOST_REFUSED]],
  ['a port that is none', { body: CHAIN_ID, headers: { Host: 'localhost:http' } }, [403, HOST_REFUSED]],
  ['an empty port', { body: CHAIN_ID, headers: { Host: 'localhost:' } }, [403, HOST_REFUSED]],
  ['a raw address of version 6', { body: CHAIN_ID, headers: { Host: '[::1]:8545' } }, [403, HOST_REFUSED]],
  ['no host', { body: CHAIN_ID, headers: { Host: undefined } }, [403, HOST_REFUSED]],
  ['another host at health', { method: 'GET', path: '/liveness', headers: { Host: 'x' } }, [403, HOST_REFUSED]],
  ['another host before another origin', { body: LARGE, headers: { Host: 'x', Origin: 'y' } }, [403, HOST_REFUSED]],
  // Spec 03 §2.4: origins.
  ['a known origin', { body: CHAIN_ID, headers: { Origin: 'http://exact' } }, [200, ANSWER]],
  ['an origin that matches', { body: CHAIN_ID, headers: { Origin: 'https://a.example.org' } }, [200, ANSWER]],
  [
    'an origin that matches in part',
    { body: CHAIN_ID, headers: { Origin: 'http://exact.org' } },
    [403, 'Exception thrown handling RPC', null, 'CORS Rejected - Invalid origin'],
  ],
  [
    'another origin before the size',
    { body: LARGE, headers: { Origin: 'http://y' } },
    [403, 'Exception thrown handling RPC'],
  ],
  ['another origin at health', { method: 'GET', path: '/liveness', headers: { Origin: 'http://y' } }, [403]],
  ['a pre-flight', { method: 'OPTIONS', headers: preflight }, [204, '']],
  ['a pre-flight of another path', { method: 'OPTIONS', path: '/x', headers: preflight }, [204, '']],
  ['a pre-flight of another origin', { method: 'OPTIONS', headers: { ...preflight, Origin: 'http://z' } }, [403]],
  // Size.
  ['a large body', { body: LARGE }, [413, 'Request Entity Too Large', null, 'Request Entity Too Large']],
  ['a large body for another path', { path: '/other', body: LARGE }, [413]],
  ['a body of the limit', { body: CHAIN_ID.padEnd(1000) }, [200, ANSWER]],
  // Spec 03 §2.5: health.
  ['liveness', { method: 'GET', path: '/liveness' }, [200, UP]],
  ['readiness', { method: 'GET', path: '/readiness' }, [200, UP]],
  ['readiness with numbers', { method: 'GET', path: '/readiness?minPeers=7&maxBlocksBehind=0' }, [200, UP]],
  ['readiness in sync', { method: 'GET', path: '/readiness?maxBlocksBehind=-1' }, [200, UP]],
  ['readiness with text for peers', { method: 'GET', path: '/readiness?minPeers=x' }, [503, DOWN]],
  ['readiness with text for blocks', { method: 'GET', path: '/readiness?maxBlocksBehind=' }, [503, DOWN]],
  // Spec 03 §2.6: statuses.
  ['no body', {}, [400, PARSE_ERROR, null]],
  ['an empty body', { body: '' }, [400, PARSE_ERROR, null]],
  ['white space', { body: ' ' }, [400, PARSE_ERROR, null]],
  ['no JSON', { body: '{"id":1' }, [400, PARSE_ERROR, null]],
  [
    'no request',
    { body: '[]' },
    [400, '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}}', null],
  ],
  [
    'an invalid request',
    { body: '{"id":1}' },
    [400, '{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid Request"}}', 'application/json'],
  ],
  [
    'an unknown method',
    { body: '{"id":1,"method":"x"}' },
    [200, '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}', 'application/json'],
  ],
  [
    'a batch',
    { body: `[${CHAIN_ID},1]` },
    [200, `[${ANSWER},{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}}]`],
  ],
  ['a notification', { body: '{"method":"eth_chainId"}' }, [200, '', 'application/json']],
]

describe('the order of checks and the status codes of spec 03 §2', () => {
  it.each(table)('%s', async (_, request, [status, body, contentType, statusText]) => {
    const answer = await exchange(url, request)
    expect(answer.status).toBe(status)
    if (body !== undefined) expect(answer.body.toString()).toBe(body)
    if (contentType !== undefined) expect(answer.headers.get('content-type') ?? null).toBe(contentType)
    if (statusText !== undefined) expect(answer.statusText).toBe(statusText)
  })

  it('an allowed origin is told so, in a pre-flight with the headers that may be sent', async () => {
    const { headers } = await exchange(url, { body: CHAIN_ID, headers: { Origin: 'http://exact' } })
    expect(headers.get('access-control-allow-origin')).toBe('http://exact')
    const allowed = (await exchange(url, { method: 'OPTIONS', headers: preflight })).headers
    expect(allowed.get('access-control-allow-origin')).toBe('http://exact')
    expect(allowed.get('access-control-allow-headers')).toBe('*,content-type')
    expect(allowed.has('access-control-allow-methods')).toBe(false)
    const without = (await exchange(url, { body: CHAIN_ID })).headers
    expect([...without.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('a large body in chunks is refused before it has ended', async () => {
    const connection = new RawConnection(url).send(requestText({ headers: { 'Transfer-Encoding': 'chunked' } }))
    for (let i = 0; i < 3; i++) connection.send(`190\r\n${'x'.repeat(400)}\r\n`)
    expect((await connection.response()).status).toBe(413)
    connection.close()
  })

  it('a body without end is cut', async () => {
    const connection = new RawConnection(url).send(requestText({ headers: { 'Content-Length': '1000000000' } }))
    expect((await connection.response()).status).toBe(413)
    connection.send('x'.repeat(200_000))
    await connection.ended
  })

  it('a refused body does not end the connection', async () => {
    for (let i = 0; i < 3; i++) expect((await fetch(url, { method: 'POST', body: 'x'.repeat(3000) })).status).toBe(413)
    expect(await (await fetch(url, { method: 'POST', body: CHAIN_ID })).text()).toBe(ANSWER)
  })
})

describe('answers are compressed when the client asks for it', () => {
  const decoded: Readonly<Record<string, (bytes: Buffer) => Buffer>> = { gzip: gunzipSync, deflate: inflateSync }
  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['deflate', 'deflate'],
    ['gzip;q=0.1, deflate;q=0.5', 'deflate'],
    ['*', 'gzip'],
    ['gzip;q=0', undefined],
    ['br', undefined],
    ['identity', undefined],
  ])('%s', async (accepted, coding) => {
    for (const method of ['eth_chainId', 'rpc_modules']) {
      const body = `{"jsonrpc":"2.0","id":${'1'.repeat(method === 'rpc_modules' ? 900 : 1)},"method":"${method}"}`
      const plain = await exchange(url, { body })
      const answer = await exchange(url, { body, headers: { 'Accept-Encoding': accepted } })
      expect(answer.headers.get('content-encoding')).toBe(coding)
      const text = coding === undefined ? answer.body : decoded[coding]?.(answer.body)
      expect(text?.toString()).toBe(plain.body.toString())
    }
  })

  it('large ones too', async () => {
    const calls = Array.from({ length: 10 }, () => '{"id":1,"method":"rpc_modules"}')
    const answer = await exchange(url, { body: `[${calls.join(',')}]`, headers: { 'Accept-Encoding': 'gzip' } })
    expect(answer.body.length).toBeLessThan(1000)
    expect(JSON.parse(gunzipSync(answer.body).toString())).toHaveLength(10)
  })
})

it('a node that stays behind is not ready (spec 03 §2.5)', async () => {
  const nodes = ['alice', 'bob']
  await using source = await createNetwork({ nodes, mining: 'manual' })
  await using target = await createNetwork({ nodes, mining: 'manual' })
  await target.listen()
  const ready = async (node: string, query = ''): Promise<number> =>
    (await fetch(`${target.node(node).url}/readiness${query}`)).status
  for (let i = 0; i < 3; i++) {
    expect(await ready('bob')).toBe(200)
    const { block } = await source.mine()
    await target.importBlock(source.blockRlp(block.hash), ['alice'])
  }
  expect(await ready('alice')).toBe(200)
  expect(await ready('bob')).toBe(503)
  expect(await ready('bob', '?maxBlocksBehind=3')).toBe(200)
})
