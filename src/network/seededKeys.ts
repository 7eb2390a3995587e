import { keccak256 } from '../crypto/keccak.ts'
import { concat } from '../primitives/bytes.ts'

const encoder = new TextEncoder()

/** 32 bytes that depend on a seed and a purpose only. */
export function seededBytes(seed: string, ...purpose: readonly (string | Uint8Array)[]): Uint8Array {
  const parts = purpose.map((part) => keccak256(typeof part === 'string' ? encoder.encode(part) : part))
  return keccak256(concat(keccak256(encoder.encode(seed)), ...parts))
}
