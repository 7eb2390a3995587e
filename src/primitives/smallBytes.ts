import { Slab } from './Slab.ts'

const slab = new Slab(4096, 512)

/** An array of zeros, part of a larger one unless it is large itself; for encodings, of which many are made. */
export function smallBytes(length: number): Uint8Array {
  return slab.take(length)
}

/** A copy in an array as {@link smallBytes} gives. */
export function smallCopy(bytes: Uint8Array): Uint8Array {
  return slab.copy(bytes)
}
