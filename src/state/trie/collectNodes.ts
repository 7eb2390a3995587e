import { encodeNode, referenceOf } from './encodeNode.ts'
import { childHash } from './branchChildren.ts'
import type { BranchNode, ResolvedNode, TrieNode } from './nodes.ts'

/** Takes a node to be stored: its keccak-256 hash (32 bytes) and its RLP. Both belong to the caller, read-only. */
export type NodeSink = (hash: Uint8Array, encoded: Uint8Array) => void

/**
 * Emits every node from `node` down that is not known to be stored and has a hash, children before parents, and marks
 * it stored once the sink has returned.
 */
export function collectNodes(node: TrieNode, sink: NodeSink): void {
  if (!node.stored) collectFrom(node, referenceOf(node), sink)
}

function collectFrom(node: ResolvedNode, reference: Uint8Array, sink: NodeSink): void {
  // Embedded in its parent, as is then everything below it.
  if (reference.length < 32) return
  if (node.kind === 'branch') collectChildren(node, sink)
  else if (node.kind === 'extension') collectNodes(node.child, sink)
  sink(reference, encodeNode(node))
  node.stored = true
}

/** The branch has been encoded, since its reference is known. */
function collectChildren(branch: BranchNode, sink: NodeSink): void {
  for (let i = 0; i < 16; i++) {
    const child = branch.children[i]
    if (child === undefined || child.stored) continue
    collectFrom(child, branch.encoding === undefined ? referenceOf(child) : childHash(branch, i), sink)
  }
}
