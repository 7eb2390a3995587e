import { keccak256 } from '../../crypto/keccak.ts'
import { equalBytes, fromHex } from '../../primitives/bytes.ts'
import { type StateRoot, toStateRoot } from '../../primitives/identifiers.ts'
import { addNodeMemory } from './addNodeMemory.ts'
import { type NodeSink, collectNodes } from './collectNodes.ts'
import { deleteValue } from './deleteValue.ts'
import { encodeNode, referenceOf } from './encodeNode.ts'
import { getValue } from './getValue.ts'
import { hashInPairs } from './hashInPairs.ts'
import { resolveNode } from './loadNode.ts'
import type { NodeSource } from './NodeSource.ts'
import { type ResolvedNode, type TrieNode, hashRef } from './nodes.ts'
import { putValue } from './putValue.ts'
import { TrieEdit } from './TrieEdit.ts'
import { unloadNodes } from './unloadNodes.ts'
import { type TrieEntry, walkEntries } from './walkEntries.ts'

/** Root of a trie without entries: keccak-256 of the RLP of the empty string. */
export const EMPTY_ROOT: StateRoot = toStateRoot(
  fromHex('0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'),
)

/**
 * A Merkle Patricia trie in Ethereum's format (Yellow Paper, appendix D), held in memory over stored nodes and
 * synchronous. Keys are used as given: the secure tries of a state (spec 02 §1) are given hashed keys.
 *
 * Changes are made in place where nobody else can see them and copy the path from the root where a fork could; every node
 * knows the hashes below it. So a fork costs nothing and a root hashes only what has changed since the last one. Keys and
 * values are kept, not copied: neither those given nor those returned may be modified.
 *
 * Every method that reads nodes throws a `CoterieError` STATE_INCONSISTENT, with the hash in hex in
 * `details.hash`, when the source lacks a node or holds something malformed; the trie is unchanged then.
 */
export class MerkleTrie {
  /** Where nodes are read from. */
  readonly source: NodeSource
  #top: TrieNode | undefined
  #root: StateRoot | undefined
  #edit = new TrieEdit()

  /**
   * The stored trie with this root; nothing is read yet.
   * @param root default: the empty trie.
   */
  constructor(source: NodeSource, root: StateRoot = EMPTY_ROOT) {
    this.source = source
    this.#root = root
    this.#top = equalBytes(root, EMPTY_ROOT) ? undefined : hashRef(root)
  }

  /** Whether the trie has no entries. */
  get isEmpty(): boolean {
    return this.#top === undefined
  }

  /** The topmost node as of now, for functions that walk tries; `undefined` when the trie is empty. */
  get top(): TrieNode | undefined {
    this.#edit = new TrieEdit()
    return this.#top
  }

  /** The value of a key, or `undefined`. */
  get(key: Uint8Array): Uint8Array | undefined {
    return getValue(this.source, this.#resolveTop(), key)
  }

  /** Sets the value of a key; an empty value deletes it. */
  put(key: Uint8Array, value: Uint8Array): void {
    if (value.length === 0) this.delete(key)
    else this.#replaceTop(putValue(this.source, this.#resolveTop(), key, 0, value, this.#edit))
  }

  /** Removes a key, if it is there. */
  delete(key: Uint8Array): void {
    const top = this.#resolveTop()
    if (top !== undefined) this.#replaceTop(deleteValue(this.source, top, key, 0, this.#edit))
  }

  /** The root: 32 bytes. Hashes the nodes on changed paths, once. */
  root(): StateRoot {
    this.#root ??= this.#computeRoot()
    return this.#root
  }

  /**
   * Gives the sink every node reachable from the root that is not known to be stored, children before parents, and
   * takes it for stored from then on: the source must be able to return it. Nodes of less than 32 bytes live inside their
   * parents and are not emitted, except for the root. A node is a place in the trie: two places with the same content
   * give the same hash twice. The empty trie has no nodes.
   */
  collect(sink: NodeSink): void {
    const top = this.#top
    if (top === undefined || top.kind === 'hash' || top.stored) return
    if (referenceOf(top).length === 32) {
      collectNodes(top, sink)
      return
    }
    sink(this.root(), encodeNode(top))
    top.stored = true
  }

  /** Another trie with the same content; later changes of either do not show in the other. Both share what is in memory. */
  fork(): MerkleTrie {
    this.#edit = new TrieEdit()
    const fork = new MerkleTrie(this.source)
    fork.#top = this.#top
    fork.#root = this.#root
    return fork
  }

  /** Every key with its value, in key order, as of the call of `entries`. Nodes read for it are not kept in memory. */
  entries(): IterableIterator<TrieEntry> {
    const { top } = this
    return top === undefined ? [].values() : walkEntries(this.source, top, [])
  }

  /**
   * Forgets stored nodes that are more than `maxDepth` levels below the root node; they are read again when needed. Nodes
   * that are not stored yet stay. Also frees what forks share with this trie.
   */
  unload(maxDepth: number): void {
    const top = this.#top
    if (top !== undefined && top.kind !== 'hash') unloadNodes(top, maxDepth)
  }

  /** Adds to each level, the root node's being 0, the approximate bytes that the nodes in memory take there. */
  addMemory(levels: number[]): void {
    if (this.#top !== undefined) addNodeMemory(this.#top, 0, levels)
  }

  #resolveTop(): ResolvedNode | undefined {
    const top = this.#top
    if (top === undefined || top.kind !== 'hash') return top
    const resolved = resolveNode(this.source, top, true)
    this.#top = resolved
    return resolved
  }

  #replaceTop(top: ResolvedNode | undefined): void {
    if (!this.#edit.changed) return
    this.#top = top
    this.#root = undefined
  }

  #computeRoot(): StateRoot {
    if (this.#top === undefined) return EMPTY_ROOT
    hashInPairs(this.#top)
    const reference = referenceOf(this.#top)
    return toStateRoot(reference.length === 32 ? reference : keccak256(reference))
  }
}
