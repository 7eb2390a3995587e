import { EnclaveError } from '../errors/EnclaveError.ts'
import { type SubmissionError, refuse } from '../errors/SubmissionError.ts'
import type { PayloadToGroup, PayloadToSend } from '../enclave/Enclave.ts'
import { toGroupId } from '../primitives/identifiers.ts'
import { payloadText } from '../transaction/enclavePayload.ts'
import { markerData } from '../transaction/markerTransaction.ts'
import { precompileOf } from '../transaction/privacyMode.ts'
import { type PrivateTransaction, encodePrivateTransaction } from '../transaction/privateTransaction.ts'
import type { NodeContext } from './NodeContext.ts'
import type { Submission, SubmissionMethod } from './Submission.ts'
import { determineGroupId, requireOwnPrivateFrom, requireRestricted, validateSubmission } from './validateSubmission.ts'

/**
 * Takes a transaction of an offchain group: its bare wire form goes to the members that the enclave knows, or to the keys
 * of `privateFor` (spec 03 §8.3). Distributing checks no restriction and looks for the group before it validates.
 */
export async function submitOffchain(
  node: NodeContext,
  transaction: PrivateTransaction,
  method: SubmissionMethod,
): Promise<Submission> {
  if (method === 'eea') requireRestricted(transaction)
  requireOwnPrivateFrom(node, transaction)
  if (method === 'eea') validateSubmission(node, transaction)
  await requireGroup(node, transaction)
  if (method === 'distribute') validateSubmission(node, transaction)
  const handle = await node.enclave.send(addressed(node, transaction))
  const groupId = determineGroupId(transaction)
  return { transaction, groupId, precompile: precompileOf('offchain'), markerData: markerData(handle) }
}

/** A group id must be that of a group that was made by request; legacy groups are used by listing their keys. */
async function requireGroup({ enclave, name }: NodeContext, { recipients }: PrivateTransaction): Promise<void> {
  if (recipients.kind !== 'group') return
  if (recipients.groupId.length !== 32) throw noSuchGroup('a privacy group id has 32 bytes')
  let type
  try {
    ;({ type } = await enclave.groups.retrieve(toGroupId(recipients.groupId)))
  } catch (error) {
    if (!(error instanceof EnclaveError) || error.status !== 404) throw error
    throw noSuchGroup(`the enclave of ${name} has no such group; make one with createPrivacyGroup`)
  }
  if (type === 'LEGACY') throw refuse('ENCLAVE_ERROR', 'the group is a legacy one: list its members in privateFor')
}

const noSuchGroup = (hint: string): SubmissionError => refuse('OFFCHAIN_PRIVACY_GROUP_DOES_NOT_EXIST', hint)

function addressed(node: NodeContext, transaction: PrivateTransaction): PayloadToSend | PayloadToGroup {
  const { privateFrom, recipients } = transaction
  const payload = payloadText(encodePrivateTransaction(transaction))
  if (recipients.kind === 'group') {
    return { payload, from: node.ownKey, privacyGroupId: toGroupId(recipients.groupId) }
  }
  const { privateFor } = recipients
  return { payload, from: privateFrom, to: privateFor.length === 0 ? [privateFrom] : privateFor }
}
