import { type AddressInfo, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import type { ListenOptions } from '../../src/network/RpcAccess.ts'

let network: Network
beforeEach(async () => {
  network = await createNetwork({ nodes: ['alice', 'bob'] })
})
afterEach(() => network.close())

const post = async (url: string | undefined, body: string): Promise<unknown> =>
  (await fetch(url ?? '', { method: 'POST', body })).json()
const modules = '{"id":1,"method":"rpc_modules"}'

describe('network.listen()', () => {
  it('gives every node a server of each kind at free ports', async () => {
    expect(network.node('alice').url).toBeUndefined()
    const servers = await network.listen()
    expect(servers.nodes.map(({ name }) => name)).toEqual(['alice', 'bob'])
    for (const { name, url, wsUrl } of servers.nodes) {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/)
      expect(wsUrl).toMatch(/^ws:\/\/127\.0\.0\.1:[0-9]+$/)
      expect([network.node(name).url, network.node(name).wsUrl]).toEqual([url, wsUrl])
      expect(await post(url, '{"id":1,"method":"eth_chainId"}')).toEqual({ jsonrpc: '2.0', id: 1, result: '0x539' })
    }
    await servers.close()
    await servers.close()
    expect(network.node('alice').url).toBeUndefined()
    expect(network.node('alice').wsUrl).toBeUndefined()
  })

  it('listens again after its servers have been closed, at the same ports too', async () => {
    const first = await network.listen()
    const httpPort = Number(new URL(first.nodes[0]?.url ?? '').port)
    await fetch(first.nodes[0]?.url ?? '')
    await first.close()
    const second = await network.listen({ nodes: { alice: { httpPort } } })
    expect(second.nodes[0]?.url).toBe(first.nodes[0]?.url)
  })

  it('leaves servers out', async () => {
    const { nodes } = await network.listen({
      nodes: { alice: { wsPort: false }, bob: { httpPort: false, wsPort: false } },
    })
    expect(nodes[0]?.url).toBeDefined()
    expect([nodes[0]?.wsUrl, nodes[1]?.url, nodes[1]?.wsUrl]).toEqual([undefined, undefined, undefined])
  })

  it('has URLs that reach it whatever interface it listens on', async () => {
    await network.listen({ host: '0.0.0.0' })
    expect(network.node('bob').url).toMatch(/^http:\/\/127\.0\.0\.1:/)
    expect((await fetch(network.node('bob').url ?? '')).status).toBe(201)
  })

  it('passes the options on', async () => {
    await network.listen({
      http: { apis: ['ETH', 'PRIV'], maxBatchSize: 1, prettyPrint: true },
      ws: { apis: [] },
      hostAllowlist: ['*'],
    })
    const { url } = network.node('alice')
    expect(await post(url, modules)).toMatchObject({ result: { eth: '1.0', priv: '1.0' } })
    expect(await post(url, `[${modules},${modules}]`)).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32005, message: 'Number of requests exceeds max batch size' },
    })
    const response = await fetch(url ?? '', { method: 'POST', body: '{"id":"a","method":"eth_chainId"}' })
    expect(await response.text()).toBe('{\n  "jsonrpc" : "2.0",\n  "id" : "a",\n  "result" : "0x539"\n}')
  })
})

describe('network.listen({ web3jCompatible: true })', () => {
  const find = '{"id":1,"method":"privx_findOnChainPrivacyGroup","params":[[]]}'

  it('lets web3j find groups', async () => {
    await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    await network.listen({ web3jCompatible: true })
    expect(await post(network.node('bob').url, find)).toMatchObject({ result: [{ type: 'ONCHAIN' }] })
    const { provider } = network.node('bob')
    expect(await provider.request({ method: 'privx_findFlexiblePrivacyGroup', params: [[]] })).toMatchObject([
      { type: 'FLEXIBLE' },
    ])
  })

  it('is not the default', async () => {
    await network.listen()
    expect(await post(network.node('bob').url, find)).toMatchObject({ error: { code: -32601 } })
  })
})

