import { CoterieError } from '../../errors/CoterieError.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import type { StateRoot } from '../../primitives/identifiers.ts'
import { encodeNode } from './encodeNode.ts'
import { KEY_LENGTH, LAST_KEY, positionOf } from './keyInterval.ts'
import { childAt } from './branchChildren.ts'
import { resolveNode } from './loadNode.ts'
import { EMPTY_ROOT } from './MerkleTrie.ts'
import type { NodeSource } from './NodeSource.ts'
import { type TrieNode, hashRef } from './nodes.ts'
import type { TrieRange } from './TrieRange.ts'
import { type TrieEntry, pushPath, walkEntries } from './walkEntries.ts'
import { walkInterval } from './walkInterval.ts'

/**
 * The entries of a stored trie from a key on, with the proof that `verifyRange` checks.
 * @param from first key that may be in the range: 32 bytes.
 * @param maxBytes bytes of keys and values; there is one entry more than fits into it when it would be the only one. The
 *   proof comes on top: at most two paths, about 532 bytes a level.
 * @throws {CoterieError} INVALID_ARGUMENT when `from` has another length or `maxBytes` is no positive number,
 *   STATE_INCONSISTENT when a node is missing or malformed or a key has other than 32 bytes.
 */
export function readRange(source: NodeSource, root: StateRoot, from: Uint8Array, maxBytes: number): TrieRange {
  if (from.length !== KEY_LENGTH) {
    throw new CoterieError('INVALID_ARGUMENT', `a range begins at a key of 32 bytes, not of ${from.length}`)
  }
  checkMaxBytes(maxBytes)
  if (equalBytes(root, EMPTY_ROOT)) return { entries: [], proof: [], more: false }
  const top = hashRef(root)
  const entries: TrieEntry[] = []
  let more = false
  let room = maxBytes
  for (const entry of entriesFrom(source, top, [], from)) {
    room -= entry[0].length + entry[1].length
    more = room < 0 && entries.length > 0
    if (more) break
    if (entry[0].length !== KEY_LENGTH) throw unequalKeys()
    entries.push(entry)
  }
  const to = more ? (entries.at(-1)?.[0] ?? LAST_KEY) : LAST_KEY
  return { entries, proof: readProof(source, top, from, to), more }
}

/** @throws {CoterieError} INVALID_ARGUMENT when the number is not positive. */
export function checkMaxBytes(maxBytes: number): void {
  if (maxBytes > 0) return
  throw new CoterieError('INVALID_ARGUMENT', `the size of a range must be a positive number of bytes, not ${maxBytes}`)
}

/** As `walkEntries`, without what lies before `from`. */
function* entriesFrom(source: NodeSource, node: TrieNode, path: number[], from: Uint8Array): Generator<TrieEntry> {
  const position = positionOf(path, { from, to: LAST_KEY })
  if (position === 'before') return
  if (position === 'within') {
    yield* walkEntries(source, node, path)
    return
  }
  const resolved = resolveNode(source, node, path.length === 0)
  if (resolved.kind === 'branch') {
    for (let i = 0; i < 16; i++) {
      const child = childAt(resolved, i)
      if (child === undefined) continue
      path.push(i)
      yield* entriesFrom(source, child, path, from)
      path.pop()
    }
    return
  }
  const depth = path.length
  pushPath(path, resolved, 0)
  if (path.length > KEY_LENGTH * 2) throw unequalKeys()
  if (resolved.kind === 'extension') yield* entriesFrom(source, resolved.child, path, from)
  else if (positionOf(path, { from, to: LAST_KEY }) === 'within') {
    path.length = depth
    yield* walkEntries(source, resolved, path)
  }
  path.length = depth
}

function readProof(source: NodeSource, top: TrieNode, from: Uint8Array, to: Uint8Array): Uint8Array[] {
  const proof: Uint8Array[] = []
  const nothing = (): void => {}
  walkInterval(
    top,
    [],
    { from, to },
    {
      open(ref) {
        const node = resolveNode(source, ref, ref === top)
        proof.push(encodeNode(node))
        return node
      },
      within: nothing,
      leaf: nothing,
      after: nothing,
      unequalKeys,
    },
  )
  return proof
}

function unequalKeys(): CoterieError {
  return new CoterieError(
    'STATE_INCONSISTENT',
    'the stored trie has a key of other than 32 bytes and cannot be read in ranges; restore the store',
  )
}
