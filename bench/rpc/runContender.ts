import { peakMb } from '../../src/bench/measure/ProcessUse.ts'
import { HttpConnection } from './HttpConnection.ts'
import { balanceData, commonRoot, makeScene } from './Scene.ts'
import type { SceneEnd } from './SceneFacts.ts'
import { ServerProcess } from './ServerProcess.ts'

/** What one process has measured. */
export interface Measurement {
  readonly requests: number
  readonly perSecond: number
  /** Milliseconds from sending a request to having its answer; only where several clients send at the same time. */
  readonly latency?: { readonly p50: number; readonly p99: number }
  readonly end: SceneEnd
}

/** What is measured; each in a fresh process. */
export const CONTENDERS = [
  'priv_call in process',
  'priv_call over HTTP',
  'priv_getTransactionReceipt in process',
  'priv_getTransactionReceipt over HTTP',
  'eea_sendRawTransaction over HTTP, 16 clients',
] as const

/** Name of a {@link CONTENDERS contender}. */
export type Contender = (typeof CONTENDERS)[number]

/** Requests that are sent before time is taken, and those that count. */
const WARM_UP = 3_000
const COUNTED = 20_000
/** Connections that share the load of calls and receipts. */
const CONNECTIONS = 8

interface Request {
  readonly method: string
  readonly params: readonly unknown[]
}

/** Measures one contender in this process. */
export function runContender(name: Contender): Promise<Measurement> {
  if (name.startsWith('eea_')) return sendOverHttp()
  const method = name.split(' ')[0] ?? ''
  return name.endsWith('in process') ? inProcess(method) : overHttp(method)
}

async function inProcess(method: string): Promise<Measurement> {
  const scene = await makeScene()
  const requests = requestsFor(method, { ...scene, groupId: scene.group.id })
  const { provider } = scene.network.node('alice')
  const before = commonRoot(scene)
  const send = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++) {
      const answer = await provider.request(requests[index % requests.length] as Request)
      if (answer === null) throw new Error('an empty answer')
    }
  }
  await send(WARM_UP)
  const seconds = await timed(() => send(COUNTED))
  const end = { root: commonRoot(scene), peakMb: peakMb() }
  await scene.network.close()
  if (end.root !== before) throw new Error('calls have changed the root')
  return { requests: COUNTED, perSecond: COUNTED / seconds, end }
}

async function overHttp(method: string): Promise<Measurement> {
  const server = await ServerProcess.start()
  const { facts } = server
  const bodies = requestsFor(method, facts).map((request) => JSON.stringify({ jsonrpc: '2.0', id: 1, ...request }))
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => HttpConnection.open(facts.urls[0] ?? '')),
  )
  const send = async (count: number): Promise<void> => {
    let next = 0
    const work = async (connection: HttpConnection): Promise<void> => {
      while (next < count) requireResult(await connection.send(bodies[next++ % bodies.length] ?? ''))
    }
    await Promise.all(connections.map(work))
  }
  await send(WARM_UP)
  const seconds = await timed(() => send(COUNTED))
  for (const connection of connections) connection.close()
  return { requests: COUNTED, perSecond: COUNTED / seconds, end: await server.end() }
}

/** Every client sends its own account's transfers to its own member, the next one when the last is mined everywhere. */
async function sendOverHttp(): Promise<Measurement> {
  const server = await ServerProcess.start()
  const { urls, transfers } = server.facts
  const connections = await Promise.all(
    transfers.map((_, index) => HttpConnection.open(urls[index % urls.length] ?? '')),
  )
  const latencies: number[] = []
  const work = async (client: number, from: number, to: number): Promise<void> => {
    for (const raw of transfers[client]?.slice(from, to) ?? []) {
      const request = { jsonrpc: '2.0', id: 1, method: 'eea_sendRawTransaction', params: [raw] }
      const sent = performance.now()
      requireResult((await connections[client]?.send(JSON.stringify(request))) ?? '')
      latencies.push(performance.now() - sent)
    }
  }
  const all = (from: number, to: number): Promise<unknown> =>
    Promise.all(transfers.map((_, client) => work(client, from, to)))
  const count = transfers[0]?.length ?? 0
  const warmUp = Math.floor(count / 5)
  await all(0, warmUp)
  latencies.length = 0
  const seconds = await timed(() => all(warmUp, count))
  for (const connection of connections) connection.close()
  latencies.sort((a, b) => a - b)
  const at = (part: number): number => latencies[Math.floor((latencies.length - 1) * part)] ?? 0
  const latency = { p50: at(0.5), p99: at(0.99) }
  return { requests: latencies.length, perSecond: latencies.length / seconds, latency, end: await server.end() }
}

function requestsFor(
  method: string,
  { groupId, token, holders, markers }: Pick<ServerProcess['facts'], 'groupId' | 'token' | 'holders' | 'markers'>,
): Request[] {
  if (method === 'priv_getTransactionReceipt') return markers.map((marker) => ({ method, params: [marker] }))
  return holders.map((holder) => ({ method, params: [groupId, { to: token, data: balanceData(holder) }, 'latest'] }))
}

function requireResult(body: string): void {
  if (!body.includes('"result":') || body.includes('"result":null'))
    throw new Error(`not a result: ${body.slice(0, 300)}`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
