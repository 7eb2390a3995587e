/**
 * Nodes to RLP and to references: hex-prefix paths and RLP written by hand into one buffer, because every private
 * transaction hashes a dozen nodes.
 */
import { keccak256, keccak256Into } from '../../crypto/keccak.ts'
import { smallCopy } from '../../primitives/smallBytes.ts'
import { allChildren } from './branchChildren.ts'
import { emptyEncoding, hashPosition } from './branchEncoding.ts'
import { type NibblePath, nibbleAt } from './nibbles.ts'
import type { BranchNode, ExtensionNode, LeafNode, ResolvedNode, TrieNode } from './nodes.ts'

/** Room for the longest list header, in front of the items. */
const HEADER_ROOM = 9
const BRANCH_ROOM = 16 * 33
const INITIAL_ROOM = 4096

// One buffer for all encodings; an encoding is used up before the next one starts.
let buffer = new Uint8Array(INITIAL_ROOM)
// Views of the buffer, kept by where they end (which determines where they start) to make no garbage for each node.
let views: (Uint8Array | undefined)[] = []

/** What a parent holds of this node (see `NodeCache.reference`); computed once, with that of every node below. */
export function referenceOf(node: TrieNode): Uint8Array {
  if (node.reference !== undefined) return node.reference
  if (node.kind === 'hash') return node.reference
  const encoded = encodeTransient(node)
  node.reference = encoded.length < 32 ? encoded.slice() : keccak256(encoded)
  return node.reference
}

/** The RLP of a node. */
export function encodeNode(node: ResolvedNode): Uint8Array {
  return smallCopy(encodeTransient(node))
}

/** The RLP of a node, in bytes that a later encoding or a change of the node overwrites. */
export function encodeTransient(node: ResolvedNode): Uint8Array {
  if (node.kind !== 'branch') return frame(writeShort(node))
  if (updateEncoding(node)) return node.encoding as Uint8Array
  return frame(writeBranch(node))
}

/** Gives a branch an encoding, in which nothing may be up to date yet; whether there can be one. */
export function openEncoding(node: BranchNode): boolean {
  if (node.encoding !== undefined) return true
  if (node.value !== undefined) return false
  node.encoding = emptyEncoding(node.present)
  node.outdated = node.present
  return true
}

/** Brings a branch's encoding up to date, or gives it one; whether there can be one. */
function updateEncoding(node: BranchNode): boolean {
  if (!openEncoding(node)) return false
  const { present } = node
  const encoding = node.encoding as Uint8Array
  while (node.outdated !== 0) {
    const bit = node.outdated & -node.outdated
    const index = 31 - Math.clz32(bit)
    if (!putHash(node.children[index] as TrieNode, encoding, hashPosition(encoding, present, index))) {
      const children = allChildren(node)
      for (let i = 0; i < 16; i++) node.children[i] = children[i]
      node.encoding = undefined
      return false
    }
    node.outdated ^= bit
  }
  return true
}

/** Puts a node's hash somewhere; whether it has one. */
function putHash(node: TrieNode, target: Uint8Array, at: number): boolean {
  const known = node.reference
  if (known !== undefined) {
    if (known.length !== 32) return false
    target.set(known, at)
    return true
  }
  const encoded = encodeTransient(node as ResolvedNode)
  if (encoded.length < 32) return false
  keccak256Into(encoded, target, at)
  return true
}

/** Puts the list header in front of the items, which end at `end`. */
function frame(end: number): Uint8Array {
  const length = end - HEADER_ROOM
  const start = HEADER_ROOM - (length < 56 ? 1 : 1 + lengthOfLength(length))
  writeHeader(0xc0, length, start)
  const known = views[end]
  if (known !== undefined) return known
  const view = buffer.subarray(start, end)
  if (end < INITIAL_ROOM) views[end] = view
  return view
}

/** A branch without encoding: all children are in memory or known by hash. */
function writeBranch(node: BranchNode): number {
  const { children, value } = node
  // References are computed first: that writes to the buffer too.
  for (let i = 0; i < 16; i++) {
    const child = children[i]
    if (child !== undefined) referenceOf(child)
  }
  reserve(BRANCH_ROOM + HEADER_ROOM + (value === undefined ? 0 : value.length))
  let at = HEADER_ROOM
  for (let i = 0; i < 16; i++) {
    const child = children[i]
    if (child === undefined) buffer[at++] = 0x80
    else at = writeReference(referenceOf(child), at)
  }
  if (value !== undefined) return writeString(value, at)
  buffer[at++] = 0x80
  return at
}

function writeShort(node: LeafNode | ExtensionNode): number {
  if (node.kind === 'extension') referenceOf(node.child)
  reserve(node.end - node.start + 2 * HEADER_ROOM + (node.kind === 'leaf' ? node.value.length : 33))
  const at = writePath(node, node.kind === 'leaf', HEADER_ROOM)
  return node.kind === 'leaf' ? writeString(node.value, at) : writeReference(referenceOf(node.child), at)
}

/** Hex-prefix: a flag nibble (2 for a leaf, 1 for an odd number of nibbles), a zero nibble if even, then the path. */
function writePath(path: NibblePath, isLeaf: boolean, at: number): number {
  const { bytes, start, end } = path
  const length = end - start
  const encodedLength = (length >> 1) + 1
  // A single byte is below 0x40 and stands for itself.
  if (encodedLength > 1) at = writeHeader(0x80, encodedLength, at)
  let position = start
  const flag = isLeaf ? 0x20 : 0
  buffer[at++] = (length & 1) === 0 ? flag : flag | 0x10 | nibbleAt(bytes, position++)
  if ((position & 1) === 0) {
    for (let i = position >> 1; i < end >> 1; i++) buffer[at++] = bytes[i] ?? 0
  } else {
    for (; position < end; position += 2) {
      buffer[at++] = (nibbleAt(bytes, position) << 4) | nibbleAt(bytes, position + 1)
    }
  }
  return at
}

function writeReference(reference: Uint8Array, at: number): number {
  if (reference.length === 32) buffer[at++] = 0xa0
  buffer.set(reference, at)
  return at + reference.length
}

function writeString(bytes: Uint8Array, at: number): number {
  const first = bytes[0] ?? 0
  if (bytes.length !== 1 || first >= 0x80) at = writeHeader(0x80, bytes.length, at)
  buffer.set(bytes, at)
  return at + bytes.length
}

function lengthOfLength(length: number): number {
  return length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4
}

/** Writes the header of a string (`base` 0x80) or list (0xc0) and returns the position behind it. */
function writeHeader(base: number, length: number, at: number): number {
  if (length < 56) {
    buffer[at++] = base + length
    return at
  }
  const size = lengthOfLength(length)
  buffer[at++] = base + 55 + size
  for (let shift = (size - 1) * 8; shift >= 0; shift -= 8) buffer[at++] = length >>> shift
  return at
}

function reserve(room: number): void {
  if (room <= buffer.length) return
  buffer = new Uint8Array(room * 2)
  views = []
}
