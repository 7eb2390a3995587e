import { CoterieError } from '../errors/CoterieError.ts'
import { type GroupId, toGroupId } from '../primitives/identifiers.ts'
import type { HistoryBlob } from '../transaction/historyBlob.ts'

/** The group that a history is of. @throws {CoterieError} `HYDRATION_FAILED` when it does not say so. */
export function groupOf(history: HistoryBlob): GroupId {
  const recipients = history.length === 0 ? undefined : history.entry(0).transaction.recipients
  if (recipients?.kind !== 'group' || recipients.groupId.length !== 32) {
    throw new CoterieError(
      'HYDRATION_FAILED',
      'a history blob must begin with a transaction of a group with a 32-byte id',
    )
  }
  return toGroupId(recipients.groupId)
}
