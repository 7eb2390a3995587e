import { CoterieError } from '../errors/CoterieError.ts'
import { type SubmissionError, refuse } from '../errors/SubmissionError.ts'
import { askManagement, eraRuleOfGroup, readLocked, readMembers } from '../execution/askManagement.ts'
import { includes } from '../execution/gate.ts'
import { eraOfAdd } from '../management/managementCalls.ts'
import { padLeft } from '../primitives/bytes.ts'
import { type EnclaveKey, type GroupId, type GroupVersion, toGroupVersion } from '../primitives/identifiers.ts'
import { ownHistory } from '../replay/ownHistory.ts'
import { payloadText } from '../transaction/enclavePayload.ts'
import { encodeEnvelope } from '../transaction/envelope.ts'
import { markerData } from '../transaction/markerTransaction.ts'
import { participantsOfCallData } from '../transaction/participants.ts'
import { precompileOf } from '../transaction/privacyMode.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import { logGroupLookUp } from './logGroupLookUp.ts'
import type { NodeContext } from './NodeContext.ts'
import { requireTenantMember } from './requireTenantMember.ts'
import { simulationContext } from './simulationContext.ts'
import type { Submission, SubmissionMethod } from './Submission.ts'
import {
  determineGroupId,
  groupIdOf,
  requireOwnPrivateFrom,
  requireRestricted,
  validateSubmission,
} from './validateSubmission.ts'

/**
 * Takes a transaction of a flexible privacy group: its envelope goes to the members, and with an add the group's history to
 * the newcomers (spec 01 §8.1, 03 §9).
 */
export async function submitFlexible(
  node: NodeContext,
  transaction: PrivateTransaction,
  method: SubmissionMethod,
): Promise<Submission> {
  if (method === 'eea') requireRestricted(transaction)
  // Besu's source lets a tenant send in the name of any key of its node with eea (spec 06 FP-44).
  if (method === 'distribute' || node.tenant?.sendsAsItself === true) requireOwnPrivateFrom(node, transaction)
  if (node.tenant !== undefined) await requireTenantMember(node, determineGroupId(transaction))
  if (method === 'eea') validateSubmission(node, transaction)
  const groupId = requireGroupId(transaction)
  logGroupLookUp(node, groupId)
  const members = await recipientsOf(node, transaction, groupId, method)
  if (method === 'distribute') validateSubmission(node, transaction)
  const version = await readVersionAtHead(node, groupId)
  const envelope = payloadText(encodeEnvelope({ transaction, version }))
  const handle = await node.enclave.send({ payload: envelope, from: transaction.privateFrom, to: members.all })
  const blob = members.added === undefined ? undefined : await historyBlob(node, groupId)
  const submission = { transaction, groupId, precompile: precompileOf('flexible') }
  if (blob === undefined) return { ...submission, markerData: markerData(handle) }
  const blobHandle = await node.enclave.send({ payload: blob, from: node.ownKey, to: members.added ?? [] })
  return { ...submission, markerData: markerData(handle, blobHandle) }
}

function requireGroupId({ recipients }: PrivateTransaction): GroupId {
  if (recipients.kind === 'group') return groupIdOf(recipients.groupId)
  throw refuse('FLEXIBLE_PRIVACY_GROUP_ID_NOT_AVAILABLE', 'privateFor belongs to offchain groups')
}

/** Whom the envelope goes to, and for an add whom the history goes to (spec 01 §8.1 steps 7 to 10, §8.3). */
async function recipientsOf(
  node: NodeContext,
  { to, payload }: PrivateTransaction,
  groupId: GroupId,
  method: SubmissionMethod,
): Promise<{ all: EnclaveKey[]; added: EnclaveKey[] | undefined }> {
  const context = simulationContext(node, node.canonical.head, groupId)
  const members = await readMembers(context)
  const era = eraOfAdd(to, payload, eraRuleOfGroup(context.world, node.settings.era))
  if (era === undefined) {
    if (members === undefined) throw noSuchGroup(`${node.name} has no such group; create it with addParticipants`)
    requireMembership(node, members, method)
    return { all: members, added: undefined }
  }
  if (members !== undefined && node.settings.rules.has('lock-before-add') && (await readLocked(context)) === false) {
    throw new CoterieError('GROUP_NOT_LOCKED', 'lock the group and wait for the block before adding to it')
  }
  const added = participantsOfCallData(payload, era.name)
  const first = members ?? (method === 'distribute' ? added : [])
  const all = [...first, ...added]
  requireMembership(node, all, method)
  return { all, added }
}

function requireMembership(node: NodeContext, members: readonly EnclaveKey[], method: SubmissionMethod): void {
  if (method === 'eea' && !includes(members, node.ownKey)) {
    throw noSuchGroup(`the enclave key of ${node.name} is not among the members`)
  }
}

const noSuchGroup = (hint: string): SubmissionError => refuse('FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST', hint)

/** The version for the envelope: zeros for a group that the node does not know or that does not answer (spec 01 §4). */
async function readVersionAtHead(node: NodeContext, groupId: GroupId): Promise<GroupVersion> {
  const output = await askManagement(simulationContext(node, node.canonical.head, groupId), 'getVersion')
  if (output !== undefined && output.length > 32) {
    throw refuse('ENCLAVE_ERROR', `getVersion() gave ${output.length} bytes; replace the management contract`)
  }
  return toGroupVersion(padLeft(output ?? new Uint8Array(0), 32))
}

async function historyBlob(node: NodeContext, groupId: GroupId): Promise<string | undefined> {
  const reader = (await node.tenant?.sharesHistory(groupId)) === true ? undefined : node.ownKey
  const history = await ownHistory(node, groupId, reader)
  // A block that was imported meanwhile may have removed the tenant.
  await requireTenantMember(node, groupId)
  return history.length === 0 ? undefined : payloadText(history.finish())
}
