import { type Socket, connect } from 'node:net'

/** One kept HTTP connection that sends one JSON body after the other; as little work as possible. */
export class HttpConnection {
  readonly #socket: Socket
  readonly #head: string
  #received = ''
  #waiting: { readonly resolve: (body: string) => void; readonly reject: (error: Error) => void } | undefined

  private constructor(socket: Socket, host: string) {
    this.#socket = socket
    this.#head = `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: `
    socket.setNoDelay(true).setEncoding('latin1')
    socket.on('data', (text: string) => this.#take(text))
    socket.on('close', () => this.#waiting?.reject(new Error('the server has closed the connection')))
    socket.on('error', (error) => this.#waiting?.reject(error))
  }

  static async open(url: string): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(url)
    const socket = connect(Number(port), hostname)
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return new HttpConnection(socket, host)
  }

  /** @param body ASCII. @returns the body of the answer. */
  send(body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(`${this.#head}${body.length}\r\n\r\n${body}`)
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #take(text: string): void {
    this.#received += text
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = /content-length: (\d+)/i.exec(this.#received.slice(0, end))?.[1]
    if (length === undefined) return this.#waiting?.reject(new Error('an answer without Content-Length'))
    const body = this.#received.slice(end + 4)
    if (body.length < Number(length)) return
    this.#received = ''
    this.#waiting?.resolve(body)
  }
}
