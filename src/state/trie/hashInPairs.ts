/**
 * Hashing two nodes at a time. What has changed in a trie are mostly several paths; their nodes at equal height depend on
 * nothing of one another.
 */
import { type KeccakPair, keccakPair } from '../../crypto/keccakPair.ts'
import { PAIR_ROOM } from '../../crypto/keccakPairModule.ts'
import { hashPosition } from './branchEncoding.ts'
import { encodeTransient, openEncoding } from './encodeNode.ts'
import type { BranchNode, ExtensionNode, ResolvedNode, TrieNode } from './nodes.ts'

/** Nodes that have changed and are equally high above the lowest one that has changed below them. */
interface Level {
  count: number
  /** The nodes from 0 to `count`; what is behind them is nobody's. */
  readonly nodes: (ResolvedNode | undefined)[]
  readonly parents: (BranchNode | ExtensionNode | undefined)[]
  /** Places of the nodes in their parents, if those are branches. */
  readonly places: number[]
}

/** Places for more nodes in a level are given back. */
const NODES_KEPT = 256
/** A node that has to be hashed with its parent. */
const APART = -1

// Kept from one time to the next: making them would cost as much as hashing a node.
const levels: Level[] = []
const pending: [number, number] = [0, 0]

/**
 * Hashes what has changed below a node as far as that can be done in pairs, and leaves the hashes with the parents. Nothing is
 * changed that encoding the node would not change; what is left is done by that.
 */
export function hashInPairs(top: TrieNode): void {
  if (keccakPair === undefined || top.kind === 'hash' || top.reference !== undefined) return
  const height = gather(top)
  for (let at = 0; at < height; at++) {
    const level = levels[at]
    if (level === undefined || level.count === 0) continue
    if (level.count > 1) hashLevel(level, keccakPair)
    clear(level)
  }
}

/** Puts the nodes that have changed below a node into their levels. @returns how high the node is; {@link APART}. */
function gather(node: ResolvedNode): number {
  if (node.kind === 'leaf') return 0
  if (node.kind === 'extension') return 1 + gatherChild(node.child, node, 0)
  if (!openEncoding(node)) return APART
  let height = 0
  for (let left = node.outdated; left !== 0;) {
    const bit = left & -left
    const place = 31 - Math.clz32(bit)
    height = Math.max(height, 1 + gatherChild(node.children[place] as TrieNode, node, place))
    left ^= bit
  }
  return height
}

function gatherChild(child: TrieNode, parent: BranchNode | ExtensionNode, place: number): number {
  if (child.kind === 'hash' || child.reference !== undefined) return APART
  const height = gather(child)
  if (height === APART) return APART
  const level = (levels[height] ??= { count: 0, nodes: [], parents: [], places: [] })
  level.nodes[level.count] = child
  level.parents[level.count] = parent
  level.places[level.count++] = place
  return height
}

/** Hashes the nodes of a level; everything below them has been hashed, or is hashed with them. */
function hashLevel(level: Level, pair: KeccakPair): void {
  let waiting: 0 | 1 = 0
  for (let at = 0; at < level.count; at++) {
    const encoded = encodeTransient(level.nodes[at] as ResolvedNode)
    // Shorter ones have no hash but stand in their parents.
    if (encoded.length < 32 || encoded.length > PAIR_ROOM) continue
    pair.put(waiting, encoded)
    pending[waiting] = at
    if (waiting === 1) {
      pair.hash()
      settle(level, 0, pair)
      settle(level, 1, pair)
    }
    waiting = waiting === 0 ? 1 : 0
  }
}

/** Leaves a hash with the parent of its node. */
function settle({ nodes, parents, places }: Level, input: 0 | 1, pair: KeccakPair): void {
  const at = pending[input]
  const parent = parents[at] as BranchNode | ExtensionNode
  if (parent.kind === 'extension') {
    const reference = new Uint8Array(32)
    pair.digestInto(input, reference, 0)
    ;(nodes[at] as ResolvedNode).reference = reference
    return
  }
  const place = places[at] as number
  const encoding = parent.encoding as Uint8Array
  pair.digestInto(input, encoding, hashPosition(encoding, parent.present, place))
  parent.outdated &= ~(1 << place)
}

function clear(level: Level): void {
  const { nodes, parents, places } = level
  if (level.count > NODES_KEPT) nodes.length = parents.length = places.length = 0
  else for (let at = 0; at < level.count; at++) nodes[at] = parents[at] = undefined
  level.count = 0
}
