import type { RawData, WebSocket } from 'ws'
import type { Logger } from '../primitives/Logger.ts'
import type { Caller } from '../rpc/Call.ts'
import type { Connection } from '../rpc/Connection.ts'
import type { JsonValue } from '../rpc/JsonRpc.ts'
import type { RequestService } from './RequestService.ts'
import type { SocketLimits } from './SocketLimits.ts'

/** What a connection belongs to. */
export interface WsConnectionParts {
  readonly service: RequestService
  /** Finds out who asks, for each message: a token can expire while the connection is there. Default: everybody may ask. */
  readonly caller: (() => Promise<Caller | undefined>) | undefined
  readonly limits: SocketLimits
  readonly logger: Logger
}

/** Close codes of RFC 6455. */
const GOING_AWAY = 1001
const MESSAGE_TOO_BIG = 1009

/** One WebSocket: its requests are worked on at once and answered as they are done (spec 03 §3). */
export class WsConnection implements Connection {
  readonly #socket: WebSocket
  readonly #parts: WsConnectionParts
  readonly #closed: Promise<void>
  #running = 0
  /** Whether its messages are looked at. */
  #listening = true
  #allAnswered: (() => void) | undefined
  #isDropped = false

  constructor(socket: WebSocket, parts: WsConnectionParts) {
    this.#socket = socket
    this.#parts = parts
    socket.on('message', (data) => void this.#receive(data))
    socket.on('error', (error) => parts.logger.debug('a WebSocket client broke the protocol', { error }))
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#listening = false
        parts.service.closed(this)
        resolve()
      })
    })
  }

  /** Settles when the connection is gone. */
  get closed(): Promise<void> {
    return this.#closed
  }

  notify(message: JsonValue): void {
    // Until it is closed, which takes a while, there may be thousands.
    if (this.#isDropped) return
    this.#send(JSON.stringify(message))
    if (this.#socket.bufferedAmount <= this.#parts.limits.notificationBytes) return
    this.#parts.logger.warn('a WebSocket client does not read its notifications and is dropped')
    this.#isDropped = true
    this.#listening = false
    this.#socket.terminate()
  }

  /** Ends a connection whose client sends too much at once. */
  refuseSize(): void {
    this.#listening = false
    this.#socket.close(MESSAGE_TOO_BIG)
  }

  /** Answers what has been received, then says goodbye. */
  async close(): Promise<void> {
    this.#listening = false
    if (this.#running > 0) {
      await new Promise<void>((resolve) => {
        this.#allAnswered = resolve
      })
    }
    this.#socket.close(GOING_AWAY)
    // A client that is not read cannot say goodbye.
    this.#socket.resume()
    await this.#closed
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.terminate()
  }

  async #receive(data: RawData): Promise<void> {
    if (!this.#listening) return
    const { service, caller, logger } = this.#parts
    this.#running++
    this.#readOrPause()
    try {
      const { body } = await service.handle((data as Buffer).toString(), this, await caller?.())
      if (body !== undefined) this.#send(body)
    } catch (error) {
      logger.error('a WebSocket message failed unexpectedly', { error })
      this.#socket.terminate()
    } finally {
      this.#running--
      this.#readOrPause()
      if (this.#running === 0) this.#allAnswered?.()
    }
  }

  #send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(text, () => this.#readOrPause())
  }

  /** A client that asks faster than it is answered, or does not read its answers, is not read until it has caught up. */
  #readOrPause(): void {
    const { requestsAtOnce, answerBytes } = this.#parts.limits
    const busy = this.#running >= requestsAtOnce || this.#socket.bufferedAmount > answerBytes
    if (busy !== this.#socket.isPaused) this.#socket[busy ? 'pause' : 'resume']()
  }
}
