import { encodeNode, referenceOf } from './encodeNode.ts'
import type { TrieNode } from './nodes.ts'

/** Takes a node to be stored: its keccak-256 hash (32 bytes) and its RLP. Both belong to the caller, read-only. */
export type NodeSink = (hash: Uint8Array, encoded: Uint8Array) => void

/**
 * Emits every node from `node` down that is not known to be stored and has a hash, children before parents, and marks
 * it stored once the sink has returned.
 */
export function collectNodes(node: TrieNode, sink: NodeSink): void {
  if (node.stored) return
  const reference = referenceOf(node)
  // Embedded in its parent, as is then everything below it.
  if (reference.length < 32) return
  if (node.kind === 'branch') {
    for (const child of node.children) if (child !== undefined) collectNodes(child, sink)
  } else if (node.kind === 'extension') {
    collectNodes(node.child, sink)
  }
  sink(reference, encodeNode(node))
  node.stored = true
}
