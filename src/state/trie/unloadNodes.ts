import { referenceOf } from './encodeNode.ts'
import { type ResolvedNode, hashRef } from './nodes.ts'

/**
 * Replaces stored nodes more than `levels` levels below `node` by their hash, so that their memory can be reclaimed.
 * Nodes that are not stored stay, as do nodes that are embedded in their parent.
 */
export function unloadNodes(node: ResolvedNode, levels: number): void {
  if (node.kind === 'leaf') return
  if (node.kind === 'extension') {
    const child = node.child
    if (child.kind === 'hash') return
    if (mayUnload(child, levels)) node.child = hashRef(referenceOf(child))
    else unloadNodes(child, levels - 1)
    return
  }
  for (let i = 0; i < 16; i++) {
    const child = node.children[i]
    if (child === undefined || child.kind === 'hash') continue
    if (!mayUnload(child, levels)) unloadNodes(child, levels - 1)
    else if (node.encoding === undefined) node.children[i] = hashRef(referenceOf(child))
    else if ((node.outdated & (1 << i)) === 0) node.children[i] = undefined
  }
}

/** What is embedded in its parent is not in the source by itself. */
function mayUnload(node: ResolvedNode, levels: number): boolean {
  return levels <= 0 && node.stored && referenceOf(node).length === 32
}
