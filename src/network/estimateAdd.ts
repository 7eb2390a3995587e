import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { RevertError } from '../errors/RevertError.ts'
import { refuse } from '../errors/SubmissionError.ts'
import { LOCK_CALL } from '../management/managementCalls.ts'
import type { GroupView } from '../node/NodeQueries.ts'
import { groupIdFrom } from '../node/doors.ts'
import { enclaveRefusal } from '../node/enclaveRefusal.ts'
import type { Node } from '../node/Node.ts'
import { MANAGEMENT_PROXY } from '../primitives/addresses.ts'
import { toHex } from '../primitives/bytes.ts'
import { toStateRoot, toTransactionHash } from '../primitives/identifiers.ts'
import { ownHistory } from '../replay/ownHistory.ts'
import { HistoryBlob } from '../transaction/historyBlob.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import type { AddEstimate, SendOptions } from './groupRequests.ts'
import { newcomerWork } from './newcomerWork.ts'
import type { SendingNode } from './SendingNode.ts'
import { signGroupTransaction } from './signGroupTransaction.ts'

const ZERO_HASH = new Uint8Array(32)

/**
 * What adding members would cost; nothing is sent and nothing changed.
 * @param id group id, base64.
 * @param keys enclave keys of the newcomers, base64. The figures are those of the one with most to do.
 * @param state the group at the node's head.
 * @param add call data of the add.
 * @throws {SubmissionError} when the node does not know the group or is no member of it, or no node has one of the keys.
 * @throws {CoterieError} `CALL_FAILED` when the account may not add.
 */
export async function estimateAdd(
  node: SendingNode,
  id: string,
  keys: readonly string[],
  state: GroupView | undefined,
  add: Uint8Array,
  options: SendOptions,
): Promise<AddEstimate> {
  if (state?.members?.some((member) => node.enclaveKeys.includes(member)) !== true) {
    throw refuse(
      'FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST',
      `${node.name} is no member of such a group; see node.groups()`,
    )
  }
  const isLocked = state.locked !== false
  // In the order of the add, whose lock does not go to the newcomers.
  for (const key of state.members) recipient(node, key)
  if (!isLocked) await tryOut(node, id, LOCK_CALL, options)
  const newcomers = keys.map((key) => recipient(node, key).context)
  if (isLocked) await tryOut(node, id, add, options)
  const history = await ownHistory(node.context, groupIdFrom(id), node.context.ownKey)
  const known = history.length
  if (!isLocked) history.add(lock(node, id, options), toTransactionHash(ZERO_HASH), toStateRoot(ZERO_HASH))
  const blob = new HistoryBlob(history.finish())
  const work = await Promise.all(
    newcomers.map((newcomer) => newcomerWork(node.context, newcomer, groupIdFrom(id), blob, known)),
  )
  const estimates = work.map(({ transactions, snapshotBytes }) => ({
    bytes: blob.byteLength,
    snapshotBytes,
    transactions,
    ...node.gateway.pace.estimate(transactions, snapshotBytes),
  }))
  return estimates.reduce((most, one) => (one.milliseconds > most.milliseconds ? one : most))
}

/** The node that a payload for a key goes to. @throws {SubmissionError} as its sending, when no node has the key. */
function recipient({ gateway }: SendingNode, key: string): Node {
  const node = gateway.nodeOf(key)
  if (node !== undefined) return node
  throw enclaveRefusal(new EnclaveError('client', `Recipient not found for key: ${key}`, { status: 404 }))
}

/** Calls the management contract. @throws {CoterieError} `CALL_FAILED` with the text of the transaction that would fail. */
async function tryOut(node: SendingNode, id: string, data: Uint8Array, options: SendOptions): Promise<void> {
  const { address } = options.account ?? node.account
  try {
    await node.call(id, { to: toHex(MANAGEMENT_PROXY), data, from: address })
  } catch (cause) {
    if (!isCoterieError(cause, 'CALL_FAILED')) throw cause
    const what = 'the add would fail'
    const options = { cause, details: cause.details }
    if (cause instanceof RevertError) throw new RevertError(what, cause.data, cause.revert, options)
    throw new CoterieError('CALL_FAILED', `${what}: it halted`, options)
  }
}

/** The lock that an add to an unlocked group sends first; it is part of the history then. */
function lock(node: SendingNode, id: string, options: SendOptions): PrivateTransaction {
  const account = options.account ?? node.account
  const request = { ...options, to: toHex(MANAGEMENT_PROXY), data: LOCK_CALL }
  const nonce = options.nonce ?? node.nonces.next(id, account.address)
  return signGroupTransaction(node, id, request, account, nonce)
}
