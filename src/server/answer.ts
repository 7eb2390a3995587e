import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { compress, contentCoding } from './contentCoding.ts'

/** What a server says to one HTTP request. */
export interface Answer {
  readonly status: number
  /** Default: what goes with the status. */
  readonly statusText?: string
  readonly headers?: OutgoingHttpHeaders
  /** Default none. */
  readonly body?: string | undefined
  /** Whether the connection ends with it. Default false. */
  readonly last?: boolean
}

/** What goes with a status where Besu and Node.js do not say the same. */
const STATUS_TEXTS: Readonly<Record<number, string>> = { 413: 'Request Entity Too Large', 504: 'Gateway Timeout' }

/** An answer that says no more than its status (spec 03 §2.6). */
export function statusAnswer(status: 413 | 504): Answer {
  return { status, body: STATUS_TEXTS[status] }
}

/** Sends an answer, compressed if the client asks for that. */
export async function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { status, statusText = STATUS_TEXTS[status], headers = {}, body = '', last = false } = answer
  response.statusCode = status
  if (statusText !== undefined) response.statusMessage = statusText
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value)
  }
  if (last) response.setHeader('Connection', 'close')
  const coding = body === '' ? undefined : contentCoding(request.headers['accept-encoding']?.toString())
  let bytes = Buffer.from(body)
  if (coding !== undefined) {
    bytes = Buffer.from(await compress(bytes, coding))
    response.setHeader('Content-Encoding', coding)
  }
  if (status !== 204) response.setHeader('Content-Length', bytes.length)
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
