import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MultiTenancyRules } from '../node/MultiTenancy.ts'
import type { ApiGroup } from './apiGroups.ts'
import { ANONYMOUS, type Call, type Caller, type Transport } from './Call.ts'
import type { Connection } from './Connection.ts'
import { Deadline } from './Deadline.ts'
import { withHistory } from '../node/withHistory.ts'
import { isKnownToBesu } from './besuMethods.ts'
import { failure, idOfInvalid, isRecord, isRequestId, methodName, statusOf } from './envelope.ts'
import { tenantOf } from './tenancy/tenantOf.ts'
import { isPermitted } from './isPermitted.ts'
import type { JsonValue, RpcResponse } from './JsonRpc.ts'
import type { Method } from './Method.ts'
import { isPrivateMethod } from './isPrivateMethod.ts'
import { methods } from './methods.ts'
import type { NodeRpc } from './NodeRpc.ts'
import { Params } from './Params.ts'
import { parseJson } from './parseJson.ts'
import { batchText, responseText } from './responseText.ts'
import { type RpcError, asRpcError, isUnexpected, rpcError } from './RpcError.ts'

/** What a service offers. */
export interface RpcServiceOptions {
  readonly transport: Transport
  readonly groups: readonly ApiGroup[]
  /** Requests in a batch; 0 or less is no limit. Default 1024 over HTTP, else none. */
  readonly maxBatchSize?: number
  /** Indented answers. Default false. */
  readonly prettyPrint?: boolean
  /** Whether private transactions are possible: `--privacy-enabled`. Default true. */
  readonly privacyEnabled?: boolean
  /** Whether web3j's name of the find method is there and found groups are `ONCHAIN` (spec 05 §8.2). Default false. */
  readonly web3jCompatible?: boolean
  /** What tenants may see. Default: as the node has it; without tenants every caller is the node. */
  readonly multiTenancy?: MultiTenancyRules
  /** Seconds that a body may take. Default: no limit. */
  readonly timeoutSeconds?: number
  /** Methods for which a caller needs no token and no permission; `undefined`: everybody may call everything. */
  readonly noAuthMethods?: ReadonlySet<string> | undefined
}

/** An answer as a server sends it. */
export interface ServiceAnswer {
  /** HTTP status (spec 03 §2.6). */
  readonly status: 200 | 400 | 401 | 504
  /** `undefined`: nothing but a notification, or too late. */
  readonly body: string | undefined
  /** Whether the body held requests; an answer to one that did not has no content type over HTTP. */
  readonly handled: boolean
}

/** What a WebSocket of Besu says to a notification (spec 03 §3). */
const NOTIFICATION_ARTEFACT = '{"type":"NONE","jsonrpc":"2.0"}'

/** Answers requests to one node over one kind of transport (spec 03 §4). */
export class RpcService {
  readonly rpc: NodeRpc
  readonly #options: RpcServiceOptions
  readonly #groups: ReadonlySet<ApiGroup>
  readonly #overHttp: boolean

  constructor(rpc: NodeRpc, options: RpcServiceOptions) {
    this.rpc = rpc
    this.#options = options
    this.#groups = new Set(options.groups)
    this.#overHttp = options.transport === 'http'
  }

