import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Network, createNetwork } from '../../src/index.ts'
import { silentLogger } from '../../src/primitives/Logger.ts'
import type { Connection } from '../../src/rpc/Connection.ts'
import type { RpcServiceOptions } from '../../src/rpc/RpcService.ts'
import { HostAllowlist } from '../../src/server/HostAllowlist.ts'
import { SOCKET_LIMITS, type SocketLimits } from '../../src/server/SocketLimits.ts'
import { WsServer, type WsServerOptions } from '../../src/server/WsServer.ts'
import { RawConnection, exchange } from './exchange.ts'
import { type GatedService, gatedService } from './gatedService.ts'
import { WsClient } from './WsClient.ts'

let network: Network
const started: WsServer[] = []
beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice'] })
})
afterEach(() => Promise.all(started.splice(0).map((server) => server.close())))
afterAll(() => network.close())

interface Started {
  readonly server: WsServer
  readonly service: GatedService
  readonly url: string
}

async function start(
  options: Partial<WsServerOptions> & Partial<RpcServiceOptions> = {},
  limits: Partial<SocketLimits> = {},
): Promise<Started> {
  const service = gatedService(network, { transport: 'ws', ...options })
  const server = new WsServer(service, {
    hosts: new HostAllowlist(['localhost', '127.0.0.1']),
    maxActiveConnections: 80,
    maxFrameSize: 1_048_576,
    logger: silentLogger,
    ...options,
    limits: { ...SOCKET_LIMITS, ...limits },
  })
  started.push(server)
  const port = await server.listen({ node: 'alice', kind: 'WebSocket', host: '127.0.0.1', port: 0 })
  return { server, service, url: `ws://127.0.0.1:${port}` }
}

const quick = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}'
const quickAnswer = '{"jsonrpc":"2.0","id":1,"result":"0x539"}'
const slow = (id: number): string => `{"jsonrpc":"2.0","id":${id},"method":"net_version"}`
const slowAnswer = (id: number): string => `{"jsonrpc":"2.0","id":${id},"result":"1337"}`
const error = (id: string, code: number, message: string): string =>
  `{"jsonrpc":"2.0","id":${id},"error":{"code":${code},"message":"${message}"}}`

describe('messages (spec 03 §3)', () => {
  it.each([
    ['a request', quick, quickAnswer],
    ['malformed JSON', '{"id":1', error('null', -32603, 'Internal error')],
    ['white space', ' ', error('null', -32603, 'Internal error')],
    ['a scalar', '1', error('null', -32603, 'Internal error')],
    ['an empty frame', '', error('null', -32600, 'Invalid Request')],
    ['an empty batch', '[]', '[]'],
    ['a notification', '{"method":"eth_chainId"}', '{"type":"NONE","jsonrpc":"2.0"}'],
    ['a notification in a batch', `[{"method":"eth_chainId"},${quick}]`, `[${quickAnswer}]`],
    ['notifications only', '[{"method":"eth_chainId"}]', '[]'],
    ['an invalid request', '{"id":"a"}', error('null', -32600, 'Invalid Request')],
    ['an unknown method', '{"id":1,"method":"x"}', error('1', -32601, 'Method not found')],
  ])('%s', async (_, message, answer) => {
    const client = await WsClient.open((await start()).url)
    expect(await client.ask(message)).toBe(answer)
    expect(await client.ask(Buffer.from(message))).toBe(answer)
    expect(await client.ask(quick)).toBe(quickAnswer)
    client.close()
  })

  it('a batch has no limit', async () => {
    const client = await WsClient.open((await start()).url)
    const answer = await client.ask(`[${Array.from({ length: 1500 }, () => quick).join(',')}]`)
    expect(JSON.parse(answer)).toHaveLength(1500)
    client.close()
  })

  it('any path will do', async () => {
    const client = await WsClient.open(`${(await start()).url}/some/path?and=query`)
    expect(await client.ask(quick)).toBe(quickAnswer)
    client.close()
  })

  it('requests of one connection are worked on at once and answered as they are done', async () => {
    const { url, service } = await start()
    const client = await WsClient.open(url)
    for (let id = 0; id < 20; id++) client.send(slow(id))
    await service.arrived(20)
    expect(await client.ask(quick)).toBe(quickAnswer)
    service.open('last')
    const answers = new Set<string>()
    while (answers.size < 20) answers.add(await client.next())
    expect(answers).toEqual(new Set(Array.from({ length: 20 }, (_, id) => slowAnswer(id))))
    client.close()
  })

  it('a client that asks faster than it is answered is not read on, and nothing is lost', async () => {
    const { url, service } = await start({}, { requestsAtOnce: 4 })
    const client = await WsClient.open(url)
    const other = await WsClient.open(url)
    const ids = Array.from({ length: 100 }, (_, id) => id)
    for (const id of ids) client.send(slow(id).padEnd(100_000))
    await service.arrived(4)
    for (let i = 0; i < 50; i++) expect(await other.ask(quick)).toBe(quickAnswer)
    expect(service.count).toBeLessThan(10)
    service.release()
    const answers = new Set<string>()
    while (answers.size < ids.length) answers.add(await client.next())
    expect(answers).toEqual(new Set(ids.map(slowAnswer)))
    other.close()
    client.close()
  })

  it('a request that takes too long is answered', async () => {
    const { url, service } = await start({ timeoutSeconds: 0.05 })
    const client = await WsClient.open(url)
    expect(await client.ask(slow(9))).toBe(error('9', -32603, 'Timeout expired'))
    expect(await client.ask(`[${slow(1)},${quick}]`)).toBe(
      `[${error('1', -32603, 'Timeout expired')},${error('1', -32603, 'Timeout expired')}]`,
    )
    service.open()
    client.close()
  })
})

