import { equalBytes } from '../../primitives/bytes.ts'
import { withChild, withValue } from './branchChildren.ts'
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
} from './nodes.ts'
import type { TrieEdit } from './TrieEdit.ts'

/**
 * `node` with the value of `key` set: changed in place where the edit made it. `edit.changed` tells whether the value was
 * another one; if not, nothing is touched, so hashes stay cached. Nothing is touched either when it throws.
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
  edit: TrieEdit,
): ResolvedNode {
  edit.changed = true
  if (node === undefined) return leafNode(key, depth, key.length * 2, value, edit)
  if (node.kind === 'branch') return putInBranch(source, node, key, depth, value, edit)
  const common = commonLength(node, key, depth)
  if (common < node.end - node.start) return split(node, common, key, depth, value, edit)
  if (node.kind === 'extension') {
    const changed = putInBranch(source, extensionChild(source, node), key, depth + common, value, edit)
    return edit.changed ? withBranch(node, changed, edit) : node
  }
  if (depth + common < key.length * 2) return split(node, common, key, depth, value, edit)
  if (equalBytes(node.value, value)) {
    edit.changed = false
    return node
  }
  if (node.owner !== edit) return leafNode(node.bytes, node.start, node.end, value, edit)
  node.value = value
  node.reference = undefined
  node.stored = false
  return node
}

function putInBranch(
  source: NodeSource,
  node: BranchNode,
  key: Uint8Array,
  depth: number,
  value: Uint8Array,
  edit: TrieEdit,
): BranchNode {
  if (depth === key.length * 2) {
    edit.changed = node.value === undefined || !equalBytes(node.value, value)
    return edit.changed ? withValue(node, value, edit) : node
  }
  const index = nibbleAt(key, depth)
  const changed = putValue(source, branchChild(source, node, index), key, depth + 1, value, edit)
  return edit.changed ? withChild(node, index, changed, edit) : node
}

/** The extension over a changed branch: itself if the edit made it. */
export function withBranch(node: ExtensionNode, child: BranchNode, edit: TrieEdit): ExtensionNode {
  if (node.owner !== edit) return extensionNode(node.bytes, node.start, node.end, child, edit)
  node.child = child
  node.reference = undefined
  node.stored = false
  return node
}

/** Makes a branch `common` nibbles into the path of `node`, where the key goes another way or ends, or the path ends. */
function split(
  node: LeafNode | ExtensionNode,
  common: number,
  key: Uint8Array,
  depth: number,
  value: Uint8Array,
  edit: TrieEdit,
): BranchNode | ExtensionNode {
  const children = noChildren()
  let branchValue: Uint8Array | undefined
  const fork = node.start + common
  if (fork === node.end) {
    // Only a leaf can end here: the key is longer.
    branchValue = node.kind === 'leaf' ? node.value : undefined
  } else {
    children[nibbleAt(node.bytes, fork)] = below(node, fork + 1, edit)
  }
  const at = depth + common
  if (at === key.length * 2) branchValue = value
  else children[nibbleAt(key, at)] = leafNode(key, at + 1, key.length * 2, value, edit)
  const branch = branchNode(children, branchValue, edit)
  return common === 0 ? branch : extensionNode(key, depth, at, branch, edit)
}

function below(
  node: LeafNode | ExtensionNode,
  start: number,
  edit: TrieEdit,
): LeafNode | ExtensionNode | ExtensionNode['child'] {
  if (node.kind === 'leaf') return leafNode(node.bytes, start, node.end, node.value, edit)
  return start === node.end ? node.child : extensionNode(node.bytes, start, node.end, node.child, edit)
}
