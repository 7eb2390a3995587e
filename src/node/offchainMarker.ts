import type { ReceivedPayload } from '../enclave/Enclave.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { executeWithoutGate } from '../execution/executeMarker.ts'
import { includes } from '../execution/gate.ts'
import { fromBase64 } from '../primitives/bytes.ts'
import { type EnclaveKey, type GroupId, toGroupId } from '../primitives/identifiers.ts'
import { transactionInPayload } from '../transaction/privatePayload.ts'
import type { SkipReason } from './ImportReport.ts'
import { isFromSender } from './isFromSender.ts'
import type { NodeContext } from './NodeContext.ts'
import type { OpenedMarker } from './OpenedMarker.ts'

/**
 * The payload of a marker of an offchain group: a bare private transaction, executed on the state of the group that the
 * enclave names. If it carries a group id, the enclave must have that group and its sender must be a member.
 * @throws {DecodeError} when it is no private transaction, or the enclave names no sender or no group.
 * @throws {EnclaveError} of kind `server` or `io`.
 */
export async function openOffchainMarker(
  node: NodeContext,
  received: ReceivedPayload,
): Promise<OpenedMarker | SkipReason> {
  const transaction = transactionInPayload(received.payload, 'offchain')
  if (!isFromSender(transaction, received)) return 'sender-key-mismatch'
  if (received.privacyGroupId === undefined) {
    throw new DecodeError('payload of a marker', 'the enclave names no privacy group of it')
  }
  const group = toGroupId(fromBase64(received.privacyGroupId))
  if (transaction.recipients.kind === 'group') {
    const members = await membersOf(node, group)
    if (members === undefined) return 'unknown-group'
    if (!includes(members, transaction.privateFrom)) return 'sender-not-in-group'
  }
  return { group, execute: (context) => executeWithoutGate(context, transaction) }
}

/** `undefined` when the enclave does not have the group. */
async function membersOf(node: NodeContext, group: GroupId): Promise<readonly EnclaveKey[] | undefined> {
  try {
    return (await node.enclave.groups.retrieve(group)).members
  } catch (error) {
    if (error instanceof EnclaveError && error.kind === 'client') return undefined
    throw error
  }
}