describe('options that cannot be used', () => {
  const texts = <T>(value: unknown): T => value as T
  it.each<[string, ListenOptions, string]>([
    ['an unknown node', { nodes: { carol: {} } }, 'no node is called carol; there are alice, bob'],
    ['an inherited name', { nodes: { constructor: {} } }, 'no node is called constructor'],
    ['a port that is none', { nodes: { alice: { httpPort: 65_536 } } }, 'nodes.alice.httpPort must be a port'],
    ['a broken port', { nodes: { alice: { wsPort: 1.5 } } }, 'nodes.alice.wsPort must be a port'],
    ['a port as text', { nodes: { alice: { wsPort: texts('8545') } } }, 'nodes.alice.wsPort must be a port'],
    [
      'one port twice for a node',
      { nodes: { alice: { httpPort: 8545, wsPort: 8545 } } },
      "Port number '8545' has been specified multiple times. Please review the supplied configuration.",
    ],
    [
      'one port for two nodes',
      { nodes: { alice: { httpPort: 8545 }, bob: { wsPort: 8545 } } },
      "Port number '8545' has been specified multiple times. Please review the supplied configuration.",
    ],
    [
      'an API in lower case',
      { http: { apis: ['ETH', 'priv', 'X'] } },
      "Invalid value for option '--rpc-http-api': invalid entries found [priv, X]",
    ],
    [
      'an unknown WebSocket API',
      { ws: { apis: ['X'] } },
      "Invalid value for option '--rpc-ws-api': invalid entries found [X]",
    ],
    ['APIs as text', { ws: { apis: texts('ETH') } }, '--rpc-ws-api must be a list of texts'],
    ['an empty origin', { http: { corsOrigins: [''] } }, 'Domain cannot be empty string or null string.'],
    ['no origin and one', { http: { corsOrigins: ['none', 'a'] } }, "Value 'none' can't be used with other domains"],
    [
      'all origins and one',
      { http: { corsOrigins: ['a', '*'] } },
      "Values '*' or 'all' can't be used with other domains",
    ],
    ['an origin that is no pattern', { http: { corsOrigins: ['('] } }, 'Domain values result in invalid regex pattern'],
    ['an empty host', { hostAllowlist: [''] }, 'Hostname cannot be empty string or null string.'],
    ['no host and one', { hostAllowlist: ['none', 'a'] }, "Value 'none' can't be used with other hostnames"],
    ['all hosts and one', { hostAllowlist: ['all', 'a'] }, "Values '*' or 'all' can't be used with other hostnames"],
    ['no connections', { http: { maxActiveConnections: 0 } }, 'http.maxActiveConnections must be a whole number'],
    ['half a connection', { ws: { maxActiveConnections: 0.5 } }, 'ws.maxActiveConnections must be a whole number'],
    ['a batch of NaN', { http: { maxBatchSize: Number.NaN } }, 'http.maxBatchSize must be a whole number'],
    [
      'a negative length',
      { http: { maxRequestContentLength: -1 } },
      'http.maxRequestContentLength must be a whole number',
    ],
    ['no time', { http: { timeoutSeconds: 0 } }, 'http.timeoutSeconds must be a number of seconds'],
    ['endless time', { ws: { timeoutSeconds: Infinity } }, 'ws.timeoutSeconds must be a number of seconds'],
    ['frames as text', { ws: { maxFrameSize: texts('1') } }, 'ws.maxFrameSize must be a whole number'],
    ['an interface that is elsewhere', { host: '192.0.2.1' }, 'the operating system refuses it (EADDRNOTAVAIL)'],
    [
      'an interface of version 6 that is elsewhere',
      { host: '2001:db8::1', nodes: { alice: { httpPort: 20_999 } } },
      'HTTP on [2001:db8::1]:20999: the operating system refuses it (E',
    ],
    ['no interface', { host: '' }, 'host must be the name or address of an interface'],
  ])('%s', async (_, options, message) => {
    const refused = network.listen(options)
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    await expect(refused).rejects.toThrow(message)
    // Nothing has been started, so the network can listen.
    await network.listen()
  })
})

describe('ports that are taken', () => {
  const other = createServer()
  let port: number
  beforeAll(async () => {
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    port = (other.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => other.close(resolve)))

  it('are named, and servers that run already are closed again', async () => {
    const free = createServer()
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
    const httpPort = (free.address() as AddressInfo).port
    await new Promise((resolve) => free.close(resolve))
    await expect(network.listen({ nodes: { alice: { httpPort }, bob: { wsPort: port } } })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port(s) '[${port}]' already in use. Check for other processes using the port(s). (node bob, WebSocket on 127.0.0.1:${port})`,
      details: { node: 'bob', port },
    })
    expect(network.node('alice').url).toBeUndefined()
    const servers = await network.listen({ nodes: { alice: { httpPort } } })
    expect(servers.nodes[0]?.url).toBe(`http://127.0.0.1:${httpPort}`)
  })
})

describe('starting and closing at once', () => {
  it('only one of two starts wins', async () => {
    const [first, second] = await Promise.allSettled([network.listen(), network.listen()])
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'ALREADY_LISTENING' } })
  })

  it('a failed start does not stand in the way of the next one', async () => {
    const [first, second] = await Promise.allSettled([network.listen({ host: '192.0.2.1' }), network.listen()])
    expect(first).toMatchObject({ reason: { code: 'INVALID_OPTION' } })
    expect(second).toMatchObject({ reason: { code: 'ALREADY_LISTENING' } })
    await network.listen()
  })

  it('a network that closes while its servers start leaves none behind', async () => {
    const starting = network.listen()
    const closing = network.close()
    await expect(starting).rejects.toMatchObject({ code: 'CLOSED' })
    await closing
    expect(network.node('alice').url).toBeUndefined()
    await expect(network.listen()).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('a network closes its servers first', async () => {
    const { nodes } = await network.listen()
    await network.close()
    await expect(fetch(nodes[0]?.url ?? '')).rejects.toThrow()
  })

  it('servers that are being closed count as listening', async () => {
    const servers = await network.listen()
    const closing = servers.close()
    await expect(network.listen()).rejects.toMatchObject({ code: 'ALREADY_LISTENING' })
    await closing
    await network.listen()
  })
})