  /**
   * Answers a body as it came. Never throws.
   * @param connection where subscriptions of a WebSocket go.
   * @param caller who sent the body; default somebody without a token.
   */
  async handle(body: string, connection?: Connection, caller?: Caller): Promise<ServiceAnswer> {
    const { value } = parseJson(body) ?? {}
    if (Array.isArray(value)) {
      if (value.length === 0 && this.#overHttp) return refusal(failure(null, rpcError('INVALID_REQUEST')))
    } else if (!isRecord(value)) {
      if (this.#overHttp) return refusal(failure(null, rpcError('PARSE_ERROR')))
      return refusal(failure(null, rpcError(body === '' ? 'INVALID_REQUEST' : 'INTERNAL_ERROR')))
    }
    const deadline = new Deadline(this.#options.timeoutSeconds)
    const respond = async (request: unknown): Promise<RpcResponse | undefined> => {
      const id = isRecord(request) && isRequestId(request.id) ? request.id : null
      const late = failure(id, rpcError('TIMEOUT_ERROR'))
      return deadline.hasPassed ? late : deadline.bound(this.respond(request, connection, caller), late)
    }
    try {
      const answer = Array.isArray(value) ? await this.#batch(value, respond) : await this.#single(value, respond)
      return deadline.hasPassed && this.#overHttp ? { status: 504, body: undefined, handled: true } : answer
    } finally {
      deadline.cancel()
    }
  }

  /** The answer to a body of a caller who may not ask anything (spec 04 §3). */
  unauthorized(): ServiceAnswer {
    return refusal(failure(null, rpcError('UNAUTHORIZED')))
  }

  /** Answers one request that has been parsed; `undefined` for a notification, which is not executed. Never throws. */
  async respond(request: unknown, connection?: Connection, caller?: Caller): Promise<RpcResponse | undefined> {
    if (!isRecord(request)) return failure(null, rpcError('INVALID_REQUEST'))
    const { id = null, params } = request
    const method = methodName(request.method)
    const isList = params === undefined || params === null || Array.isArray(params)
    if (!isRequestId(id) || method === undefined || !isList) {
      return failure(idOfInvalid(id), rpcError('INVALID_REQUEST'))
    }
    if (!Object.hasOwn(request, 'id')) return undefined
    try {
      return { jsonrpc: '2.0', id, result: await this.call(method, params ?? [], connection, caller) }
    } catch (error) {
      return failure(id, asRpcError(error))
    }
  }

  /** Executes one method. @throws {RpcError}. */
  async call(method: string, params: unknown, connection?: Connection, caller: Caller = ANONYMOUS): Promise<JsonValue> {
    const { rpc } = this
    const { noAuthMethods } = this.#options
    if (!Array.isArray(params)) throw rpcError('INVALID_REQUEST')
    const resolved = this.#resolve(method)
    if (noAuthMethods !== undefined && !isPermitted(method, caller, noAuthMethods)) throw rpcError('UNAUTHORIZED')
    const tenancy = this.#options.multiTenancy ?? rpc.node.context.multiTenancy
    const tenant =
      tenancy === undefined
        ? undefined
        : tenantOf(rpc.node.context, tenancy, { name: method, method: resolved, caller })
    const call: Call = {
      rpc,
      node: rpc.node,
      network: rpc.network,
      caller: tenancy === undefined ? { ...caller, enclaveKey: rpc.node.enclaveKey } : caller,
      tenant,
      transport: this.#options.transport,
      connection,
      groups: this.#groups,
      web3jCompatible: this.#options.web3jCompatible === true,
    }
    try {
      return await withHistory(rpc.node, async () => resolved.handler(new Params(params), call))
    } catch (error) {
      const answered = asRpcError(error)
      if (isUnexpected(error)) this.#report(error, method)
      throw answered
    }
  }

  /** Ends everything that belongs to a connection. */
  closed(connection: Connection): void {
    this.rpc.subscriptions.closed(connection)
  }

  /** Whether the node is of one version of Besu, which does not have what came later. */
  get #isPinned(): boolean {
    return this.rpc.node.context.settings.era !== 'auto'
  }

  /** @throws {RpcError} `METHOD_NOT_FOUND` for a name that Besu does not know, `METHOD_NOT_ENABLED` for one it does. */
  #resolve(name: string): Method {
    const method = methods.get(name)
    if (method === undefined) throw rpcError(isKnownToBesu(name) ? 'METHOD_NOT_ENABLED' : 'METHOD_NOT_FOUND')
    const { group, transport, privacy, fidelity, web3j } = method
    if (web3j === true && this.#options.web3jCompatible !== true) throw rpcError('METHOD_NOT_FOUND')
    if (fidelity === 'later' && this.#isPinned) throw rpcError('METHOD_NOT_FOUND')
    const enabled =
      (group === undefined || this.#groups.has(group)) &&
      (transport === undefined || this.#options.transport !== 'http') &&
      (privacy === undefined || privacy === this.rpc.network.privacy)
    if (isPrivateMethod(name, method) && this.#options.privacyEnabled === false)
      throw privacyDisabled(method, this.#groups)
    if (!enabled) throw rpcError('METHOD_NOT_ENABLED')
    return method
  }

  async #single(
    request: unknown,
    respond: (request: unknown) => Promise<RpcResponse | undefined>,
  ): Promise<ServiceAnswer> {
    const response = await respond(request)
    if (response !== undefined) return { status: statusOf(response), body: this.#text(response), handled: true }
    return { status: 200, body: this.#overHttp ? undefined : NOTIFICATION_ARTEFACT, handled: true }
  }

  async #batch(
    requests: readonly unknown[],
    respond: (request: unknown) => Promise<RpcResponse | undefined>,
  ): Promise<ServiceAnswer> {
    const limit = this.#options.maxBatchSize ?? (this.#overHttp ? 1024 : 0)
    if (limit > 0 && requests.length > limit) {
      const body = this.#text(failure(null, rpcError('EXCEEDS_RPC_MAX_BATCH_SIZE')))
      return { status: 200, body, handled: true }
    }
    const answers: string[] = []
    for (const [index, request] of requests.entries()) {
      // Between the requests of a batch it is the turn of other connections.
      if (index > 0) await nextTurn()
      const response = await respond(request)
      if (response !== undefined) answers.push(this.#text(response))
    }
    return { status: 200, body: batchText(answers, this.#options.prettyPrint === true), handled: true }
  }

  #text(response: RpcResponse): string {
    const pretty = this.#options.prettyPrint === true
    try {
      return responseText(response, pretty)
    } catch (error) {
      this.#report(error)
      return responseText(failure(response.id, rpcError('INTERNAL_ERROR')), pretty)
    }
  }

  #report(error: unknown, method?: string): void {
    this.rpc.logger.error('a request failed unexpectedly', { method, error })
  }
}

/** What is said about a private method without privacy (spec 03 §6). */
function privacyDisabled({ group, privacy }: Method, groups: ReadonlySet<ApiGroup>): RpcError {
  const isThere = group !== undefined && groups.has(group) && privacy !== 'flexible'
  return rpcError(isThere ? 'PRIVACY_NOT_ENABLED' : 'METHOD_NOT_ENABLED')
}

/** An answer to a body that is not looked at any further; never indented. */
function refusal(response: RpcResponse): ServiceAnswer {
  return { status: statusOf(response), body: responseText(response, false), handled: false }
}
