import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { Logger } from '../primitives/Logger.ts'
import type { Caller } from '../rpc/Call.ts'
import type { ServiceAnswer } from '../rpc/RpcService.ts'
import { type Answer, sendAnswer, statusAnswer } from './answer.ts'
import { acceptsJson } from './acceptsJson.ts'
import { type Address, bind } from './bind.ts'
import type { CorsOrigins } from './CorsOrigins.ts'
import { receivePending, within } from './drainTime.ts'
import { type Health, liveness, readiness } from './health.ts'
import type { HostAllowlist } from './HostAllowlist.ts'
import { HttpConnections } from './HttpConnections.ts'
import { readBody } from './readBody.ts'
import { HOST_NOT_AUTHORIZED, LOGIN_DISABLED, ORIGIN_NOT_ALLOWED } from './refusals.ts'
import type { Authenticator, RequestService } from './RequestService.ts'
import type { SocketLimits } from './SocketLimits.ts'

/** How an HTTP server behaves. */
export interface HttpServerOptions {
  readonly hosts: HostAllowlist
  readonly origins: CorsOrigins
  readonly maxActiveConnections: number
  /** Bytes. */
  readonly maxRequestContentLength: number
  readonly timeoutSeconds: number
  readonly health: Health
  /** Default: everybody may ask. */
  readonly authentication?: Authenticator | undefined
  readonly logger: Logger
  readonly limits: SocketLimits
}

/** Longest time that a timer of Node.js can measure, milliseconds. */
const LONGEST = 0x7fffffff

/** JSON-RPC over HTTP as Besu serves it (spec 03 §2). */
export class HttpServer {
  readonly #service: RequestService
  readonly #options: HttpServerOptions
  readonly #server: Server
  readonly #connections = new HttpConnections()
  #closing: Promise<void> | undefined

  constructor(service: RequestService, options: HttpServerOptions) {
    this.#service = service
    this.#options = options
    const { limits } = options
    const server = createServer({
      requireHostHeader: false,
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkMs,
      keepAlive: true,
      keepAliveInitialDelay: limits.probeMs,
    })
    server.maxConnections = options.maxActiveConnections
    server.timeout = this.#idleMs
    server.on('connection', (socket) => this.#connections.opened(socket))
    server.on('drop', () => options.logger.debug('too many HTTP connections', { limit: options.maxActiveConnections }))
    server.on('request', (request, response) => void this.#serve(request, response))
    this.#server = server
  }

  /** Starts. @returns the port. @throws {CoterieError} `PORT_IN_USE`, `INVALID_OPTION`. */
  listen(address: Address): Promise<number> {
    return bind(this.#server, address)
  }

  /** Stops accepting, answers the requests that have been received, closes all connections. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** A connection may be silent for as long as its request may take. */
  get #idleMs(): number {
    const { timeoutSeconds, limits } = this.#options
    return Math.min(Math.ceil(timeoutSeconds * 1000) + limits.stalledMs, LONGEST)
  }

  async #close(): Promise<void> {
    await receivePending()
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#connections.drain()
    if (await within(this.#options.limits.drainMs, closed)) return
    this.#options.logger.warn('HTTP requests were still running when the server closed')
    this.#connections.destroy()
    await closed
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request
    response.on('error', () => socket.destroy())
    try {
      const answer = await this.#answer(request, response)
      if (answer === undefined) return
      const last = answer.last === true || this.#connections.endsWithAnswer(socket)
      // A client that takes nothing of its answer is not waited for as long as a request may take.
      socket.setTimeout(this.#options.limits.stalledMs)
      response.on('close', () => {
        if (this.#connections.answering(socket) > 0) socket.setTimeout(this.#idleMs)
      })
      await sendAnswer(request, response, { ...answer, last })
    } catch (error) {
      this.#options.logger.error('an HTTP request failed unexpectedly', { error })
      socket.destroy()
    }
  }

  /** In the order of spec 03 §2.2; `undefined` for a client that is gone. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    const { hosts, origins, maxRequestContentLength } = this.#options
    const { origin, 'access-control-request-method': preflight } = request.headers
    const begin = (): void => this.#connections.begin(request.socket, response)
    if (!hosts.accepts(request.headers.host)) {
      begin()
      return HOST_NOT_AUTHORIZED
    }
    if (origin !== undefined) {
      if (!origins.accepts(origin)) {
        begin()
        return ORIGIN_NOT_ALLOWED
      }
      response.setHeader('Access-Control-Allow-Origin', origin)
      response.setHeader('Vary', 'origin')
      if (request.method === 'OPTIONS' && preflight !== undefined) {
        begin()
        return { status: 204, headers: { 'Access-Control-Allow-Headers': '*,content-type' } }
      }
    }
    const body = await readBody(request, maxRequestContentLength)
    if (body === 'aborted') return undefined
    begin()
    return body === 'too-large' ? statusAnswer(413) : this.#route(request, body.text)
  }

  async #route(request: IncomingMessage, body: string): Promise<Answer> {
    const [path = '', query] = splitUrl(request.url ?? '/')
    const methods = ROUTES.get(path)
    if (methods === undefined) return NOT_FOUND
    if (request.method === undefined || !methods.includes(request.method)) return { status: 405 }
    if (request.method === 'POST' && !acceptsJson(request.headers.accept)) return { status: 406 }
    if (path === '/liveness') return liveness()
    if (path === '/readiness') return readiness(new URLSearchParams(query), this.#options.health)
    if (path === '/login') return this.#options.authentication?.login(body) ?? LOGIN_DISABLED
    return request.method === 'GET' ? { status: 201 } : this.#execute(request, body)
  }

  async #execute(request: IncomingMessage, body: string): Promise<Answer> {
    const { authentication } = this.#options
    let caller: Caller | undefined
    if (authentication !== undefined) {
      caller = await authentication.authenticate(request.headers)
      if (caller === undefined) return answerOf(this.#service.unauthorized())
    }
    return answerOf(await this.#service.handle(body, undefined, caller))
  }
}

/** Methods of the paths that exist. */
const ROUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['/', ['GET', 'POST']],
  ['/liveness', ['GET']],
  ['/readiness', ['GET']],
  ['/login', ['POST']],
])

const NOT_FOUND: Answer = {
  status: 404,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<html><body><h1>Resource not found</h1></body></html>',
}

/** Path and query of a request's target, which may be a whole URL. */
function splitUrl(url: string): readonly [path: string, query: string] {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, '')
  const at = target.indexOf('?')
  const path = at === -1 ? target : target.slice(0, at)
  return [path === '' ? '/' : path, at === -1 ? '' : target.slice(at + 1)]
}

function answerOf({ status, body, handled }: ServiceAnswer): Answer {
  if (status === 504) return { ...statusAnswer(504), last: true }
  return { status, headers: handled ? { 'Content-Type': 'application/json' } : {}, body }
}
