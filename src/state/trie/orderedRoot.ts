import type { NodeSource } from './NodeSource.ts'
import { MerkleTrie } from './MerkleTrie.ts'

const NOTHING: NodeSource = { get: () => undefined }

/**
 * Root of the trie `rlp(index) -> value` of a block's transactions, receipts or withdrawals: 32 bytes.
 * @param values encoded items in block order, none of them empty.
 */
export function orderedRoot(values: readonly Uint8Array[]): Uint8Array {
  const trie = new MerkleTrie(NOTHING)
  values.forEach((value, index) => trie.put(indexKey(index), value))
  return trie.root()
}

/** RLP of an index as a scalar. */
function indexKey(index: number): Uint8Array {
  if (index === 0) return Uint8Array.of(0x80)
  if (index < 0x80) return Uint8Array.of(index)
  const bytes: number[] = []
  for (let rest = index; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.of(0x80 + bytes.length, ...bytes)
}
