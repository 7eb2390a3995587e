import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { silentLogger } from '../../src/primitives/Logger.ts'
import { CorsOrigins } from '../../src/server/CorsOrigins.ts'
import { HostAllowlist } from '../../src/server/HostAllowlist.ts'
import { HttpServer, type HttpServerOptions } from '../../src/server/HttpServer.ts'
import { SOCKET_LIMITS, type SocketLimits } from '../../src/server/SocketLimits.ts'
import type { RpcServiceOptions } from '../../src/rpc/RpcService.ts'
import { RawConnection, exchange, requestText } from './exchange.ts'
import { type GatedService, gatedService } from './gatedService.ts'

let network: Network
const started: HttpServer[] = []
beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice'] })
})
afterEach(() => Promise.all(started.splice(0).map((server) => server.close())))
afterAll(() => network.close())

interface Started {
  readonly server: HttpServer
  readonly service: GatedService
  readonly url: string
}

async function start(
  options: Partial<HttpServerOptions> & Partial<RpcServiceOptions> = {},
  limits: Partial<SocketLimits> = {},
): Promise<Started> {
  const service = gatedService(network, { transport: 'http', ...options })
  const server = new HttpServer(service, {
    hosts: new HostAllowlist(['localhost', '127.0.0.1']),
    origins: new CorsOrigins([]),
    maxActiveConnections: 80,
    maxRequestContentLength: 5_242_880,
    timeoutSeconds: 300,
    health: { blocksBehind: () => 0n },
    logger: silentLogger,
    ...options,
    limits: { ...SOCKET_LIMITS, ...limits },
  })
  started.push(server)
  const port = await server.listen({ node: 'alice', kind: 'HTTP', host: '127.0.0.1', port: 0 })
  return { server, service, url: `http://127.0.0.1:${port}` }
}

const slow = (id: number): string => `{"jsonrpc":"2.0","id":${id},"method":"net_version"}`
const slowAnswer = (id: number): string => `{"jsonrpc":"2.0","id":${id},"result":"1337"}`
const quick = '{"id":1,"method":"eth_chainId"}'

