import { childAt } from './branchChildren.ts'
import { type KeyInterval, KEY_NIBBLES, positionOf } from './keyInterval.ts'
import type { HashRef, ResolvedNode, TrieNode } from './nodes.ts'
import { pushPath } from './walkEntries.ts'

/** What is met on the way along the ends of an interval, from left to right. The paths given are only lent. */
export interface IntervalVisitor {
  /** The content of a node below which there are keys inside and, for all that its path says, outside the interval. */
  open(ref: HashRef, path: readonly number[]): ResolvedNode
  /** A subtrie whose keys all lie in the interval; it is not empty. */
  within(node: TrieNode, path: readonly number[]): void
  /** A leaf with a key in the interval whose node had to be opened. */
  leaf(path: readonly number[], value: Uint8Array): void
  /** A subtrie behind the interval; it is not empty. */
  after(): void
  /** The error for a trie whose keys are not all of 32 bytes. */
  unequalKeys(): Error
}

/**
 * Walks along both ends of an interval. Provers and verifiers share it, so that they agree on which nodes a proof has
 * and in which order.
 * @param path nibbles above the node; used during the walk and left as it was.
 */
export function walkInterval(node: TrieNode, path: number[], interval: KeyInterval, visitor: IntervalVisitor): void {
  switch (positionOf(path, interval)) {
    case 'before':
      return
    case 'within':
      visitor.within(node, path)
      return
    case 'after':
      visitor.after()
      return
    case 'across':
      walkAcross(node.kind === 'hash' ? visitor.open(node, path) : node, path, interval, visitor)
  }
}

function walkAcross(node: ResolvedNode, path: number[], interval: KeyInterval, visitor: IntervalVisitor): void {
  if (node.kind === 'branch') {
    if (node.value !== undefined) throw visitor.unequalKeys()
    for (let i = 0; i < 16; i++) {
      const child = childAt(node, i)
      if (child === undefined) continue
      path.push(i)
      walkInterval(child, path, interval, visitor)
      path.pop()
    }
    return
  }
  const depth = path.length
  pushPath(path, node, 0)
  const isWhole = path.length === KEY_NIBBLES
  if (path.length > KEY_NIBBLES || isWhole !== (node.kind === 'leaf')) throw visitor.unequalKeys()
  if (node.kind === 'extension') walkInterval(node.child, path, interval, visitor)
  else {
    const position = positionOf(path, interval)
    if (position === 'within') visitor.leaf(path, node.value)
    else if (position === 'after') visitor.after()
  }
  path.length = depth
}
