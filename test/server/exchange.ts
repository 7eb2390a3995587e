import { connect, type Socket } from 'node:net'

/** What a server said to one request, as it came. */
export interface RawResponse {
  readonly status: number
  readonly statusText: string
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** One HTTP request, byte for byte what the test wants. */
export interface RawRequest {
  readonly method?: string
  readonly path?: string
  /** In order; `Host` is `localhost` unless it is given, and left out when it is undefined. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
}

/** The bytes of a request. */
export function requestText({ method = 'POST', path = '/', headers = {}, body }: RawRequest): string {
  const all = {
    Host: 'localhost',
    ...(body === undefined ? {} : { 'Content-Length': `${Buffer.byteLength(body)}` }),
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body ?? ''}`
}

/** A TCP connection that remembers everything that it was sent. */
export class RawConnection {
  readonly socket: Socket
  /** Settles with all bytes when the connection is gone, however it ended. */
  readonly ended: Promise<Buffer>
  #received = Buffer.alloc(0)
  #look: () => void = () => undefined

  constructor(url: string) {
    const { hostname, port } = new URL(url)
    this.socket = connect(Number(port), hostname)
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#look()
    })
    this.socket.on('error', () => undefined)
    this.ended = new Promise((resolve) => this.socket.on('close', () => resolve(this.#received)))
    void this.ended.then(() => this.#look())
  }

  /** Settles when the connection stands. */
  async opened(): Promise<this> {
    if (this.socket.connecting) {
      await new Promise((resolve) => {
        this.socket.once('connect', resolve)
        this.socket.once('close', resolve)
      })
    }
    return this
  }

  send(text: string | Uint8Array): this {
    this.socket.write(text)
    return this
  }

  /** The next response. */
  async response(): Promise<RawResponse> {
    for (;;) {
      const parsed = parseResponse(this.#received)
      if (parsed !== undefined) {
        this.#received = this.#received.subarray(parsed.size)
        return parsed.response
      }
      if (this.socket.destroyed) throw new Error(`closed after ${JSON.stringify(this.#received.toString())}`)
      await new Promise<void>((resolve) => {
        this.#look = resolve
      })
    }
  }

  /** Cuts the connection. */
  close(): void {
    this.socket.destroy()
  }
}

/** Sends one request on a connection of its own. */
export async function exchange(url: string, request: RawRequest): Promise<RawResponse> {
  const connection = new RawConnection(url)
  try {
    return await connection.send(requestText(request)).response()
  } finally {
    connection.close()
  }
}

function parseResponse(bytes: Buffer): { response: RawResponse; size: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [line = '', ...fields] = bytes.subarray(0, end).toString().split('\r\n')
  const [, status = '', statusText = ''] = /^HTTP\/1\.1 ([0-9]+) (.*)$/.exec(line) ?? []
  const headers = new Map(
    fields.map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
    }),
  )
  const size = end + 4 + Number(headers.get('content-length') ?? 0)
  if (bytes.length < size) return undefined
  return { response: { status: Number(status), statusText, headers, body: bytes.subarray(end + 4, size) }, size }
}
