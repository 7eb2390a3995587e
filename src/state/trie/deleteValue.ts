import { branchChild, extensionChild } from './loadNode.ts'
import { type NibblePath, commonLength, joinPaths, nibbleAt, singleNibble } from './nibbles.ts'
import type { NodeSource } from './NodeSource.ts'
import {
  type BranchNode,
  type ResolvedNode,
  type TrieNode,
  branchNode,
  extensionNode,
  leafNode,
  withChild,
} from './nodes.ts'

const NO_NIBBLES: NibblePath = { bytes: new Uint8Array(0), start: 0, end: 0 }

/**
 * `node` without `key`: the node itself when it did not hold the key, `undefined` when nothing is left.
 * @param depth nibbles of the key above the node.
 * @throws {CoterieError} STATE_INCONSISTENT when a node on the way, or one to be merged with its parent, is missing or
 *   malformed.
 */
export function deleteValue(
  source: NodeSource,
  node: ResolvedNode,
  key: Uint8Array,
  depth: number,
): ResolvedNode | undefined {
  if (node.kind === 'branch') return deleteFromBranch(source, node, key, depth)
  const length = node.end - node.start
  if (commonLength(node, key, depth) < length) return node
  if (node.kind === 'leaf') return depth + length === key.length * 2 ? undefined : node
  const child = extensionChild(source, node)
  const changed = deleteFromBranch(source, child, key, depth + length)
  return changed === child ? node : prepend(node, changed)
}

function deleteFromBranch(source: NodeSource, node: BranchNode, key: Uint8Array, depth: number): ResolvedNode {
  if (depth === key.length * 2) {
    return node.value === undefined ? node : collapse(source, node.children.slice(), undefined)
  }
  const index = nibbleAt(key, depth)
  const child = branchChild(source, node, index)
  if (child === undefined) return node
  const changed = deleteValue(source, child, key, depth + 1)
  if (changed === child) return node
  if (changed !== undefined) return withChild(node, index, changed)
  const children = node.children.slice()
  children[index] = undefined
  return collapse(source, children, node.value)
}

/** A branch over what is left, or the node that stands for the only thing left; a branch had at least two. */
function collapse(source: NodeSource, children: (TrieNode | undefined)[], value: Uint8Array | undefined): ResolvedNode {
  const branch = branchNode(children, value)
  let only = -1
  for (let i = 0; i < 16; i++) {
    if (children[i] === undefined) continue
    if (only >= 0 || value !== undefined) return branch
    only = i
  }
  const child = only < 0 ? undefined : branchChild(source, branch, only)
  if (child !== undefined) return prepend(singleNibble(only), child)
  return value === undefined ? branch : leafNode(NO_NIBBLES.bytes, 0, 0, value)
}

/** The node that leads to `node` by `path`. */
function prepend(path: NibblePath, node: ResolvedNode): ResolvedNode {
  if (node.kind === 'branch') return extensionNode(path.bytes, path.start, path.end, node)
  const { bytes, start, end } = joinPaths(path, node)
  return node.kind === 'leaf' ? leafNode(bytes, start, end, node.value) : extensionNode(bytes, start, end, node.child)
}