describe('handshakes (spec 03 §3)', () => {
  it.each([
    ['example.org', 403],
    ['localhost:x', 403],
    ['LOCALHOST:80', 101],
  ])('host %s: %i', async (host, status) => {
    const { url } = await start()
    const socket = new WebSocket(url, { headers: { host } })
    const got = await new Promise<number>((resolve) => {
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
      socket.on('open', () => resolve(101))
    })
    socket.on('error', () => undefined)
    expect(got).toBe(status)
    socket.terminate()
  })

  it('origins do not matter', async () => {
    const client = await WsClient.open((await start()).url, { origin: 'http://anywhere' })
    expect(await client.ask(quick)).toBe(quickAnswer)
    client.close()
  })

  it.each([
    ['a post', { body: quick }, 400, "Websocket endpoint can't handle HTTP requests", 'Bad Request'],
    [
      'health',
      { method: 'GET', path: '/liveness' },
      400,
      "Websocket endpoint can't handle HTTP requests",
      'Bad Request',
    ],
    ['a login', { path: '/login', body: '{}' }, 400, '', 'Authentication not enabled'],
    ['another host', { body: quick, headers: { Host: 'x' } }, 403, '{"message":"Host not authorized."}', 'Forbidden'],
  ])('%s over HTTP', async (_, request, status, body, statusText) => {
    const answer = await exchange((await start()).url, request)
    expect([answer.status, answer.body.toString(), answer.statusText]).toEqual([status, body, statusText])
  })

  it('a further connection is closed at once', async () => {
    const { url } = await start({ maxActiveConnections: 1 })
    const first = await WsClient.open(url)
    expect((await new RawConnection(url).ended).length).toBe(0)
    expect(await first.ask(quick)).toBe(quickAnswer)
    first.close()
  })

  it('a handshake that does not come is not waited for', async () => {
    const { url } = await start({}, { headMs: 50, checkMs: 20 })
    const connection = new RawConnection(url).send('GET / HTTP/1.1\r\nUpgrade: websocket\r\n')
    expect((await connection.ended).toString()).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('who asks is found out for each message, by the headers of the handshake', async () => {
    let isValid = true
    const caller = { authenticated: true, permissions: ['*:*'], enclaveKey: undefined }
    const { url } = await start({
      noAuthMethods: new Set(),
      authentication: {
        authenticate: async ({ authorization }) => (isValid && authorization === 'Bearer good' ? caller : undefined),
        login: async () => ({ status: 200 }),
      },
    })
    const good = await WsClient.open(url, { headers: { authorization: 'Bearer good' } })
    expect(await good.ask(quick)).toBe(quickAnswer)
    const bad = await WsClient.open(url)
    for (let i = 0; i < 2; i++) expect(await bad.ask(quick)).toBe(error('1', -40100, 'Unauthorized'))
    isValid = false
    expect(await good.ask(quick)).toBe(error('1', -40100, 'Unauthorized'))
    good.close()
    bad.close()
  })
})

describe('sizes (spec 03 §3)', () => {
  const padded = (size: number): string => quick.padEnd(size)

  it('frames up to the limit and messages of four of them are taken', async () => {
    const client = await WsClient.open((await start({ maxFrameSize: 1000 })).url)
    expect(await client.ask(padded(1000))).toBe(quickAnswer)
    for (let i = 0; i < 3; i++) client.socket.send(i === 0 ? padded(1000) : ' '.repeat(1000), { fin: false })
    expect(await client.ask(' '.repeat(1000))).toBe(quickAnswer)
    client.close()
  })

  it.each([
    ['a frame', 1001, 1],
    ['a large frame', 3_000_000, 1],
    ['a message', 1000, 5],
  ])('%s beyond ends the connection', async (_, size, frames) => {
    const client = await WsClient.open((await start({ maxFrameSize: 1000 })).url)
    for (let i = 1; i <= frames; i++) client.socket.send(padded(size), { fin: i === frames })
    expect(await client.closed).toBe(1009)
  })

  it('a frame that only says that it is large ends the connection', async () => {
    const client = await WsClient.open((await start({ maxFrameSize: 1000 })).url)
    // 1 GiB, masked, of which one byte comes.
    const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4, 5])
    ;(client.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(head)
    expect(await client.closed).toBe(1009)
  })
})

describe('notifications', () => {
  it('a client that does not read is dropped, others are not', async () => {
    const warnings: string[] = []
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) }
    const { url, service } = await start({ logger }, { notificationBytes: 1_000_000 })
    const connections: Connection[] = []
    const handle = service.handle.bind(service)
    service.handle = (body, connection, caller) => {
      if (connection !== undefined) connections.push(connection)
      return handle(body, connection, caller)
    }
    const deaf = await WsClient.open(url)
    const other = await WsClient.open(url)
    await deaf.ask(quick)
    await other.ask(quick)
    deaf.socket.pause()
    const text = 'x'.repeat(100_000)
    let dropped = false
    const ended = new Promise<void>((resolve) => {
      const closed = service.closed.bind(service)
      service.closed = (connection) => {
        closed(connection)
        dropped = connection === connections[0]
        resolve()
      }
    })
    for (let i = 0; i < 1000 && !dropped; i++) {
      for (let n = 0; n < 3; n++) connections[0]?.notify({ text })
      await new Promise(setImmediate)
    }
    await ended
    expect(dropped).toBe(true)
    expect(warnings).toEqual(['a WebSocket client does not read its notifications and is dropped'])
    connections[1]?.notify({ text: 'here' })
    expect(await other.next()).toBe('{"text":"here"}')
    deaf.socket.terminate()
    other.close()
  })
})

