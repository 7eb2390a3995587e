import { hashPosition, withChildren } from './branchEncoding.ts'
import { type BranchNode, type TrieNode, hashRef, newBranch } from './nodes.ts'
import type { TrieEdit } from './TrieEdit.ts'

/** The child of a branch, resolved or not; what is not in memory stays so. */
export function childAt(branch: BranchNode, index: number): TrieNode | undefined {
  return (
    branch.children[index] ?? ((branch.present & (1 << index)) === 0 ? undefined : hashRef(childHash(branch, index)))
  )
}

/** The hash of a child that is in the branch's encoding: bytes of their own. */
export function childHash(branch: BranchNode, index: number): Uint8Array {
  const encoding = branch.encoding as Uint8Array
  const at = hashPosition(encoding, branch.present, index)
  return encoding.slice(at, at + 32)
}

/** The branch with another child, or one more: itself if the edit made it. */
export function withChild(branch: BranchNode, index: number, child: TrieNode, edit: TrieEdit): BranchNode {
  const bit = 1 << index
  const { present, encoding } = branch
  const isNew = (present & bit) === 0
  const changed = branch.owner === edit ? branch : copyBranch(branch, edit, isNew)
  if (isNew) {
    changed.present |= bit
    if (encoding !== undefined) changed.encoding = withChildren(encoding, present, changed.present)
  }
  changed.children[index] = child
  changed.outdated |= bit
  changed.reference = undefined
  changed.stored = false
  return changed
}

/** A new branch without one of its children. */
export function withoutChild(branch: BranchNode, index: number, edit: TrieEdit): BranchNode {
  const { children, value, encoding, outdated } = branch
  const present = branch.present & ~(1 << index)
  const kept = children.slice()
  kept[index] = undefined
  const shorter = encoding && withChildren(encoding, branch.present, present)
  return newBranch(kept, present, value, shorter, outdated & present, edit)
}

/** A new branch with the same children and another value; one with a value has no encoding to keep hashes in. */
export function withValue(branch: BranchNode, value: Uint8Array | undefined, edit: TrieEdit): BranchNode {
  return newBranch(allChildren(branch), branch.present, value, undefined, 0, edit)
}

/** All children of a branch, each resolved or by hash. */
export function allChildren(branch: BranchNode): (TrieNode | undefined)[] {
  return Array.from({ length: 16 }, (_, index) => childAt(branch, index))
}

function copyBranch(branch: BranchNode, edit: TrieEdit, leavesEncoding: boolean): BranchNode {
  const { children, present, value, encoding, outdated } = branch
  return newBranch(children.slice(), present, value, leavesEncoding ? undefined : encoding?.slice(), outdated, edit)
}
