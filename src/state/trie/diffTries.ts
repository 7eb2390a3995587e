import { equalBytes } from '../../primitives/bytes.ts'
import { childAt } from './branchChildren.ts'
import { referenceOf } from './encodeNode.ts'
import { resolveNode } from './loadNode.ts'
import type { MerkleTrie } from './MerkleTrie.ts'
import { comparePaths, nibbleAt } from './nibbles.ts'
import type { NodeSource } from './NodeSource.ts'
import type { LeafNode, ResolvedNode, TrieNode } from './nodes.ts'
import { keyOf, pushPath, walkEntries } from './walkEntries.ts'

/** A key whose values differ; a side without the key has no value. */
export interface TrieDifference {
  readonly key: Uint8Array
  readonly left?: Uint8Array
  readonly right?: Uint8Array
}

/** A place in a trie: a node, and how many nibbles of its own path lie above the place. */
interface Place {
  readonly source: NodeSource
  readonly node: TrieNode
  readonly skip: number
}

/**
 * The keys whose values differ between two tries, in key order. Subtrees with equal hashes are neither read nor walked;
 * nodes that are read are not kept in memory.
 * @throws {CoterieError} STATE_INCONSISTENT when a node is missing or malformed.
 */
export function* diffTries(left: MerkleTrie, right: MerkleTrie): Generator<TrieDifference> {
  if (equalBytes(left.root(), right.root())) return
  yield* diffPlaces(placeOf(left.source, left.top), placeOf(right.source, right.top), [])
}

function placeOf(source: NodeSource, node: TrieNode | undefined): Place | undefined {
  return node === undefined ? undefined : { source, node, skip: 0 }
}

function* diffPlaces(left: Place | undefined, right: Place | undefined, path: number[]): Generator<TrieDifference> {
  if (left === undefined) {
    if (right !== undefined) yield* onlyRight(right, path)
    return
  }
  if (right === undefined) {
    yield* onlyLeft(left, path)
    return
  }
  if (left.skip === 0 && right.skip === 0 && equalBytes(referenceOf(left.node), referenceOf(right.node))) return
  const leftNode = resolveNode(left.source, left.node, path.length === 0)
  const rightNode = resolveNode(right.source, right.node, path.length === 0)
  if (leftNode.kind === 'leaf' && rightNode.kind === 'leaf') {
    yield* diffLeaves(leftNode, left.skip, rightNode, right.skip, path)
    return
  }
  const leftValue = valueAt(leftNode, left.skip)
  const rightValue = valueAt(rightNode, right.skip)
  if (leftValue !== undefined && rightValue !== undefined) {
    if (!equalBytes(leftValue, rightValue)) yield { key: keyOf(path), left: leftValue, right: rightValue }
  } else if (leftValue !== undefined) {
    yield { key: keyOf(path), left: leftValue }
  } else if (rightValue !== undefined) {
    yield { key: keyOf(path), right: rightValue }
  }
  for (let i = 0; i < 16; i++) {
    path.push(i)
    yield* diffPlaces(step(left, leftNode, i), step(right, rightNode, i), path)
    path.pop()
  }
}

function* onlyLeft(place: Place, path: number[]): Generator<TrieDifference> {
  for (const [key, value] of walkEntries(place.source, place.node, path, place.skip)) yield { key, left: value }
}

function* onlyRight(place: Place, path: number[]): Generator<TrieDifference> {
  for (const [key, value] of walkEntries(place.source, place.node, path, place.skip)) yield { key, right: value }
}

function* diffLeaves(
  left: LeafNode,
  leftSkip: number,
  right: LeafNode,
  rightSkip: number,
  path: number[],
): Generator<TrieDifference> {
  const order = comparePaths(
    { bytes: left.bytes, start: left.start + leftSkip, end: left.end },
    { bytes: right.bytes, start: right.start + rightSkip, end: right.end },
  )
  const leftKey = leafKey(left, leftSkip, path)
  if (order === 0) {
    if (!equalBytes(left.value, right.value)) yield { key: leftKey, left: left.value, right: right.value }
    return
  }
  if (order < 0) yield { key: leftKey, left: left.value }
  yield { key: leafKey(right, rightSkip, path), right: right.value }
  if (order > 0) yield { key: leftKey, left: left.value }
}

function leafKey(leaf: LeafNode, skip: number, path: number[]): Uint8Array {
  const depth = path.length
  pushPath(path, leaf, skip)
  const key = keyOf(path)
  path.length = depth
  return key
}

/** The value of the key that ends at a place. */
function valueAt(node: ResolvedNode, skip: number): Uint8Array | undefined {
  if (node.kind === 'branch') return node.value
  return node.kind === 'leaf' && node.start + skip === node.end ? node.value : undefined
}

/** The place one nibble further down, if the trie goes there. */
function step(place: Place, node: ResolvedNode, nibble: number): Place | undefined {
  if (node.kind === 'branch') return placeOf(place.source, childAt(node, nibble))
  const at = node.start + place.skip
  if (at === node.end || nibbleAt(node.bytes, at) !== nibble) return undefined
  if (node.kind === 'extension' && at + 1 === node.end) return placeOf(place.source, node.child)
  return { source: place.source, node, skip: place.skip + 1 }
}
