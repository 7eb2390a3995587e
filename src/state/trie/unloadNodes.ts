import { type ResolvedNode, type TrieNode, hashRef } from './nodes.ts'

/**
 * Replaces stored nodes more than `levels` levels below `node` by their hash, so that their memory can be reclaimed.
 * Nodes that are not stored stay, as do nodes that are embedded in their parent.
 */
export function unloadNodes(node: ResolvedNode, levels: number): void {
  if (node.kind === 'leaf') return
  if (node.kind === 'extension') {
    const child = node.child
    if (child.kind === 'hash') return
    if (mayUnload(child, levels)) node.child = hashRef(child.reference)
    else unloadNodes(child, levels - 1)
    return
  }
  const children = node.children
  for (let i = 0; i < 16; i++) {
    const child = children[i]
    if (child === undefined || child.kind === 'hash') continue
    if (mayUnload(child, levels)) children[i] = hashRef(child.reference)
    else unloadNodes(child, levels - 1)
  }
}

function mayUnload(node: TrieNode, levels: number): node is TrieNode & { readonly reference: Uint8Array } {
  return levels <= 0 && node.stored && node.reference?.length === 32
}
