import type { IncomingMessage } from 'node:http'

/** What a client sent: its text, that it is too large, or that it stopped in the middle. */
export type Body = { readonly text: string } | 'too-large' | 'aborted'

/** How much of a body that is too large is thrown away before the connection is cut, in limits. */
const PATIENCE = 4

/**
 * Reads the body of a request, never keeping more than the limit. A body that is too large is reported at once; the rest of it is
 * thrown away so that the client gets to see its answer.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const tooLarge = (): void => {
      chunks.length = 0
      resolve('too-large')
    }
    if (Number(request.headers['content-length'] ?? 0) > limit) tooLarge()
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else if (size <= limit * PATIENCE + 65_536) tooLarge()
      else request.destroy()
    })
    request.on('end', () => resolve({ text: Buffer.concat(chunks).toString() }))
    request.on('error', () => resolve('aborted'))
    request.on('close', () => resolve('aborted'))
  })
}
