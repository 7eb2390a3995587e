import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** The open connections of an HTTP server and how many requests of each are being answered. */
export class HttpConnections {
  readonly #answering = new Map<Socket, number>()
  #closing = false

  opened(socket: Socket): void {
    this.#answering.set(socket, 0)
    socket.on('close', () => this.#answering.delete(socket))
  }

  /** From now on a request of the connection is being answered, until its response has been sent. */
  begin(socket: Socket, response: ServerResponse): void {
    this.#change(socket, 1)
    response.on('close', () => {
      this.#change(socket, -1)
      if (this.#closing && this.#answering.get(socket) === 0) socket.destroySoon()
    })
  }

  /** How many requests of the connection are being answered. */
  answering(socket: Socket): number {
    return this.#answering.get(socket) ?? 0
  }

  /** Whether a connection should say that it ends with the answer to its only request. */
  endsWithAnswer(socket: Socket): boolean {
    return this.#closing && this.answering(socket) === 1
  }

  /** Cuts the connections that wait for nothing; the others end with their last answer. */
  drain(): void {
    this.#closing = true
    for (const [socket, answering] of this.#answering) if (answering === 0) socket.destroy()
  }

  /** Cuts all connections. */
  destroy(): void {
    for (const socket of this.#answering.keys()) socket.destroy()
  }

  #change(socket: Socket, by: number): void {
    const before = this.#answering.get(socket)
    if (before !== undefined) this.#answering.set(socket, before + by)
  }
}
