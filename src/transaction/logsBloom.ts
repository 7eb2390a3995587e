import { keccak256 } from '../crypto/keccak.ts'
import type { PrivateLog } from './privateReceipt.ts'

const EMPTY_BLOOM = new Uint8Array(256)

/**
 * The 256-byte bloom filter of logs, as in a public receipt: for the address and every topic, three bits of the 2048,
 * numbered by the first three pairs of bytes of the keccak-256. Not to be changed by the caller.
 */
export function logsBloom(logs: readonly PrivateLog[]): Uint8Array {
  if (logs.length === 0) return EMPTY_BLOOM
  const bloom = new Uint8Array(256)
  for (const { address, topics } of logs) {
    for (const entry of [address, ...topics]) {
      const hash = keccak256(entry)
      for (let i = 0; i < 6; i += 2) {
        const bit = (((hash[i] ?? 0) << 8) | (hash[i + 1] ?? 0)) & 2047
        const index = 255 - (bit >> 3)
        bloom[index] = (bloom[index] ?? 0) | (1 << (bit & 7))
      }
    }
  }
  return bloom
}
