import { Agent, request } from 'node:http'
import { WebSocket } from 'ws'

/** An answer as it came. */
export interface Answer {
  /** Of HTTP; `undefined` over WebSocket. */
  readonly status: number | undefined
  readonly body: string
}

/** Sends bodies one after the other. */
export interface Client {
  /** @throws {Error} when there is no answer. */
  send(body: Buffer): Promise<Answer>
  close(): void
}

/** Longest wait for an answer, milliseconds. */
const PATIENCE = 30_000

/** A client with one connection that is kept. */
export function httpClient(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'content-length': body.length }
        const sent = request(url, { method: 'POST', agent, headers, timeout: PATIENCE }, (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('error', reject)
          response.on('end', () =>
            resolve({ status: response.statusCode, body: Buffer.concat(parts).toString('utf8') }),
          )
        })
        sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
        sent.on('error', reject)
        sent.end(body)
      }),
    close: () => agent.destroy(),
  }
}

/** A client with one WebSocket; what subscriptions tell is passed over. */
export async function wsClient(url: string): Promise<Client> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined
  socket.on('message', (data: Buffer) => {
    const body = data.toString('utf8')
    if (!/^\{"jsonrpc":"2\.0","method":"\w+_subscription"/.test(body)) waiting?.resolve({ status: undefined, body })
  })
  socket.on('close', (code) => waiting?.reject(new Error(`the socket was closed with ${code}`)))
  socket.on('error', () => undefined)
  return {
    send: async (body) => {
      let timer: NodeJS.Timeout | undefined
      try {
        return await new Promise<Answer>((resolve, reject) => {
          waiting = { resolve, reject }
          timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE)
          // A text frame must be UTF-8.
          socket.send(body, { binary: Buffer.compare(Buffer.from(body.toString('utf8')), body) !== 0 })
        })
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => socket.close(),
  }
}
