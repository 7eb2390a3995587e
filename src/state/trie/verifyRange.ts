import { keccak256 } from '../../crypto/keccak.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import type { StateRoot } from '../../primitives/identifiers.ts'
import { decodeNode } from './decodeNode.ts'
import { referenceOf } from './encodeNode.ts'
import { KEY_LENGTH, KEY_NIBBLES, type KeyInterval, LAST_KEY, compareKeys, hasPrefix, nextKey } from './keyInterval.ts'
import { EMPTY_ROOT } from './MerkleTrie.ts'
import { nibbleAt } from './nibbles.ts'
import {
  type HashRef,
  type ResolvedNode,
  type TrieNode,
  branchNode,
  extensionNode,
  hashRef,
  leafNode,
  noChildren,
} from './nodes.ts'
import { type TrieRange, snapshotInvalid } from './TrieRange.ts'
import type { TrieEntry } from './walkEntries.ts'
import { type IntervalVisitor, walkInterval } from './walkInterval.ts'

/** A stored node with keys inside and outside a range. */
export interface EdgeNode {
  /** Nibbles above the node. */
  readonly path: readonly number[]
  readonly hash: Uint8Array
  readonly encoded: Uint8Array
}

/** What a verified range says about the trie's nodes. */
export interface VerifiedRange {
  /** The subtries that lie in the range, made from its entries, with their hashes; none of their nodes is stored. */
  readonly subtries: readonly ResolvedNode[]
  /** The nodes of the proof, parents first. */
  readonly edges: readonly EdgeNode[]
  /** Where the next range begins; `undefined` when this was the last. */
  readonly next: Uint8Array | undefined
}

/**
 * Checks that a range has exactly the entries of the trie from a key up to its own last entry, or to the end if it says
 * that there are no more, and that its proof has exactly the nodes that this takes.
 * @param from first key that may be in the range: 32 bytes.
 * @throws {CoterieError} SNAPSHOT_INVALID for anything that `readRange` would not have answered with some `maxBytes`.
 */
export function verifyRange(root: StateRoot, from: Uint8Array, range: TrieRange): VerifiedRange {
  const last = range.entries.at(-1)?.[0]
  if (range.more && last === undefined) throw snapshotInvalid('a range has no entries and promises more')
  checkEntries(range.entries, from)
  const to = range.more && last !== undefined ? last : LAST_KEY
  const check = new RangeCheck(range)
  if (!equalBytes(root, EMPTY_ROOT)) check.run(root, { from, to })
  check.end()
  return { subtries: check.subtries, edges: check.edges, next: range.more ? nextKey(to) : undefined }
}

function checkEntries(entries: readonly TrieEntry[], from: Uint8Array): void {
  let previous: Uint8Array | undefined
  for (const [key, value] of entries) {
    if (key.length !== KEY_LENGTH) throw snapshotInvalid(`a key has ${key.length} bytes instead of 32`)
    if (value.length === 0) throw snapshotInvalid('an entry has no value')
    if (previous !== undefined && compareKeys(previous, key) >= 0) throw snapshotInvalid('entries are out of order')
    if (previous === undefined && compareKeys(key, from) < 0) throw snapshotInvalid('an entry lies before the range')
    previous = key
  }
}

class RangeCheck implements IntervalVisitor {
  readonly subtries: ResolvedNode[] = []
  readonly edges: EdgeNode[] = []
  readonly #range: TrieRange
  #entry = 0
  #more = false

  constructor(range: TrieRange) {
    this.#range = range
  }

  run(root: StateRoot, interval: KeyInterval): void {
    walkInterval(hashRef(root), [], interval, this)
  }

  /** @throws {CoterieError} SNAPSHOT_INVALID when something of the range has not been used. */
  end(): void {
    const { entries, proof, more } = this.#range
    if (this.#entry < entries.length) throw snapshotInvalid('a range has an entry that the trie does not have')
    if (this.edges.length < proof.length) throw snapshotInvalid('a proof has a node that it does not need')
    if (more && !this.#more) throw snapshotInvalid('a range promises more where the trie ends')
  }

  open(ref: HashRef, path: readonly number[]): ResolvedNode {
    const encoded = this.#range.proof[this.edges.length]
    if (encoded === undefined) throw snapshotInvalid('a proof lacks a node')
    if (!equalBytes(keccak256(encoded), ref.reference)) throw snapshotInvalid('a node of a proof is not the one needed')
    this.edges.push({ path: [...path], hash: ref.reference, encoded })
    try {
      return decodeNode(encoded, ref.reference)
    } catch (cause) {
      throw snapshotInvalid('a node of a proof is no trie node', cause)
    }
  }

  within(node: TrieNode, path: readonly number[]): void {
    const { entries } = this.#range
    const start = this.#entry
    let end = start
    while (end < entries.length && hasPrefix(keyAt(entries, end), path)) end++
    if (start === end) throw snapshotInvalid('an entry of the trie is missing from a range')
    const subtrie = buildSubtrie(entries, start, end, path.length)
    // A whole trie of 32-byte keys never has less than 32 bytes of RLP, so a root needs no other treatment.
    if (!equalBytes(referenceOf(subtrie), referenceOf(node))) {
      throw snapshotInvalid('the entries of a range are not those of the trie')
    }
    this.subtries.push(subtrie)
    this.#entry = end
  }

  leaf(path: readonly number[], value: Uint8Array): void {
    const entry = this.#range.entries[this.#entry]
    if (entry === undefined || !hasPrefix(entry[0], path) || !equalBytes(entry[1], value)) {
      throw snapshotInvalid('the entries of a range are not those of the trie')
    }
    this.#entry++
  }

  after(): void {
    this.#more = true
  }

  unequalKeys(): Error {
    return snapshotInvalid('the root is not that of a trie with keys of 32 bytes')
  }
}

/** The node that stands for the entries from `start` to `end` (exclusive; at least one) below `depth` nibbles. */
function buildSubtrie(entries: readonly TrieEntry[], start: number, end: number, depth: number): ResolvedNode {
  const first = keyAt(entries, start)
  if (end - start === 1) return leafNode(first, depth, KEY_NIBBLES, entries[start]?.[1] ?? first)
  const last = keyAt(entries, end - 1)
  // Keys ascend, so what first and last have in common all have, and no two are equal.
  let fork = depth
  while (nibbleAt(first, fork) === nibbleAt(last, fork)) fork++
  const children = noChildren()
  let at = start
  while (at < end) {
    const nibble = nibbleAt(keyAt(entries, at), fork)
    let behind = at + 1
    while (behind < end && nibbleAt(keyAt(entries, behind), fork) === nibble) behind++
    children[nibble] = buildSubtrie(entries, at, behind, fork + 1)
    at = behind
  }
  const branch = branchNode(children, undefined)
  return fork === depth ? branch : extensionNode(first, depth, fork, branch)
}

function keyAt(entries: readonly TrieEntry[], index: number): Uint8Array {
  return entries[index]?.[0] ?? LAST_KEY
}
