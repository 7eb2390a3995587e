import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Logger } from '../primitives/Logger.ts'
import { sendAnswer } from './answer.ts'
import { acceptsJson } from './acceptsJson.ts'
import { type Address, bind } from './bind.ts'
import { receivePending, within } from './drainTime.ts'
import { FrameSizeGuard } from './FrameSizeGuard.ts'
import type { HostAllowlist } from './HostAllowlist.ts'
import { HOST_NOT_AUTHORIZED, LOGIN_DISABLED, WEBSOCKET_ONLY } from './refusals.ts'
import type { Authenticate, RequestService } from './RequestService.ts'
import type { SocketLimits } from './SocketLimits.ts'
import { WsConnection } from './WsConnection.ts'

/** How a WebSocket server behaves. */
export interface WsServerOptions {
  readonly hosts: HostAllowlist
  readonly maxActiveConnections: number
  /** Bytes of one frame; a message may have four times as many. */
  readonly maxFrameSize: number
  /** Default: everybody may ask, in the name of the node. */
  readonly authenticate?: Authenticate
  readonly logger: Logger
  readonly limits: SocketLimits
}

/** Frames of the largest size that a message may consist of. */
const FRAMES_OF_A_MESSAGE = 4

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
    server.on('request', (request, response) => void this.#refuseHttp(request, response))
    server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head))
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

  async #refuseHttp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => request.socket.destroy())
    const isLogin = request.method === 'POST' && /^\/login(?:\?|$)/.test(request.url ?? '')
    const allowed = this.#options.hosts.accepts(request.headers.host)
    const answer = isLogin && acceptsJson(request.headers.accept) ? LOGIN_DISABLED : WEBSOCKET_ONLY
    await sendAnswer(request, response, { ...(allowed ? answer : HOST_NOT_AUTHORIZED), last: true })
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { hosts, authenticate, logger } = this.#options
    socket.on('error', () => socket.destroy())
    if (!hosts.accepts(request.headers.host)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy())
      return
    }
    try {
      const caller = authenticate && ((await authenticate(request.headers)) ?? 'refused')
      if (this.#closing !== undefined) socket.destroy()
      else this.#open(request, socket, head, caller)
    } catch (error) {
      logger.error('a WebSocket could not be opened', { error })
      socket.destroy()
    }
  }

  #open(request: IncomingMessage, socket: Duplex, head: Buffer, caller: WsConnectionCaller): void {
    const { limits, logger, maxFrameSize } = this.#options
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

type WsConnectionCaller = ConstructorParameters<typeof WsConnection>[1]['caller']
