import { equalBytes } from '../../primitives/bytes.ts'
import { branchChild, extensionChild } from './loadNode.ts'
import { commonLength, nibbleAt } from './nibbles.ts'
import type { NodeSource } from './NodeSource.ts'
import {
  type BranchNode,
  type ExtensionNode,
  type LeafNode,
  type ResolvedNode,
  branchNode,
  extensionNode,
  leafNode,
  noChildren,
  withChild,
} from './nodes.ts'

/**
 * `node` with the value of `key` set. The result is `node` itself when the value was the same, so hashes stay cached.
 * @param depth nibbles of the key above the node.
 * @param value not empty.
 * @throws {CoterieError} STATE_INCONSISTENT when a node on the way is missing or malformed.
 */
export function putValue(
  source: NodeSource,
  node: ResolvedNode | undefined,
  key: Uint8Array,
  depth: number,
  value: Uint8Array,
): ResolvedNode {
  if (node === undefined) return leafNode(key, depth, key.length * 2, value)
  if (node.kind === 'branch') return putInBranch(source, node, key, depth, value)
  const common = commonLength(node, key, depth)
  if (common < node.end - node.start) return split(node, common, key, depth, value)
  if (node.kind === 'extension') {
    const child = extensionChild(source, node)
    const changed = putInBranch(source, child, key, depth + common, value)
    return changed === child ? node : extensionNode(node.bytes, node.start, node.end, changed)
  }
  if (depth + common < key.length * 2) return split(node, common, key, depth, value)
  return equalBytes(node.value, value) ? node : leafNode(node.bytes, node.start, node.end, value)
}

function putInBranch(
  source: NodeSource,
  node: BranchNode,
  key: Uint8Array,
  depth: number,
  value: Uint8Array,
): BranchNode {
  if (depth === key.length * 2) {
    if (node.value !== undefined && equalBytes(node.value, value)) return node
    return branchNode(node.children.slice(), value)
  }
  const index = nibbleAt(key, depth)
  const child = branchChild(source, node, index)
  const changed = putValue(source, child, key, depth + 1, value)
  return changed === child ? node : withChild(node, index, changed)
}

/** Makes a branch `common` nibbles into the path of `node`, where the key goes another way or ends, or the path ends. */
function split(
  node: LeafNode | ExtensionNode,
  common: number,
  key: Uint8Array,
  depth: number,
  value: Uint8Array,
): BranchNode | ExtensionNode {
  const children = noChildren()
  let branchValue: Uint8Array | undefined
  const fork = node.start + common
  if (fork === node.end) {
    // Only a leaf can end here: the key is longer.
    branchValue = node.kind === 'leaf' ? node.value : undefined
  } else {
    children[nibbleAt(node.bytes, fork)] = below(node, fork + 1)
  }
  const at = depth + common
  if (at === key.length * 2) branchValue = value
  else children[nibbleAt(key, at)] = leafNode(key, at + 1, key.length * 2, value)
  const branch = branchNode(children, branchValue)
  return common === 0 ? branch : extensionNode(key, depth, at, branch)
}

function below(node: LeafNode | ExtensionNode, start: number): LeafNode | ExtensionNode | ExtensionNode['child'] {
  if (node.kind === 'leaf') return leafNode(node.bytes, start, node.end, node.value)
  return start === node.end ? node.child : extensionNode(node.bytes, start, node.end, node.child)
}
