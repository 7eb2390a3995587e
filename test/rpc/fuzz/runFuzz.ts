import { isDeepStrictEqual } from 'node:util'
import type { NetworkServers } from '../../../src/network/RpcAccess.ts'
import { API_GROUPS } from '../../../src/rpc/apiGroups.ts'
import { methods } from '../../../src/rpc/methods.ts'
import type { Logger } from '../../../src/primitives/Logger.ts'
import { networkSnapshot } from '../../support/networkSnapshot.ts'
import { checkAnswer } from './checkAnswer.ts'
import { type Client, httpClient, wsClient } from './clients.ts'
import { nextBody } from './nextBody.ts'
import { RequestSource } from './nextRequest.ts'
import { type Scene, makeScene } from './Scene.ts'
import { SeededRandom } from './SeededRandom.ts'

/** What is sent. */
export interface FuzzOptions {
  readonly seed: number
  /** Bodies to Besu's methods. */
  readonly requests: number
  /** Bodies to all methods, those that change the network at will included. */
  readonly development: number
}

/** What came of it. */
export interface FuzzReport {
  readonly sent: number
  /** Something was not as it must be; the first few of each kind, with what was sent. */
  readonly faults: readonly string[]
  /** Answers by code; 0: a result. */
  readonly codes: Readonly<Record<number, number>>
  /** "Internal error" by method, with one request. */
  readonly internal: Readonly<Record<string, { readonly count: number; readonly example: string }>>
  /** Heap after each round, MB; empty when garbage cannot be collected at will. */
  readonly heap: readonly number[]
}

const BESU = API_GROUPS.filter((group) => !['EVM', 'HARDHAT', 'ANVIL', 'COTERIE', 'MINER'].includes(group))
/** Clients of each kind at the same time. */
const CLIENTS = 3
/** Bodies between two looks at the network. */
const ROUND = 5_000
/** Faults that are told. */
const FEW = 20
const OF_A_KIND = 2

/** Sends malformed and mutated requests over real sockets and looks at every answer, and at the network afterwards. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const run = new FuzzRun(options.seed)
  const scene = await makeScene(run.logger)
  try {
    for (let left = options.requests; left > 0; left -= ROUND) await run.round(scene, Math.min(left, ROUND), false)
    for (let left = options.development; left > 0; left -= ROUND) await run.round(scene, Math.min(left, ROUND), true)
  } finally {
    await scene.network.close()
  }
  return run.report()
}

class FuzzRun {
  readonly #random: SeededRandom
  readonly #faults: string[] = []
  readonly #codes: Record<number, number> = {}
  readonly #internal: Record<string, { count: number; example: string }> = {}
  readonly #heap: number[] = []
  readonly #kinds = new Map<string, number>()
  #sent = 0
  /** What is being asked, for what is reported by the inside. */
  readonly #open = new Set<Buffer>()
  readonly logger: Logger

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
    const ignore = (): void => undefined
    const crash = (message: string, fields?: Readonly<Record<string, unknown>>): void => {
      const error = fields?.['error']
      const stack = error instanceof Error ? error.stack?.split('\n').slice(0, 6).join('\n') : String(error)
      const open = [...this.#open].map((body) => short(body.toString('utf8'))).join('\n  ')
      this.#fault(`${message} (${String(fields?.['method'])}): ${stack}`, `one of\n  ${open}`)
    }
    this.logger = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: crash, child: () => this.logger }
  }

  /** Sends so many bodies by several clients, then looks whether the network is as before. */
  async round({ network, values }: Scene, count: number, development: boolean): Promise<void> {
    const id = await network.snapshot()
    const before = development ? undefined : await networkSnapshot(network)
    const apis = development ? API_GROUPS : BESU
    const servers = await network.listen({ http: { apis }, ws: { apis } })
    const chosen = (name: string): boolean => {
      const group = methods.get(name)?.group
      return development ? group !== undefined && !BESU.includes(group) : group === undefined || BESU.includes(group)
    }
    const source = new RequestSource({ network, values }, this.#random, chosen)
    const clients = await connect(servers)
    try {
      let left = count
      const work = async (client: Client): Promise<void> => {
        while (left-- > 0) await this.#ask(client, nextBody(source, this.#random))
      }
      await Promise.all(clients.map(work))
    } finally {
      for (const client of clients) client.close()
      await servers.close()
    }
    if (before !== undefined && !isDeepStrictEqual(await networkSnapshot(network), before)) {
      this.#fault('heads, roots or receipts have changed', `one of ${count} bodies`)
    }
    if (!(await network.revert(id)) && !development) this.#fault('the snapshot is gone', `one of ${count} bodies`)
    if (before !== undefined && network.pending.length > 0) this.#fault('the pool is not empty', '')
    this.#measureHeap()
  }

  report(): FuzzReport {
    return { sent: this.#sent, faults: this.#faults, codes: this.#codes, internal: this.#internal, heap: this.#heap }
  }

  async #ask(client: Client, body: Buffer): Promise<void> {
    this.#sent++
    this.#open.add(body)
    try {
      const { status, body: answer } = await client.send(body)
      const { faults, codes } = checkAnswer(body, status, answer)
      for (const fault of faults) this.#fault(fault, `${body.toString('utf8')}\n  answered ${short(answer)}`)
      for (const code of codes.length === 0 ? [0] : codes) this.#codes[code] = (this.#codes[code] ?? 0) + 1
      if (codes.includes(-32603)) this.#noteInternal(body)
    } catch (error) {
      this.#fault(error instanceof Error ? error.message : String(error), body.toString('utf8'))
    } finally {
      this.#open.delete(body)
    }
  }

  #noteInternal(sent: Buffer): void {
    const body = sent.toString('utf8')
    const known = (this.#internal[askedFor(body)] ??= { count: 0, example: short(body) })
    known.count++
  }

  #fault(what: string, sent: string): void {
    const kind = what.replace(/[0-9]+/g, '0')
    const times = (this.#kinds.get(kind) ?? 0) + 1
    this.#kinds.set(kind, times)
    if (times <= OF_A_KIND && this.#faults.length < FEW) this.#faults.push(`${what}: ${short(sent)}`)
  }

  #measureHeap(): void {
    if (globalThis.gc === undefined) return
    globalThis.gc()
    this.#heap.push(Math.round(process.memoryUsage().heapUsed / 2 ** 20))
  }
}

async function connect(servers: NetworkServers): Promise<Client[]> {
  const clients: Client[] = []
  for (let index = 0; index < CLIENTS; index++) {
    const { url = '', wsUrl = '' } = servers.nodes[index % servers.nodes.length] ?? {}
    clients.push(httpClient(url), await wsClient(wsUrl))
  }
  return clients
}

function askedFor(body: string): string {
  try {
    const request: unknown = JSON.parse(body)
    if (Array.isArray(request)) return 'a batch'
    const { method } = request as { readonly method?: unknown }
    return typeof method === 'string' ? method : 'no method'
  } catch {
    // A WebSocket answers so (spec 03 §3).
    return 'no JSON'
  }
}

function short(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}