describe('closing', () => {
  it('a connection that ends takes its subscriptions with it', async () => {
    const { url, service } = await start()
    const connections: Connection[] = []
    const handle = service.handle.bind(service)
    service.handle = (body, connection, caller) => {
      if (connection !== undefined) connections.push(connection)
      return handle(body, connection, caller)
    }
    const client = await WsClient.open(url)
    const other = await WsClient.open(url)
    await client.ask(quick)
    await other.ask(quick)
    const [first, second] = connections
    if (first === undefined || second === undefined) throw new Error('nobody asked')
    const { subscriptions } = service.rpc
    const ids = [first, second].map((connection) => subscriptions.subscribe(() => ({ connection })))
    const ended = new Promise<void>((resolve) => {
      const closed = service.closed.bind(service)
      service.closed = (connection) => {
        closed(connection)
        resolve()
      }
    })
    client.close()
    await ended
    expect(subscriptions.unsubscribe(ids[0] ?? '', first)).toBe(false)
    expect(subscriptions.unsubscribe(ids[1] ?? '', first)).toBe(false)
    expect(subscriptions.unsubscribe(ids[1] ?? '', second)).toBe(true)
    other.close()
  })

  it('answers what has been received, then says goodbye', async () => {
    const { url, service, server } = await start()
    const busy = await WsClient.open(url)
    const idle = await WsClient.open(url)
    busy.send(slow(1))
    await service.arrived(1)
    const closed = server.close()
    expect(server.close()).toBe(closed)
    expect(await idle.closed).toBe(1001)
    service.open()
    expect(await busy.next()).toBe(slowAnswer(1))
    expect(await busy.closed).toBe(1001)
    await closed
  })

  it('does not wait for ever', async () => {
    const { url, service, server } = await start({}, { drainMs: 50 })
    const client = await WsClient.open(url)
    client.send(slow(1))
    await service.arrived(1)
    await server.close()
    expect(await client.closed).toBe(1006)
    service.open()
  })

  it('does not wait for clients that do not say goodbye, nor for what is no WebSocket', async () => {
    const { url, server } = await start({}, { closeMs: 20, drainMs: 200 })
    const client = await WsClient.open(url)
    client.socket.pause()
    const raw = await new RawConnection(url).opened()
    await server.close()
    await raw.ended
    client.socket.terminate()
  })
})
