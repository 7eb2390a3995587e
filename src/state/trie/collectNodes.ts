import { hashPosition } from './branchEncoding.ts'
import { encodeTransient, referenceOf } from './encodeNode.ts'
import type { BranchNode, ResolvedNode, TrieNode } from './nodes.ts'

/**
 * Takes a node to be stored: its keccak-256 hash (32 bytes) and its RLP. Both are overwritten after the call: whoever keeps them
 * copies them.
 */
export type NodeSink = (hash: Uint8Array, encoded: Uint8Array) => void

const hash = new Uint8Array(32)

/**
 * Emits every node from `node` down that is not known to be stored and has a hash, children before parents, and marks
 * it stored once the sink has returned.
 */
export function collectNodes(node: TrieNode, sink: NodeSink): void {
  if (node.stored) return
  const reference = referenceOf(node)
  // Embedded in its parent, as is then everything below it.
  if (reference.length < 32) return
  collectBelow(node, sink)
  emit(node, reference, sink)
}

function collectBelow(node: ResolvedNode, sink: NodeSink): void {
  if (node.kind === 'branch') collectChildren(node, sink)
  else if (node.kind === 'extension') collectNodes(node.child, sink)
}

/** The branch has been encoded, since its reference is known. */
function collectChildren(branch: BranchNode, sink: NodeSink): void {
  const { children, encoding, present } = branch
  for (let i = 0; i < 16; i++) {
    const child = children[i]
    if (child === undefined || child.stored) continue
    if (encoding === undefined) {
      collectNodes(child, sink)
      continue
    }
    collectBelow(child, sink)
    const at = hashPosition(encoding, present, i)
    for (let byte = 0; byte < 32; byte++) hash[byte] = encoding[at + byte]!
    emit(child, hash, sink)
  }
}

function emit(node: ResolvedNode, reference: Uint8Array, sink: NodeSink): void {
  sink(reference, encodeTransient(node))
  node.stored = true
}
