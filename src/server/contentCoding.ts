import { promisify } from 'node:util'
import { deflate, deflateSync, gzip, gzipSync } from 'node:zlib'

/** How the body of an answer can be compressed. */
export type ContentCoding = 'gzip' | 'deflate'

/** Up to so many bytes it takes longer to hand the work to another thread than to do it. */
const SMALL = 4096
/** Bodies below need no large window; it takes most of the time to set one up. */
const TINY = 512

/** The coding that a client prefers; gzip when it does not mind. `undefined`: none. */
export function contentCoding(acceptEncoding: string | undefined): ContentCoding | undefined {
  if (acceptEncoding === undefined) return undefined
  const quality = new Map<string, number>()
  for (const part of acceptEncoding.split(',')) {
    const [name = '', weight] = part.split(';')
    const q = /^\s*q\s*=\s*([0-9.]+)\s*$/i.exec(weight ?? '')?.[1]
    quality.set(name.trim().toLowerCase(), q === undefined ? 1 : Number(q))
  }
  const any = quality.get('*') ?? 0
  const gzipped = quality.get('gzip') ?? any
  const deflated = quality.get('deflate') ?? any
  if (!(gzipped > 0 || deflated > 0)) return undefined
  return gzipped >= deflated ? 'gzip' : 'deflate'
}

/** Compresses a body. */
export async function compress(body: Buffer, coding: ContentCoding): Promise<Buffer> {
  if (body.length > SMALL) return promisify(coding === 'gzip' ? gzip : deflate)(body)
  const options = body.length > TINY ? {} : { windowBits: 9, memLevel: 1 }
  return (coding === 'gzip' ? gzipSync : deflateSync)(body, options)
}
