import { keccak256 } from '../../crypto/keccak.ts'

const encoder = new TextEncoder()

/** Random-looking numbers that depend on a text only (xorshift, 32 bits). */
export class SeededNumbers {
  #state: number

  constructor(seed: string) {
    const digest = keccak256(encoder.encode(seed))
    this.#state = new DataView(digest.buffer, digest.byteOffset).getUint32(0) | 1
  }

  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x
    return (x >>> 0) % limit
  }

  /** So many bytes. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }
}

/** 32 bytes that depend on texts only. */
export function seededWord(...parts: readonly string[]): Uint8Array {
  return keccak256(encoder.encode(parts.join('\n')))
}
