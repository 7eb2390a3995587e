import { type ClientOptions, WebSocket } from 'ws'

/** A WebSocket client that keeps what it is told until the test looks. */
export class WsClient {
  readonly socket: WebSocket
  /** Settles with the close code. */
  readonly closed: Promise<number>
  readonly #messages: string[] = []
  #look: () => void = () => undefined

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer, isBinary) => {
      this.#messages.push(isBinary ? `binary ${data.toString('hex')}` : data.toString())
      this.#look()
    })
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => socket.on('close', resolve))
    void this.closed.then(() => this.#look())
  }

  static async open(url: string, options: ClientOptions = {}): Promise<WsClient> {
    const client = new WsClient(new WebSocket(url, options))
    await new Promise((resolve, reject) => {
      client.socket.on('open', resolve)
      client.socket.on('error', reject)
    })
    return client
  }

  send(message: string | Buffer): void {
    this.socket.send(message)
  }

  /** The next message. */
  async next(): Promise<string> {
    for (;;) {
      const message = this.#messages.shift()
      if (message !== undefined) return message
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('closed')
      await new Promise<void>((resolve) => {
        this.#look = resolve
      })
    }
  }

  /** Sends a message and takes the next one for its answer. */
  async ask(message: string | Buffer): Promise<string> {
    this.send(message)
    return this.next()
  }

  close(): void {
    this.socket.terminate()
  }
}
