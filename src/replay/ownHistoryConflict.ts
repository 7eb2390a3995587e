import type { RulesInForce } from '../execution/strictRules.ts'
import { toHex } from '../primitives/bytes.ts'
import type { BlockHash, GroupId } from '../primitives/identifiers.ts'
import type { PrivateMetadataStore } from '../state/PrivateMetadataStore.ts'
import type { HistoryBlob } from '../transaction/historyBlob.ts'
import { lastOwnEntry } from './firstNeeded.ts'

/**
 * Whether strict mode keeps the node's own history instead of a blob's: the node knows the group, and its last transaction is
 * not in the blob, so that the blob is older than the node or belongs to another group with the same id.
 */
export function conflictsWithOwnHistory(
  metadata: PrivateMetadataStore,
  parent: BlockHash,
  group: GroupId,
  history: HistoryBlob,
  rules: RulesInForce,
): boolean {
  if (!rules.has('keep-longer-history') && !rules.has('protect-own-groups')) return false
  if (metadata.headMap(parent)?.get(toHex(group)) === undefined) return false
  const own = lastOwnEntry(metadata, parent, group)
  return own !== undefined && history.indexOf(own.markerHash) < 0
}