describe('limits of connections', () => {
  it('a further connection is closed at once, and accepted when another one has ended', async () => {
    const { url } = await start({ maxActiveConnections: 2 })
    const first = await new RawConnection(url).opened()
    const second = await new RawConnection(url).opened()
    for (const connection of [first, second]) {
      expect((await connection.send(requestText({ body: quick })).response()).status).toBe(200)
    }
    const third = new RawConnection(url)
    expect((await third.ended).length).toBe(0)
    first.close()
    await first.ended
    let status = 0
    while (status === 0)
      status = await exchange(url, { body: quick }).then(
        (response) => response.status,
        () => 0,
      )
    expect(status).toBe(200)
    second.close()
  })

  it('a head that does not come is not waited for', async () => {
    const { url } = await start({}, { headMs: 50, requestMs: 100, checkMs: 20 })
    const connection = new RawConnection(url).send('POST / HTTP/1.1\r\nHost: local')
    expect((await connection.ended).toString()).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('a body that does not come is not waited for', async () => {
    const { url } = await start({}, { headMs: 50, requestMs: 100, checkMs: 20 })
    const connection = new RawConnection(url).send(requestText({ body: quick, headers: { 'Content-Length': '100' } }))
    expect((await connection.ended).toString()).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('an unused connection is closed', async () => {
    const { url } = await start({}, { keepAliveMs: 20 })
    const connection = new RawConnection(url).send(requestText({ body: quick }))
    expect((await connection.response()).status).toBe(200)
    expect((await connection.ended).length).toBe(0)
  })

  it('a client that does not take its answer is cut', async () => {
    const { url } = await start({}, { stalledMs: 50 })
    const large = `{"id":"${'x'.repeat(4_000_000)}","method":"eth_chainId"}`
    const connection = await new RawConnection(url).opened()
    for (let i = 0; i < 4; i++) connection.send(requestText({ body: large }))
    connection.socket.pause()
    await new Promise<void>((resolve) => {
      connection.socket.on('error', () => resolve())
      connection.socket.on('close', () => resolve())
      const write = (): void => {
        if (!connection.socket.destroyed) connection.socket.write(' ', () => setImmediate(write))
      }
      write()
    })
    connection.close()
  })

  it('what is no HTTP is refused without a word about why', async () => {
    const { url } = await start()
    const connection = new RawConnection(url).send('nonsense\r\n\r\n')
    expect((await connection.ended).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$/)
  })
})

describe('time limit (spec 03 §2.6)', () => {
  it('a request that takes too long: 504 without JSON', async () => {
    const { url, service } = await start({ timeoutSeconds: 0.05 })
    const response = await exchange(url, { body: slow(1) })
    expect([response.status, response.statusText, response.body.toString()]).toEqual([
      504,
      'Gateway Timeout',
      'Gateway Timeout',
    ])
    service.open()
    expect((await exchange(url, { body: quick })).status).toBe(200)
  })

  it('a batch that takes too long: 504, the rest of it is not executed', async () => {
    const { url, service } = await start({ timeoutSeconds: 0.05 })
    expect((await exchange(url, { body: `[${slow(1)},${slow(2)}]` })).status).toBe(504)
    service.open()
    expect(service.count).toBe(1)
  })
})

describe('many at once', () => {
  it('a slow request does not keep others waiting', async () => {
    const { url, service } = await start()
    const waiting = exchange(url, { body: slow(7) })
    await service.arrived(1)
    expect((await exchange(url, { body: quick })).status).toBe(200)
    service.open()
    expect((await waiting).body.toString()).toBe(slowAnswer(7))
  })

  it('a long batch lets others in between', async () => {
    const { url } = await start()
    const batch = exchange(url, { body: `[${Array.from({ length: 1024 }, () => quick).join(',')}]` })
    let batchDone = false
    void batch.then(() => {
      batchDone = true
    })
    const connection = new RawConnection(url)
    let between = 0
    while (!batchDone) {
      await connection.send(requestText({ body: quick })).response()
      between++
    }
    connection.close()
    expect(between).toBeGreaterThan(3)
    expect(JSON.parse((await batch).body.toString())).toHaveLength(1024)
  })

  it('requests sent without waiting are answered in their order', async () => {
    const { url, service } = await start()
    const connection = new RawConnection(url)
    for (let id = 0; id < 5; id++) connection.send(requestText({ body: slow(id) }))
    await service.arrived(5)
    service.open('last')
    for (let id = 0; id < 5; id++) expect((await connection.response()).body.toString()).toBe(slowAnswer(id))
    connection.close()
  })

  it('a client that leaves in the middle leaves nothing behind', async () => {
    const { url, service } = await start()
    const connection = new RawConnection(url).send(requestText({ body: slow(1) }))
    await service.arrived(1)
    connection.close()
    await connection.ended
    service.open()
    expect((await exchange(url, { body: quick })).status).toBe(200)
  })
})

describe('closing', () => {
  it('answers what has been received, then ends the connection', async () => {
    const { url, service, server } = await start()
    const busy = new RawConnection(url)
    for (let id = 0; id < 3; id++) busy.send(requestText({ body: slow(id) }))
    const idle = await new RawConnection(url).opened()
    const halfway = new RawConnection(url).send(requestText({ body: quick, headers: { 'Content-Length': '100' } }))
    await service.arrived(3)
    const closed = server.close()
    expect(server.close()).toBe(closed)
    expect((await idle.ended).length).toBe(0)
    expect((await halfway.ended).length).toBe(0)
    service.open()
    for (let id = 0; id < 3; id++) expect((await busy.response()).body.toString()).toBe(slowAnswer(id))
    await busy.ended
    await closed
    await expect(exchange(url, { body: quick })).rejects.toThrow()
  })

  it('says that a connection ends with its last answer', async () => {
    const { url, service, server } = await start()
    const connection = new RawConnection(url).send(requestText({ body: slow(1) }))
    await service.arrived(1)
    const closed = server.close()
    await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))))
    service.open()
    expect((await connection.response()).headers.get('connection')).toBe('close')
    await closed
  })

  it('does not wait for ever', async () => {
    const { url, service, server } = await start({}, { drainMs: 50 })
    const connection = new RawConnection(url).send(requestText({ body: slow(1) }))
    await service.arrived(1)
    await server.close()
    expect((await connection.ended).length).toBe(0)
    service.open()
  })

  it('answers what arrives in the moment of closing', async () => {
    const { url, server } = await start()
    const connection = await new RawConnection(url).opened()
    await connection.send(requestText({ body: quick })).response()
    connection.send(requestText({ body: quick }))
    const closed = server.close()
    expect((await connection.response()).status).toBe(200)
    await closed
  })
})

describe('who asks', () => {
  const body = slow(1).replace('net_version', 'eth_chainId')

  it('is found out before the body is looked at', async () => {
    const { url } = await start({
      authentication: {
        authenticate: async ({ authorization }) =>
          authorization === 'Bearer good' ? { authenticated: true, permissions: [], enclaveKey: 'key' } : undefined,
        login: async () => ({ status: 200 }),
      },
    })
    const refused = await exchange(url, { body: 'no JSON' })
    expect(refused.status).toBe(401)
    expect(refused.headers.has('content-type')).toBe(false)
    expect(refused.body.toString()).toBe('{"jsonrpc":"2.0","id":null,"error":{"code":-40100,"message":"Unauthorized"}}')
    expect((await exchange(url, { body, headers: { Authorization: 'Bearer good' } })).status).toBe(200)
    expect((await exchange(url, { method: 'GET' })).status).toBe(201)
    expect((await exchange(url, { method: 'GET', path: '/liveness' })).status).toBe(200)
  })
})
