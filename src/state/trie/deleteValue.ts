import { withChild, withValue, withoutChild } from './branchChildren.ts'
import { countBits } from './branchEncoding.ts'
import { branchChild, extensionChild } from './loadNode.ts'
import { type NibblePath, commonLength, joinPaths, nibbleAt, singleNibble } from './nibbles.ts'
import type { NodeSource } from './NodeSource.ts'
import { type BranchNode, type ResolvedNode, extensionNode, leafNode } from './nodes.ts'
import type { TrieEdit } from './TrieEdit.ts'

const NO_NIBBLES: NibblePath = { bytes: new Uint8Array(0), start: 0, end: 0 }

/**
 * `node` without `key`: the node itself when it did not hold the key, `undefined` when nothing is left. `edit.changed`
 * tells whether the key was there; nothing is touched if not, or when it throws.
 * @param depth nibbles of the key above the node.
 * @throws {CoterieError} STATE_INCONSISTENT when a node on the way, or one to be merged with its parent, is missing or
 *   malformed.
 */
export function deleteValue(
  source: NodeSource,
  node: ResolvedNode,
  key: Uint8Array,
  depth: number,
  edit: TrieEdit,
): ResolvedNode | undefined {
  edit.changed = false
  if (node.kind === 'branch') return deleteFromBranch(source, node, key, depth, edit)
  const length = node.end - node.start
  if (commonLength(node, key, depth) < length) return node
  if (node.kind === 'leaf') {
    edit.changed = depth + length === key.length * 2
    return edit.changed ? undefined : node
  }
  const changed = deleteFromBranch(source, extensionChild(source, node), key, depth + length, edit)
  return edit.changed ? prepend(node, changed, edit) : node
}

function deleteFromBranch(
  source: NodeSource,
  node: BranchNode,
  key: Uint8Array,
  depth: number,
  edit: TrieEdit,
): ResolvedNode {
  if (depth === key.length * 2) {
    edit.changed = node.value !== undefined
    return edit.changed ? collapse(source, withValue(node, undefined, edit), edit) : node
  }
  const index = nibbleAt(key, depth)
  const child = branchChild(source, node, index)
  if (child === undefined) return node
  const changed = deleteValue(source, child, key, depth + 1, edit)
  if (!edit.changed) return node
  if (changed !== undefined) return withChild(node, index, changed, edit)
  return collapse(source, withoutChild(node, index, edit), edit)
}

/** The branch, or the node that stands for the only thing left in it; it had at least two. */
function collapse(source: NodeSource, branch: BranchNode, edit: TrieEdit): ResolvedNode {
  const { present, value } = branch
  const left = countBits(present)
  if (left + (value === undefined ? 0 : 1) > 1) return branch
  if (value !== undefined) return leafNode(NO_NIBBLES.bytes, 0, 0, value, edit)
  const only = 31 - Math.clz32(present)
  const child = branchChild(source, branch, only)
  return child === undefined ? branch : prepend(singleNibble(only), child, edit)
}

/** The node that leads to `node` by `path`. */
function prepend(path: NibblePath, node: ResolvedNode, edit: TrieEdit): ResolvedNode {
  if (node.kind === 'branch') return extensionNode(path.bytes, path.start, path.end, node, edit)
  const { bytes, start, end } = joinPaths(path, node)
  return node.kind === 'leaf'
    ? leafNode(bytes, start, end, node.value, edit)
    : extensionNode(bytes, start, end, node.child, edit)
}
