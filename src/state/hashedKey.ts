import { keccak256 } from '../crypto/keccak.ts'
import { type Hex, fromHex } from '../primitives/bytes.ts'

const LIMIT = 200_000
let recent = new Map<Hex, Uint8Array>()
let older = new Map<Hex, Uint8Array>()

/** Keccak-256 of an address or slot given as hex: its key in a secure trie. Remembers the keys used most recently. */
export function hashedKey(preimage: Hex): Uint8Array {
  const known = recent.get(preimage)
  if (known !== undefined) return known
  const hash = older.get(preimage) ?? keccak256(fromHex(preimage))
  if (recent.size >= LIMIT) {
    older = recent
    recent = new Map()
  }
  recent.set(preimage, hash)
  return hash
}
