import { CoterieError } from '../../errors/CoterieError.ts'
import { childAt } from './branchChildren.ts'
import { resolveExtensionChild, resolveNode } from './loadNode.ts'
import { type NibblePath, nibbleAt } from './nibbles.ts'
import type { NodeSource } from './NodeSource.ts'
import type { TrieNode } from './nodes.ts'

/** A key and its value. */
export type TrieEntry = [key: Uint8Array, value: Uint8Array]

/**
 * The entries below a node in key order. Nodes read on the way are not kept.
 * @param path nibbles above the node; used during the walk and left as it was.
 * @param skip nibbles of the node's own path that `path` already has.
 * @throws {CoterieError} STATE_INCONSISTENT when a node is missing or malformed, or a key has half a byte.
 */
export function* walkEntries(source: NodeSource, node: TrieNode, path: number[], skip = 0): Generator<TrieEntry> {
  const resolved = resolveNode(source, node, path.length === 0)
  const depth = path.length
  if (resolved.kind === 'branch') {
    if (resolved.value !== undefined) yield [keyOf(path), resolved.value]
    for (let i = 0; i < 16; i++) {
      const child = childAt(resolved, i)
      if (child === undefined) continue
      path.push(i)
      yield* walkEntries(source, child, path)
      path.pop()
    }
    return
  }
  pushPath(path, resolved, skip)
  if (resolved.kind === 'leaf') yield [keyOf(path), resolved.value]
  else yield* walkEntries(source, resolveExtensionChild(source, resolved), path)
  path.length = depth
}

/** Appends a node's path, less its first `skip` nibbles. */
export function pushPath(path: number[], own: NibblePath, skip: number): void {
  for (let i = own.start + skip; i < own.end; i++) path.push(nibbleAt(own.bytes, i))
}

/**
 * The key that a path from the root spells.
 * @throws {CoterieError} STATE_INCONSISTENT when it is not whole bytes.
 */
export function keyOf(path: readonly number[]): Uint8Array {
  if (path.length % 2 !== 0) {
    throw new CoterieError(
      'STATE_INCONSISTENT',
      'a stored trie has a key of half a byte; restore the store or replay the group into a new one',
    )
  }
  const key = new Uint8Array(path.length / 2)
  for (let i = 0; i < key.length; i++) key[i] = ((path[2 * i] ?? 0) << 4) | (path[2 * i + 1] ?? 0)
  return key
}
