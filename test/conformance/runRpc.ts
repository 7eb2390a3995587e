import type { EngineName, Network } from '../../src/index.ts'
import { DEFAULT_ENGINE } from '../../src/execution/createEngine.ts'
import { API_GROUPS } from '../../src/rpc/apiGroups.ts'
import { NetworkRpc } from '../../src/rpc/NetworkRpc.ts'
import { RpcService } from '../../src/rpc/RpcService.ts'
import type { Comparison, Place } from './Comparison.ts'
import { isSameAnswer, resultOf } from './compareAnswer.ts'
import { deliver } from './deliver.ts'
import { EnclaveSupply } from './EnclaveSupply.ts'
import type { FlowRecording } from './flowRecording.ts'
import type { MethodCounts } from './MethodCounts.ts'
import { openFlowNetwork } from './openFlowNetwork.ts'
import type { RpcLine } from './rpcRecording.ts'
import { SubmissionUndo } from './SubmissionUndo.ts'
import { type AskAsUser, EXTRA_NODE, TenantNodes } from './TenantNodes.ts'

/** Signs all markers of the recorded submissions (spec 01 §12, OWNER). */
const MARKER_KEY = '0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63'
const SUBMISSIONS = new Set(['eea_sendRawTransaction', 'priv_distributeRawTransaction'])
const QUANTITY = /^0x[0-9a-f]+$/
/** Longest part of a request that is told. */
const LONG = 250

/** How a request reaches a node. @param body JSON. @returns the body of the answer. */
export type Ask = (node: string, body: string) => Promise<string>

/** Makes the way to the nodes of a network. */
export type Connect = (network: Network) => Ask | Promise<Ask>

/** Asks the nodes in this process, as an HTTP server with all groups would. */
export const askInProcess: Connect = (network) => {
  const rpc = new NetworkRpc(network)
  const options = { transport: 'http', groups: API_GROUPS } as const
  const services = new Map(network.nodes.map(({ name }) => [name, new RpcService(rpc.node(name), options)]))
  return async (node, body) => (await services.get(node)?.handle(body))?.body ?? ''
}

/** Puts recorded requests to the nodes of their flow, each after its delivery, and compares the answers. */
export async function runRpc(
  flow: FlowRecording,
  lines: readonly RpcLine[],
  comparison: Comparison,
  counts: MethodCounts,
  connect: Connect = askInProcess,
  engine: EngineName = DEFAULT_ENGINE,
  askExtra?: AskAsUser,
): Promise<void> {
  const network = await openFlowNetwork(flow, engine, MARKER_KEY)
  const hasTenants = lines.some(({ multiTenancy }) => multiTenancy)
  const parts = { flow, network, engine, markerKey: MARKER_KEY, askExtra }
  const tenants = hasTenants ? await TenantNodes.open(parts) : undefined
  try {
    await new RpcRun({ flow, network, tenants, ask: await connect(network) }, comparison, counts).run(lines)
  } finally {
    await tenants?.close()
    await network.close()
  }
}

interface AskedNodes {
  readonly flow: FlowRecording
  readonly network: Network
  readonly tenants: TenantNodes | undefined
  readonly ask: Ask
}

class RpcRun {
  readonly #flow: FlowRecording
  readonly #network: Network
  readonly #tenants: TenantNodes | undefined
  readonly #ask: Ask
  readonly #comparison: Comparison
  readonly #counts: MethodCounts
  readonly #undo: SubmissionUndo
  readonly #supply: EnclaveSupply
  /** Own ids of filters by the recorded ones. */
  readonly #filters = new Map<string, string>()
  #delivered = 0

  constructor({ flow, network, tenants, ask }: AskedNodes, comparison: Comparison, counts: MethodCounts) {
    this.#flow = flow
    this.#network = network
    this.#tenants = tenants
    this.#ask = ask
    this.#comparison = comparison
    this.#counts = counts
    this.#undo = new SubmissionUndo(network)
    this.#supply = new EnclaveSupply(network, flow.payloads)
  }

  async run(lines: readonly RpcLine[]): Promise<void> {
    for (const [index, line] of lines.entries()) {
      const method = typeof line.request['method'] === 'string' ? line.request['method'] : 'no method'
      const at: Place = { delivery: line.afterDelivery, node: line.node, method, field: told(line, index + 1) }
      const contradiction = this.#contradiction(line)
      if (contradiction !== undefined) this.#comparison.differ(at, contradiction, 'something else')
      else {
        while (this.#delivered < line.afterDelivery) await this.#deliverNext()
        await this.#compare(line, method, at)
      }
    }
  }

  /** What would have to hold for the line to make sense. */
  #contradiction({ afterDelivery, node, multiTenancy, user }: RpcLine): string | undefined {
    if (afterDelivery < this.#delivered) return 'deliveries in ascending order'
    if (afterDelivery > this.#flow.blocks.length) return 'a delivery of the flow'
    if (node !== EXTRA_NODE && this.#flow.nodes[node] === undefined) return 'a node of the flow'
    if (!multiTenancy && (user !== null || node === EXTRA_NODE)) return 'no user without multi-tenancy'
    return undefined
  }

  async #deliverNext(): Promise<void> {
    for (const { enclave } of this.#network.nodes) enclave.faults.failWith(DOWN, 0)
    const delivery = this.#flow.blocks[this.#delivered++]
    if (delivery === undefined) return
    await this.#supply.before(this.#delivered)
    await deliver(this.#network, delivery)
    await this.#tenants?.deliver(delivery, this.#delivered)
    for (const name of delivery.enclaveDown ?? []) this.#network.node(name).enclave.faults.failWith(DOWN)
  }

  async #compare(line: RpcLine, method: string, at: Place): Promise<void> {
    const { node, multiTenancy, request, response } = line
    const asked = JSON.stringify(this.#withOwnFilter(request))
    const body = multiTenancy ? ((await this.#tenants?.ask(line, asked)) ?? '') : await this.#ask(node, asked)
    if (SUBMISSIONS.has(method)) await this.#undo.undo()
    const found: unknown = parsed(body)
    const same =
      typeof found === 'object' &&
      found !== null &&
      JSON.stringify(found) === body &&
      (isSameAnswer(method, response, found) || this.#isNewFilter(method, response, found))
    this.#comparison.compared++
    this.#counts.add(method, { requests: 1, differing: same ? 0 : 1 })
    if (!same) this.#comparison.differ(at, response, found)
  }

  #withOwnFilter(request: RpcLine['request']): RpcLine['request'] {
    const { params } = request
    if (!Array.isArray(params) || this.#filters.size === 0) return request
    const own = params.map((param: unknown) => this.#filters.get(String(param)) ?? param)
    return { ...request, params: own }
  }

  /** Ids of filters are random: each stands for the recorded one from now on. */
  #isNewFilter(method: string, response: object, found: object): boolean {
    const [recorded, own] = [resultOf(response), resultOf(found)]
    if (method !== 'priv_newFilter' || typeof recorded !== 'string' || typeof own !== 'string') return false
    this.#filters.set(recorded, own)
    return QUANTITY.test(own) && isSameAnswer(method, response, { ...found, result: recorded })
  }
}

const DOWN = { kind: 'server', status: 500, message: 'the enclave is down' } as const

function told({ request }: RpcLine, line: number): string {
  const text = JSON.stringify(request)
  return `line ${line}, ${text.length > LONG ? `${text.slice(0, LONG)}…` : text}`
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
