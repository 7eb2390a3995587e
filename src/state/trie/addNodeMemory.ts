import type { TrieNode } from './nodes.ts'

/** Approximate bytes of a node in memory: a branch with its encoding, and any other. */
const BRANCH_BYTES = 1200
const SHORT_NODE_BYTES = 500

/** Adds to each level the approximate bytes that the nodes there take, from the level of `node` down. */
export function addNodeMemory(node: TrieNode, level: number, levels: number[]): void {
  if (node.kind === 'hash') return
  levels[level] = (levels[level] ?? 0) + (node.kind === 'branch' ? BRANCH_BYTES : SHORT_NODE_BYTES)
  if (node.kind === 'extension') addNodeMemory(node.child, level + 1, levels)
  if (node.kind !== 'branch') return
  for (const child of node.children) if (child !== undefined) addNodeMemory(child, level + 1, levels)
}

/** Approximate bytes that a node takes in memory which has been read from these. */
export function memoryOfEncoded(encoded: Uint8Array): number {
  return encoded.length > 512 ? BRANCH_BYTES : SHORT_NODE_BYTES
}
