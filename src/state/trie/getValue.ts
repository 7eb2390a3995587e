import { branchChild, extensionChild } from './loadNode.ts'
import { commonLength, nibbleAt } from './nibbles.ts'
import type { NodeSource } from './NodeSource.ts'
import type { ResolvedNode } from './nodes.ts'

/**
 * The value of `key` below `root`. Nodes read on the way stay in memory.
 * @throws {CoterieError} STATE_INCONSISTENT when a node on the way is missing or malformed.
 */
export function getValue(source: NodeSource, root: ResolvedNode | undefined, key: Uint8Array): Uint8Array | undefined {
  const end = key.length * 2
  let node = root
  let depth = 0
  while (node !== undefined) {
    if (node.kind === 'branch') {
      if (depth === end) return node.value
      node = branchChild(source, node, nibbleAt(key, depth++))
    } else {
      const length = node.end - node.start
      if (commonLength(node, key, depth) !== length) return undefined
      depth += length
      if (node.kind === 'leaf') return depth === end ? node.value : undefined
      node = extensionChild(source, node)
    }
  }
  return undefined
}
