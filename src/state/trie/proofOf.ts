import { RLP } from '@ethereumjs/rlp'
import { equalBytes, toHex } from '../../primitives/bytes.ts'
import { CoterieError } from '../../errors/CoterieError.ts'
import type { StateRoot } from '../../primitives/identifiers.ts'
import { EMPTY_ROOT } from './MerkleTrie.ts'
import { nibbleAt } from './nibbles.ts'
import type { NodeSource } from './NodeSource.ts'

/** What a trie says about a key, with the nodes that prove it. */
export interface TrieProof {
  /** `undefined`: the key is not in the trie. */
  readonly value: Uint8Array | undefined
  /** RLP of the nodes from the root on; nodes that stand inside their parents have no entry. */
  readonly nodes: readonly Uint8Array[]
}

type Item = Uint8Array | Item[]

/**
 * A Merkle proof as EIP-1186 has it.
 * @throws {CoterieError} `STATE_INCONSISTENT` when a node is missing.
 */
export function proofOf(source: NodeSource, root: StateRoot, key: Uint8Array): TrieProof {
  const nodes: Uint8Array[] = []
  let depth = 0
  let next: Item = equalBytes(root, EMPTY_ROOT) ? new Uint8Array(0) : root
  for (;;) {
    let node: Item[]
    if (Array.isArray(next)) node = next
    else {
      if (next.length === 0) return { value: undefined, nodes }
      const encoded = stored(source, next)
      nodes.push(encoded)
      node = RLP.decode(encoded) as Item[]
    }
    if (node.length === 17) {
      if (depth === key.length * 2) return { value: valueOf(node[16]), nodes }
      next = node[nibbleAt(key, depth++)] ?? new Uint8Array(0)
      continue
    }
    const [path, rest] = node as [Uint8Array, Item]
    const { isLeaf, nibbles } = pathOf(path)
    if (!nibbles.every((nibble, i) => depth + i < key.length * 2 && nibbleAt(key, depth + i) === nibble)) {
      return { value: undefined, nodes }
    }
    depth += nibbles.length
    if (isLeaf) return { value: depth === key.length * 2 ? valueOf(rest) : undefined, nodes }
    next = rest
  }
}

function valueOf(item: Item | undefined): Uint8Array | undefined {
  return item instanceof Uint8Array && item.length > 0 ? item : undefined
}

/** Hex-prefix encoding of a leaf or an extension. */
function pathOf(path: Uint8Array): { readonly isLeaf: boolean; readonly nibbles: number[] } {
  const first = path[0] ?? 0
  const nibbles: number[] = []
  for (let i = (first & 0x10) === 0 ? 2 : 1; i < path.length * 2; i++) nibbles.push(nibbleAt(path, i))
  return { isLeaf: (first & 0x20) !== 0, nibbles }
}

function stored(source: NodeSource, hash: Uint8Array): Uint8Array {
  const found = source.get(hash)
  if (found !== undefined) return new Uint8Array(found.buffer, found.byteOffset, found.byteLength)
  throw new CoterieError('STATE_INCONSISTENT', `trie node ${toHex(hash)} is missing from the store; restore the store`)
}
