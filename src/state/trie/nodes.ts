/**
 * The nodes of a trie in memory. A change makes new nodes for its path and shares the others, so tries may share nodes.
 * Three things of a node are caches that do not alter what it stands for: its reference, whether it is stored, and
 * whether a child is resolved or only known by hash.
 */
import type { NibblePath } from './nibbles.ts'

const HASH_SIZE = 32

/** What a node caches about itself. */
export interface NodeCache {
  /** What the parent holds: keccak-256 of the RLP (32 bytes), or the RLP itself when it is shorter than 32 bytes. */
  reference: Uint8Array | undefined
  /** Whether the node and everything below it can be read from the source. */
  stored: boolean
}

/** The end of a key: what is left of the path, and the value (never empty). */
export interface LeafNode extends NodeCache, NibblePath {
  readonly kind: 'leaf'
  readonly value: Uint8Array
}

/** A run of nibbles (at least one) that all keys below have in common; a branch follows. */
export interface ExtensionNode extends NodeCache, NibblePath {
  readonly kind: 'extension'
  child: BranchNode | HashRef
}

/** A fork: a child for each next nibble, and the value of the key that ends here. At least two of the 17 are present. */
export interface BranchNode extends NodeCache {
  readonly kind: 'branch'
  /** 16 entries. */
  readonly children: (TrieNode | undefined)[]
  readonly value: Uint8Array | undefined
  /**
   * Cache for a branch whose children are known by hash, and which has no value: its RLP, in which the hashes of the {@link outdated} children have not
   * been updated. It moves on to the branch's successor, so that a changed branch is not put together from 16 places in
   * memory every time; that is what a root costs in a large trie.
   */
  encoding: Uint8Array | undefined
  /** Children that have changed since `encoding` was written: bit `i` for child `i`. */
  outdated: number
}

/** A stored node that has not been read yet. */
export interface HashRef extends NodeCache {
  readonly kind: 'hash'
  /** 32 bytes. */
  readonly reference: Uint8Array
  readonly stored: true
}

/** A node whose content is in memory. */
export type ResolvedNode = LeafNode | ExtensionNode | BranchNode
/** Any node; the empty trie is `undefined`. */
export type TrieNode = ResolvedNode | HashRef

/** A new leaf with the path's nibbles from `start` on. */
export function leafNode(bytes: Uint8Array, start: number, end: number, value: Uint8Array): LeafNode {
  return { kind: 'leaf', bytes, start, end, value, reference: undefined, stored: false }
}

/** A new extension. */
export function extensionNode(
  bytes: Uint8Array,
  start: number,
  end: number,
  child: BranchNode | HashRef,
): ExtensionNode {
  return { kind: 'extension', bytes, start, end, child, reference: undefined, stored: false }
}

/** A new branch over the given children, which it keeps. */
export function branchNode(children: (TrieNode | undefined)[], value: Uint8Array | undefined): BranchNode {
  return { kind: 'branch', children, value, reference: undefined, stored: false, encoding: undefined, outdated: 0 }
}

/** The branch with another child, or one more; it takes over the branch's cached encoding. */
export function withChild(branch: BranchNode, index: number, child: TrieNode): BranchNode {
  const children = branch.children.slice()
  children[index] = child
  const changed = branchNode(children, branch.value)
  if (branch.encoding !== undefined && branch.children[index] !== undefined) {
    changed.encoding = branch.encoding
    changed.outdated = branch.outdated | (1 << index)
    branch.encoding = undefined
  }
  return changed
}

/** A hash inside other bytes. A branch has up to 16 of them, most of which are never looked at: a view takes 100 bytes. */
class StoredHash implements HashRef {
  readonly kind = 'hash'
  readonly stored = true
  readonly #bytes: Uint8Array
  readonly #start: number

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes
    this.#start = start
  }

  get reference(): Uint8Array {
    const bytes = this.#bytes
    return bytes.length === HASH_SIZE ? bytes : bytes.subarray(this.#start, this.#start + HASH_SIZE)
  }
}

/** A reference to the stored node whose hash is at `start` of these bytes, which must not change. */
export function hashRef(bytes: Uint8Array, start = 0): HashRef {
  return new StoredHash(bytes, start)
}

/** 16 absent children. */
export function noChildren(): (TrieNode | undefined)[] {
  return new Array<TrieNode | undefined>(16).fill(undefined)
}
