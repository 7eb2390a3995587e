import { CoterieError } from '../../errors/CoterieError.ts'
import { EMPTY_BYTES, toHex } from '../../primitives/bytes.ts'
import { decodeNode, malformed } from './decodeNode.ts'
import type { NodeSource } from './NodeSource.ts'
import { childHash } from './branchChildren.ts'
import {
  type BranchNode,
  type ExtensionNode,
  type HashRef,
  type ResolvedNode,
  type TrieNode,
  hashRef,
} from './nodes.ts'

/**
 * The node itself, read from the source if only its hash is known.
 * @param isRoot whether the node may be shorter than 32 bytes, as only a root with a hash may be.
 * @throws {CoterieError} STATE_INCONSISTENT when the source does not hold it or holds no node there; `details.hash`.
 */
export function resolveNode(source: NodeSource, node: TrieNode, isRoot = false): ResolvedNode {
  return node.kind === 'hash' ? loadNode(source, node, isRoot) : node
}

/**
 * The child of a branch, which remembers it.
 * @throws {CoterieError} as {@link resolveNode}.
 */
export function branchChild(source: NodeSource, branch: BranchNode, index: number): ResolvedNode | undefined {
  const child = branch.children[index]
  if (child !== undefined && child.kind !== 'hash') return child
  if ((branch.present & (1 << index)) === 0) return undefined
  const resolved = loadNode(source, child ?? hashRef(childHash(branch, index)), false)
  branch.children[index] = resolved
  return resolved
}

/**
 * The branch below an extension, which remembers it.
 * @throws {CoterieError} as {@link resolveNode}.
 */
export function extensionChild(source: NodeSource, extension: ExtensionNode): BranchNode {
  const child = extension.child
  if (child.kind === 'branch') return child
  const resolved = resolveExtensionChild(source, extension)
  extension.child = resolved
  return resolved
}

/**
 * The branch below an extension, which does not remember it.
 * @throws {CoterieError} as {@link resolveNode}.
 */
export function resolveExtensionChild(source: NodeSource, extension: ExtensionNode): BranchNode {
  const child = extension.child
  const resolved = resolveNode(source, child)
  if (resolved.kind === 'branch') return resolved
  throw malformed(child.reference ?? EMPTY_BYTES, 'an extension points to it and it is no branch')
}

function loadNode(source: NodeSource, ref: HashRef, isRoot: boolean): ResolvedNode {
  const found = source.get(ref.reference)
  if (found === undefined) {
    const name = toHex(ref.reference)
    throw new CoterieError(
      'STATE_INCONSISTENT',
      `trie node ${name} is missing from the store; restore the store or replay the group into a new one`,
      { details: { hash: name } },
    )
  }
  // A store may answer with a Buffer, whose subclass would leak into values.
  const plain = new Uint8Array(found.buffer, found.byteOffset, found.byteLength)
  if (plain.length < 32 && !isRoot) throw malformed(ref.reference, 'a node of less than 32 bytes that is no root')
  return decodeNode(plain, ref.reference)
}
