import { CoterieError } from '../errors/CoterieError.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import { groupKey } from '../primitives/groupKey.ts'
import type { BlockHash, GroupId, StateRoot } from '../primitives/identifiers.ts'
import type { PrivateMetadataStore } from './PrivateMetadataStore.ts'
import { EMPTY_ROOT } from './trie/MerkleTrie.ts'

/**
 * Root of a group at a block: after all its transactions in it; the empty root before the first one and at blocks that the
 * node has not processed (spec 02 §10).
 * @throws {CoterieError} `STATE_INCONSISTENT` when the head map points to a block without metadata of the group.
 */
export function resolveRoot(store: PrivateMetadataStore, block: BlockHash, group: GroupId): StateRoot {
  const own = store.lastRoot(block, group)
  if (own !== undefined) return own
  const head = store.headMap(block)?.get(groupKey(group))
  return head === undefined ? EMPTY_ROOT : lastRoot(store, head, group)
}

/** Root after the last transaction of a group in a block that has one. */
export function lastRoot(store: PrivateMetadataStore, block: BlockHash, group: GroupId): StateRoot {
  const last = store.lastRoot(block, group)
  if (last !== undefined) return last
  throw new CoterieError(
    'STATE_INCONSISTENT',
    `block ${toHex(block)} should hold a transaction of group ${toBase64(group)}, but no metadata says so`,
    { details: { block: toHex(block), group: toBase64(group) } },
  )
}
