import { keccak256 } from '../crypto/keccak.ts'
import { type Hex, fromHex } from '../primitives/bytes.ts'
import { RecentMap } from '../primitives/RecentMap.ts'

/** About 300 bytes each. */
const CAPACITY = 100_000

const hashes = new RecentMap<Hex, Uint8Array>(CAPACITY)

/** Keccak-256 of an address or slot given as hex: its key in a secure trie. Remembers the keys used most recently. */
export function hashedKey(preimage: Hex): Uint8Array {
  const known = hashes.get(preimage)
  if (known !== undefined) return known
  const hash = keccak256(fromHex(preimage))
  hashes.set(preimage, hash)
  return hash
}
