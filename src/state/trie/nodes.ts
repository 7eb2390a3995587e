/**
 * The nodes of a trie in memory. A change makes new nodes for its path, or changes those that were made under the same edit,
 * and shares the others, so tries may share nodes. Three things of a node are caches that do not alter what it stands for:
 * its reference, whether it is stored, and whether a child is resolved or only known by hash.
 */
import type { NibblePath } from './nibbles.ts'
import type { TrieEdit } from './TrieEdit.ts'

const HASH_SIZE = 32

/** What a node caches about itself, and who may change it. */
export interface NodeCache {
  /**
   * What the parent holds: keccak-256 of the RLP (32 bytes), or the RLP itself when it is shorter than 32 bytes. Most nodes
   * below a branch have none: the branch's encoding holds it.
   */
  reference: Uint8Array | undefined
  /** Whether the node and everything below it can be read from the source. */
  stored: boolean
  /** The edit under which it may be changed in place; `undefined` for a node that was read. */
  readonly owner: TrieEdit | undefined
}

/** The end of a key: what is left of the path, and the value (never empty). */
export interface LeafNode extends NodeCache, NibblePath {
  readonly kind: 'leaf'
  value: Uint8Array
}

/** A run of nibbles (at least one) that all keys below have in common; a branch follows. */
export interface ExtensionNode extends NodeCache, NibblePath {
  readonly kind: 'extension'
  child: BranchNode | HashRef
}

/** A fork: a child for each next nibble, and the value of the key that ends here. At least two of the 17 are present. */
export interface BranchNode extends NodeCache {
  readonly kind: 'branch'
  /** 16 entries; those of children that are known by their hash in {@link encoding} alone are `undefined`, too. */
  readonly children: (TrieNode | undefined)[]
  /** Which children there are: bit `i` for child `i`. */
  present: number
  readonly value: Uint8Array | undefined
  /**
   * Its RLP, if it has no value and all children are known by hash; those of the {@link outdated} ones have not been updated.
   * It is what a root costs in a large trie: a changed branch is not put together from 16 places in memory every time.
   */
  encoding: Uint8Array | undefined
  /** Children that have changed since `encoding` was written; they are in memory. */
  outdated: number
}

/** A stored node that has not been read yet. */
export interface HashRef {
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
export function leafNode(bytes: Uint8Array, start: number, end: number, value: Uint8Array, owner?: TrieEdit): LeafNode {
  return { kind: 'leaf', bytes, start, end, value, reference: undefined, stored: false, owner }
}

/** A new extension. */
export function extensionNode(
  bytes: Uint8Array,
  start: number,
  end: number,
  child: BranchNode | HashRef,
  owner?: TrieEdit,
): ExtensionNode {
  return { kind: 'extension', bytes, start, end, child, reference: undefined, stored: false, owner }
}

/** A new branch over the given children, which it keeps. */
export function branchNode(
  children: (TrieNode | undefined)[],
  value: Uint8Array | undefined,
  owner?: TrieEdit,
): BranchNode {
  let present = 0
  for (let i = 0; i < 16; i++) if (children[i] !== undefined) present |= 1 << i
  return newBranch(children, present, value, undefined, 0, owner)
}

/** A branch by all its parts. */
export function newBranch(
  children: (TrieNode | undefined)[],
  present: number,
  value: Uint8Array | undefined,
  encoding: Uint8Array | undefined,
  outdated: number,
  owner: TrieEdit | undefined,
): BranchNode {
  return { kind: 'branch', children, present, value, encoding, outdated, reference: undefined, stored: false, owner }
}

/** A reference to the stored node whose hash is at `start` of these bytes, which must not change. */
export function hashRef(bytes: Uint8Array, start = 0): HashRef {
  const reference = bytes.length === HASH_SIZE ? bytes : bytes.subarray(start, start + HASH_SIZE)
  return { kind: 'hash', reference, stored: true }
}

/** 16 absent children. */
export function noChildren(): (TrieNode | undefined)[] {
  return new Array<TrieNode | undefined>(16).fill(undefined)
}
