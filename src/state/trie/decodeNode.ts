/** RLP to nodes, by hand: a trie reads nodes on the hot path. Only canonical RLP is accepted. */
import { CoterieError } from '../../errors/CoterieError.ts'
import { toHex } from '../../primitives/bytes.ts'
import { childrenOf, countBits } from './branchEncoding.ts'
import {
  type BranchNode,
  type ResolvedNode,
  type TrieNode,
  branchNode,
  extensionNode,
  hashRef,
  leafNode,
  newBranch,
  noChildren,
} from './nodes.ts'

// The item that readItem found last: its content, and whether it is a list.
let itemStart = 0
let itemEnd = 0
let itemIsList = false

/**
 * The node that `encoded` stands for, with children by their hashes or, below 32 bytes, as nodes. It keeps views of
 * `encoded`.
 * @param hash under which it is stored, for the error message.
 * @throws {CoterieError} STATE_INCONSISTENT when the bytes are no canonical trie node.
 */
export function decodeNode(encoded: Uint8Array, hash: Uint8Array): ResolvedNode {
  const node = readNode(encoded, 0, encoded.length, hash)
  node.reference = encoded.length < 32 ? encoded : hash
  return node
}

function readNode(bytes: Uint8Array, from: number, limit: number, hash: Uint8Array): ResolvedNode {
  readItem(bytes, from, limit, hash)
  if (!itemIsList || itemEnd !== limit) throw malformed(hash, 'it is not one RLP list')
  const start = itemStart
  readItem(bytes, start, limit, hash)
  const pathIsList = itemIsList
  const pathStart = itemStart
  const second = itemEnd
  readItem(bytes, second, limit, hash)
  const node =
    itemEnd === limit && !pathIsList
      ? readShort(bytes, pathStart, second, limit, hash)
      : readBranch(bytes, from, start, limit, hash)
  node.stored = true
  return node
}

/** A leaf or extension whose second item was read last. */
function readShort(
  bytes: Uint8Array,
  pathStart: number,
  second: number,
  limit: number,
  hash: Uint8Array,
): ResolvedNode {
  const first = bytes[pathStart] ?? 0xff
  const odd = (first & 0x10) !== 0
  if (pathStart === second || first >= 0x40 || (!odd && (first & 0x0f) !== 0)) {
    throw malformed(hash, 'its path is no hex-prefix encoding')
  }
  // Encoded path and path end together, so the encoding itself is the path, less its flag.
  const path = bytes.subarray(pathStart, second)
  const start = odd ? 1 : 2
  const end = path.length * 2
  if ((first & 0x20) !== 0) {
    if (itemIsList || itemStart === itemEnd) throw malformed(hash, 'a leaf without a value')
    return leafNode(path, start, end, bytes.subarray(itemStart, itemEnd))
  }
  if (start === end) throw malformed(hash, 'an extension without a path')
  const child = readChild(bytes, second, limit, hash)
  if (child?.kind !== 'hash' && child?.kind !== 'branch') throw malformed(hash, 'an extension without a branch')
  return extensionNode(path, start, end, child)
}

function readBranch(bytes: Uint8Array, from: number, start: number, limit: number, hash: Uint8Array): BranchNode {
  // Most have nothing but hashes, which are left where they are.
  const ofHashes = limit === bytes.length ? childrenOf(bytes, start) : undefined
  if (ofHashes !== undefined && countBits(ofHashes) > 1) {
    const encoding = from === 0 ? bytes : bytes.subarray(from)
    return newBranch(noChildren(), ofHashes, undefined, encoding, 0, undefined)
  }
  const children = noChildren()
  let present = 0
  let at = start
  for (let i = 0; i < 16; i++) {
    readItem(bytes, at, limit, hash)
    const next = itemEnd
    const child = readChild(bytes, at, next, hash)
    if (child !== undefined) present++
    children[i] = child
    at = next
  }
  readItem(bytes, at, limit, hash)
  if (itemIsList || itemEnd !== limit) throw malformed(hash, 'it has neither 2 nor 17 items')
  const value = itemStart === itemEnd ? undefined : bytes.subarray(itemStart, itemEnd)
  if (present + (value === undefined ? 0 : 1) < 2) throw malformed(hash, 'a branch of fewer than two')
  return branchNode(children, value)
}

/** The child whose item was read last and occupies `from` to `limit`. */
function readChild(bytes: Uint8Array, from: number, limit: number, hash: Uint8Array): TrieNode | undefined {
  if (itemIsList) {
    if (limit - from >= 32) throw malformed(hash, 'an embedded node of 32 bytes or more')
    const node = readNode(bytes, from, limit, hash)
    node.reference = bytes.subarray(from, limit)
    return node
  }
  if (itemStart === itemEnd) return undefined
  if (itemEnd - itemStart !== 32) throw malformed(hash, 'a child that is neither a hash nor a node')
  return hashRef(bytes, itemStart)
}

/** Finds the item at `at`, which must end at or before `limit`. */
function readItem(bytes: Uint8Array, at: number, limit: number, hash: Uint8Array): void {
  if (at >= limit) throw malformed(hash, 'it is too short')
  const first = bytes[at] ?? 0
  itemIsList = first >= 0xc0
  itemStart = at
  itemEnd = at + 1
  if (first >= 0x80) {
    const base = itemIsList ? 0xc0 : 0x80
    itemStart = at + 1
    let length = first - base
    if (length > 55) {
      const size = length - 55
      itemStart += size
      length = size > 4 ? Infinity : 0
      for (let i = at + 1; i < itemStart; i++) length = length * 256 + (bytes[i] ?? 0)
      if (itemStart > limit || length < 56 || bytes[at + 1] === 0) throw malformed(hash, 'a length is not canonical')
    }
    itemEnd = itemStart + length
    if (itemEnd > limit) throw malformed(hash, 'it is too short')
    if (!itemIsList && length === 1 && (bytes[itemStart] ?? 0) < 0x80) throw malformed(hash, 'a byte is not canonical')
  }
}

/** The error for a stored node that cannot be one; `details.hash` is its hash in hex. */
export function malformed(hash: Uint8Array, problem: string): CoterieError<'STATE_INCONSISTENT'> {
  const name = toHex(hash)
  return new CoterieError(
    'STATE_INCONSISTENT',
    `the stored trie node ${name} is malformed (${problem}); restore the store or replay the group into a new one`,
    { details: { hash: name, problem } },
  )
}
