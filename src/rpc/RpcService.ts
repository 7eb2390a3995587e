import type { ApiGroup } from './apiGroups.ts'
import type { Call, Transport } from './Call.ts'
import type { Connection } from './Connection.ts'
import { isKnownToBesu } from './besuMethods.ts'
import { isRecord, isRequestId, parseJson, stringifyJson } from './envelope.ts'
import type { JsonValue, RequestId, RpcResponse } from './JsonRpc.ts'
import type { Method } from './Method.ts'
import { methods } from './methods.ts'
import type { NodeRpc } from './NodeRpc.ts'
import { Params } from './Params.ts'
import { type RpcError, asRpcError, rpcError } from './RpcError.ts'

/** What a service offers. */
export interface RpcServiceOptions {
  readonly transport: Transport
  readonly groups: readonly ApiGroup[]
  /** Requests in a batch; 0 or less is no limit. Default 1024 over HTTP, else none. */
  readonly maxBatchSize?: number
  /** Indented answers. Default false. */
  readonly prettyPrint?: boolean
}

/** An answer as a server sends it. */
export interface ServiceAnswer {
  /** HTTP status (spec 03 §2.6). */
  readonly status: 200 | 400 | 401
  /** `undefined`: nothing but notifications. */
  readonly body: string | undefined
}

/** Answers requests to one node over one kind of transport (spec 03 §4). */
export class RpcService {
  readonly rpc: NodeRpc
  readonly #options: RpcServiceOptions
  readonly #groups: ReadonlySet<ApiGroup>

  constructor(rpc: NodeRpc, options: RpcServiceOptions) {
    this.rpc = rpc
    this.#options = options
    this.#groups = new Set(options.groups)
  }

  /** Answers a body as it came. Never throws. @param connection where subscriptions of a WebSocket go. */
  async handle(body: string, connection?: Connection): Promise<ServiceAnswer> {
    const overHttp = this.#options.transport === 'http'
    const parsed = parseJson(body)
    if (parsed === undefined || !(Array.isArray(parsed.value) || isRecord(parsed.value))) {
      if (overHttp) return this.#single(failure(null, rpcError('PARSE_ERROR')))
      return this.#single(failure(null, rpcError(body.trim() === '' ? 'INVALID_REQUEST' : 'INTERNAL_ERROR')))
    }
    if (!Array.isArray(parsed.value)) return this.#single(await this.respond(parsed.value, connection))
    return this.#batch(parsed.value, connection)
  }

  /** Answers one request that has been parsed; `undefined` for a notification, which is not executed. Never throws. */
  async respond(request: unknown, connection?: Connection): Promise<RpcResponse | undefined> {
    if (!isRecord(request)) return failure(null, rpcError('INVALID_REQUEST'))
    const { id, method, params } = request
    if (!('id' in request)) return undefined
    if (!isRequestId(id)) return failure(null, rpcError('INVALID_REQUEST'))
    if (typeof method !== 'string') {
      const echoed = typeof id === 'number' && Number.isInteger(id) && Math.abs(id) < 2 ** 31 ? id : null
      return failure(echoed, rpcError('INVALID_REQUEST'))
    }
    if (params !== undefined && params !== null && !Array.isArray(params)) {
      return failure(null, rpcError('INVALID_REQUEST'))
    }
    try {
      return { jsonrpc: '2.0', id, result: await this.call(method, params ?? [], connection) }
    } catch (error) {
      return failure(id, asRpcError(error))
    }
  }

  /** Executes one method. @throws {RpcError}. */
  async call(method: string, params: unknown, connection?: Connection): Promise<JsonValue> {
    const { rpc } = this
    if (!Array.isArray(params)) throw rpcError('INVALID_PARAMS')
    const { handler } = this.#resolve(method)
    const call: Call = {
      rpc,
      node: rpc.node,
      network: rpc.network,
      caller: { enclaveKey: rpc.node.enclaveKey },
      transport: this.#options.transport,
      connection,
      groups: this.#groups,
    }
    try {
      return await handler(new Params(params), call)
    } catch (error) {
      throw asRpcError(error)
    }
  }

  /** Ends everything that belongs to a connection. */
  closed(connection: Connection): void {
    this.rpc.subscriptions.closed(connection)
  }

  /** @throws {RpcError} `METHOD_NOT_FOUND` for a name that Besu does not know, `METHOD_NOT_ENABLED` for one it does. */
  #resolve(name: string): Method {
    const method = methods.get(name)
    if (method === undefined) throw rpcError(isKnownToBesu(name) ? 'METHOD_NOT_ENABLED' : 'METHOD_NOT_FOUND')
    const { group, transport, privacy } = method
    const enabled =
      (group === undefined || this.#groups.has(group)) &&
      (transport === undefined || this.#options.transport !== 'http') &&
      (privacy === undefined || privacy === this.rpc.network.privacy)
    if (!enabled) throw rpcError('METHOD_NOT_ENABLED')
    return method
  }

  async #batch(requests: readonly unknown[], connection: Connection | undefined): Promise<ServiceAnswer> {
    const overHttp = this.#options.transport === 'http'
    if (requests.length === 0 && overHttp) return this.#single(failure(null, rpcError('INVALID_REQUEST')))
    const limit = this.#options.maxBatchSize ?? (overHttp ? 1024 : 0)
    if (limit > 0 && requests.length > limit) {
      return { status: 200, body: this.#text(failure(null, rpcError('EXCEEDS_RPC_MAX_BATCH_SIZE'))) }
    }
    const answers: RpcResponse[] = []
    for (const request of requests) {
      const answer = await this.respond(request, connection)
      if (answer !== undefined) answers.push(answer)
    }
    return { status: 200, body: this.#text(answers) }
  }

  #single(response: RpcResponse | undefined): ServiceAnswer {
    return { status: statusOf(response), body: response && this.#text(response) }
  }

  #text(value: RpcResponse | readonly RpcResponse[]): string {
    return stringifyJson(value, this.#options.prettyPrint === true)
  }
}

function failure(id: RequestId, { rpc }: RpcError): RpcResponse {
  const { code, message, data } = rpc
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } }
}

/** HTTP status of a single answer (spec 03 §2.6). */
function statusOf(response: RpcResponse | undefined): ServiceAnswer['status'] {
  if (response === undefined || !('error' in response)) return 200
  const { code } = response.error
  if (code === -32700 || code === -32600) return 400
  return code === -40100 ? 401 : 200
}
