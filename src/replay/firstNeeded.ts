import { equalBytes, toHex } from '../primitives/bytes.ts'
import type { BlockHash, GroupId } from '../primitives/identifiers.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import type { PrivateMetadataStore } from '../state/PrivateMetadataStore.ts'
import type { HistoryBlob } from '../transaction/historyBlob.ts'
import type { BlockMetadataEntry } from '../transaction/privateMetadata.ts'

/**
 * The part of a history that the node does not have yet (spec 02 §13.3, step 2): everything for a newcomer, what follows
 * the node's last transaction for a former member, and everything again when that transaction is not in the history.
 * @param parent the block before the one that carries the history.
 * @returns position of the first entry that is needed; the length of the history when none is.
 */
export function firstNeeded(
  metadata: PrivateMetadataStore,
  parent: BlockHash,
  group: GroupId,
  history: HistoryBlob,
): number {
  const own = lastOwnEntry(metadata, parent, group)
  if (own === undefined) return 0
  const { length } = history
  if (length > 0 && equalBytes(own.stateRoot, history.entry(length - 1).stateRoot)) return length
  return history.indexOf(own.markerHash) + 1
}

/** The node's last transaction of a group as of a block; `undefined` when it has none. */
export function lastOwnEntry(
  metadata: PrivateMetadataStore,
  block: BlockHash,
  group: GroupId,
): BlockMetadataEntry | undefined {
  const head = metadata.headMap(block)?.get(toHex(group))
  if (head === undefined) return undefined
  const last = metadata.metadata(head, group)?.at(-1)
  if (last !== undefined) return last
  throw new CoterieError('STATE_INCONSISTENT', `block ${toHex(head)} has no metadata of a group whose head it is`)
}
