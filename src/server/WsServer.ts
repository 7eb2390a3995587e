import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Logger } from '../primitives/Logger.ts'
import type { Caller } from '../rpc/Call.ts'
import { type Answer, sendAnswer, statusAnswer } from './answer.ts'
import { acceptsJson } from './acceptsJson.ts'
import { type Address, bind } from './bind.ts'
import { receivePending, within } from './drainTime.ts'
import { FrameSizeGuard } from './FrameSizeGuard.ts'
import type { HostAllowlist } from './HostAllowlist.ts'
import { readBody } from './readBody.ts'
import { HOST_NOT_AUTHORIZED, LOGIN_DISABLED, WEBSOCKET_ONLY } from './refusals.ts'
import type { Authenticator, RequestService } from './RequestService.ts'
import type { SocketLimits } from './SocketLimits.ts'
import { WsConnection } from './WsConnection.ts'

/** How a WebSocket server behaves. */
export interface WsServerOptions {
  readonly hosts: HostAllowlist
  readonly maxActiveConnections: number
  /** Bytes of one frame; a message may have four times as many. */
  readonly maxFrameSize: number
  /** Default: everybody may ask. */
  readonly authentication?: Authenticator | undefined
  readonly logger: Logger
  readonly limits: SocketLimits
}

/** Frames of the largest size that a message may consist of. */
const FRAMES_OF_A_MESSAGE = 4

/** Bytes of a login; nobody's name and password need so many. */
const MAX_LOGIN = 65_536

/** JSON-RPC over WebSockets as Besu serves it (spec 03 §3). */
export class WsServer {
  readonly #service: RequestService
  readonly #options: WsServerOptions
  readonly #server: Server
  readonly #handshakes: WebSocketServer
  readonly #connections = new Set<WsConnection>()
  readonly #sockets = new Set<Duplex>()
  #closing: Promise<void> | undefined

  constructor(service: RequestService, options: WsServerOptions) {
    this.#service = service
    this.#options = options
    const { limits, logger, maxActiveConnections, maxFrameSize } = options
    const maxPayload = maxFrameSize * FRAMES_OF_A_MESSAGE
    // The type of the options does not know the time for closing.
    const handshakes = { noServer: true, clientTracking: false, maxPayload, closeTimeout: limits.closeMs }
    this.#handshakes = new WebSocketServer(handshakes)
    const server = createServer({
      requireHostHeader: false,
      headersTimeout: limits.headMs,
      requestTimeout: limits.headMs,
      connectionsCheckingInterval: limits.checkMs,
      keepAlive: true,
      keepAliveInitialDelay: limits.probeMs,
    })
    server.maxConnections = maxActiveConnections
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    server.on('drop', () => logger.debug('too many WebSocket connections', { limit: maxActiveConnections }))
    server.on('request', (request, response) => void this.#answerHttp(request, response))
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#server = server
  }

  /** Starts. @returns the port. @throws {CoterieError} `PORT_IN_USE`, `INVALID_OPTION`. */
  listen(address: Address): Promise<number> {
    return bind(this.#server, address)
  }

  /** Stops accepting, answers the messages that have been received, closes all connections. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { limits, logger } = this.#options
    await receivePending()
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    const goodbyes = Promise.all([...this.#connections].map((connection) => connection.close()))
    if (!(await within(limits.drainMs, goodbyes)))
      logger.warn('WebSocket requests were still running when the server closed')
    for (const connection of this.#connections) connection.destroy()
    // What is no WebSocket yet has asked nothing.
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  async #answerHttp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => request.socket.destroy())
    try {
      const answer = await this.#httpAnswer(request)
      if (answer !== undefined) await sendAnswer(request, response, { ...answer, last: true })
    } catch (error) {
      this.#options.logger.error('a login failed unexpectedly', { error })
      request.socket.destroy()
    }
  }

  /** `undefined` for a client that is gone. */
  async #httpAnswer(request: IncomingMessage): Promise<Answer | undefined> {
    const { hosts, authentication } = this.#options
    if (!hosts.accepts(request.headers.host)) return HOST_NOT_AUTHORIZED
    const isLogin = request.method === 'POST' && /^\/login(?:\?|$)/.test(request.url ?? '')
    if (!isLogin || !acceptsJson(request.headers.accept)) return WEBSOCKET_ONLY
    if (authentication === undefined) return LOGIN_DISABLED
    const body = await readBody(request, MAX_LOGIN)
    if (body === 'aborted') return undefined
    return body === 'too-large' ? statusAnswer(413) : authentication.login(body.text)
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { hosts, logger } = this.#options
    socket.on('error', () => socket.destroy())
    if (!hosts.accepts(request.headers.host)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy())
      return
    }
    try {
      if (this.#closing !== undefined) socket.destroy()
      else this.#open(request, socket, head)
    } catch (error) {
      logger.error('a WebSocket could not be opened', { error })
      socket.destroy()
    }
  }

  #open(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { authentication, limits, logger, maxFrameSize } = this.#options
    const { headers } = request
    const caller = authentication && ((): Promise<Caller | undefined> => authentication.authenticate(headers))
    this.#handshakes.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new WsConnection(webSocket, { service: this.#service, caller, limits, logger })
      const guard = new FrameSizeGuard(maxFrameSize)
      let fits = true
      // Before the bytes are taken for messages.
      socket.prependListener('data', (chunk: Buffer) => {
        if (!fits) return
        fits = guard.accepts(chunk)
        if (!fits) connection.refuseSize()
      })
      this.#connections.add(connection)
      void connection.closed.then(() => this.#connections.delete(connection))
    })
  }
}
