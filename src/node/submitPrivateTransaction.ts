import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { ENCLAVE_CODE, isCatalogued } from '../errors/enclaveCatalogue.ts'
import { SubmissionError, refuse } from '../errors/SubmissionError.ts'
import { askManagement, eraRuleOfGroup, readLocked, readMembers } from '../execution/askManagement.ts'
import { includes } from '../execution/gate.ts'
import { eraOfAdd } from '../management/managementCalls.ts'
import { equalBytes, padLeft, toHex } from '../primitives/bytes.ts'
import {
  type EnclaveKey,
  type GroupId,
  type GroupVersion,
  toGroupId,
  toGroupVersion,
} from '../primitives/identifiers.ts'
import { ownHistory } from '../replay/ownHistory.ts'
import { payloadText } from '../transaction/enclavePayload.ts'
import { encodeEnvelope } from '../transaction/envelope.ts'
import { legacyGroupId } from '../transaction/groupId.ts'
import { encodeHistoryBlob } from '../transaction/historyBlob.ts'
import { markerData } from '../transaction/markerTransaction.ts'
import { participantsOfCallData } from '../transaction/participants.ts'
import { type PrivateTransaction, decodePrivateTransaction } from '../transaction/privateTransaction.ts'
import { recoverSender } from '../transaction/privateTransactionSignature.ts'
import { privateNonce } from './privateNonce.ts'
import { simulationContext } from './simulationContext.ts'
import type { NodeContext } from './NodeContext.ts'

/** `eea`: the node makes the marker itself. `distribute`: the caller does (spec 01 §8.1, §8.3). */
export type SubmissionMethod = 'eea' | 'distribute'

/** A private transaction whose payloads are in the enclaves. */
export interface Submission {
  readonly transaction: PrivateTransaction
  readonly groupId: GroupId
  /** Data of the marker: 32 bytes, or 64 for an add with history. */
  readonly markerData: Uint8Array
}

/** Values from which Besu's signed 64-bit nonces are negative. */
const NEGATIVE_NONCE = 2n ** 63n

/**
 * Takes a signed private transaction, in the order of Besu's checks, and gives its payloads to the enclaves (spec 01
 * §8).
 * @param raw the signed transaction (12-item wire form).
 * @throws {SubmissionError} with Besu's answer.
 */
export async function submitPrivateTransaction(
  node: NodeContext,
  raw: Uint8Array,
  method: SubmissionMethod,
): Promise<Submission> {
  try {
    const transaction = decodePrivateTransaction(raw)
    if (method === 'eea') {
      requireRestricted(transaction)
      validate(node, transaction)
    } else if (!equalBytes(transaction.privateFrom, node.ownKey)) {
      throw refuse(
        'PRIVATE_FROM_DOES_NOT_MATCH_ENCLAVE_PUBLIC_KEY',
        `set privateFrom to the enclave key of ${node.name}`,
      )
    }
    const groupId = requireGroupId(transaction)
    const members = await recipientsOf(node, transaction, groupId, method)
    if (method === 'distribute') validate(node, transaction)
    const version = await readVersionAtHead(node, groupId)
    const envelope = payloadText(encodeEnvelope({ transaction, version }))
    const handle = await node.enclave.send({ payload: envelope, from: transaction.privateFrom, to: members.all })
    const blob = members.added === undefined ? undefined : await historyBlob(node, groupId)
    if (blob === undefined) return { transaction, groupId, markerData: markerData(handle) }
    const blobHandle = await node.enclave.send({ payload: blob, from: node.ownKey, to: members.added ?? [] })
    return { transaction, groupId, markerData: markerData(handle, blobHandle) }
  } catch (error) {
    throw asSubmissionError(error)
  }
}

function requireRestricted({ restriction }: PrivateTransaction): void {
  if (restriction !== 'restricted') {
    throw refuse('UNSUPPORTED_PRIVATE_TRANSACTION_TYPE', `restriction must be "restricted", not "${restriction}"`)
  }
}

/** Spec 01 §8.1 step 4: group id, sender, value, chain id, nonce. A nonce that is too high is accepted. */
function validate(node: NodeContext, transaction: PrivateTransaction): void {
  const { recipients, privateFrom, value, chainId, nonce } = transaction
  const group =
    recipients.kind === 'group' ? groupIdOf(recipients.groupId) : legacyGroupId(privateFrom, recipients.privateFor)
  const sender = recoverSender(transaction)
  if (value !== 0n) throw refuse('PRIVATE_VALUE_NOT_ZERO', 'a private transaction cannot move value')
  const own = node.chain.genesis.chainId
  if (chainId !== undefined && chainId !== own) throw refuse('WRONG_CHAIN_ID', `sign for chain id ${own}`)
  const next = privateNonce(node, node.canonical.head, group, sender)
  if (nonce < next || nonce >= NEGATIVE_NONCE) {
    throw refuse('PRIVATE_NONCE_TOO_LOW', `the next private nonce of ${toHex(sender)} in this group is ${next}`)
  }
}

function requireGroupId({ recipients }: PrivateTransaction): GroupId {
  if (recipients.kind === 'group') return groupIdOf(recipients.groupId)
  throw refuse('FLEXIBLE_PRIVACY_GROUP_ID_NOT_AVAILABLE', 'privateFor belongs to offchain groups')
}

function groupIdOf(bytes: Uint8Array): GroupId {
  if (bytes.length !== 32) throw refuse('DECODE_ERROR', `a privacy group id has 32 bytes, not ${bytes.length}`)
  return toGroupId(bytes)
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
  const history = await ownHistory(node, groupId, node.ownKey)
  return history.length === 0 ? undefined : payloadText(encodeHistoryBlob(history))
}

function asSubmissionError(error: unknown): unknown {
  if (error instanceof DecodeError) {
    return refuse(error.kind === 'format' ? 'DECODE_ERROR' : 'ENCLAVE_ERROR', error.message, error)
  }
  if (error instanceof EnclaveError) return enclaveRefusal(error)
  if (isCoterieError(error, 'STATE_INCONSISTENT')) return refuse('ENCLAVE_ERROR', error.message, error)
  return error
}

/** What the enclave said, if Besu knows the text (spec 03 §7.5). */
function enclaveRefusal(error: EnclaveError): SubmissionError {
  if (!isCatalogued(error.message)) return refuse('ENCLAVE_ERROR', error.message, error)
  return new SubmissionError(
    { name: error.message, code: ENCLAVE_CODE, message: error.message },
    'the enclave says so',
    error,
  )
}
