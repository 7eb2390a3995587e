import { referenceOf } from './encodeNode.ts'
import { type BranchNode, type ResolvedNode, hashRef } from './nodes.ts'

/**
 * Replaces stored nodes more than `levels` levels below `node` by their hash, so that their memory can be reclaimed.
 * Nodes that are not stored stay, as do nodes that are embedded in their parent.
 */
export function unloadNodes(node: ResolvedNode, levels: number): void {
  if (node.kind === 'leaf') return
  if (node.kind === 'extension') {
    const child = node.child
    if (child.kind === 'hash') return
    if (levels > 0 || !child.stored) unloadNodes(child, levels - 1)
    else if (referenceOf(child).length === 32) node.child = hashRef(referenceOf(child))
    return
  }
  for (let i = 0; i < 16; i++) {
    const child = node.children[i]
    if (child === undefined || child.kind === 'hash') continue
    if (levels > 0 || !child.stored) unloadNodes(child, levels - 1)
    else if (node.encoding !== undefined) forget(node, i)
    else if (referenceOf(child).length === 32) node.children[i] = hashRef(referenceOf(child))
  }
}

/** Leaves a child to the branch's encoding, if its hash is there. */
function forget(branch: BranchNode, index: number): void {
  if ((branch.outdated & (1 << index)) === 0) branch.children[index] = undefined
}
