import { refuse } from '../errors/SubmissionError.ts'
import { LOCK_CALL } from '../management/managementCalls.ts'
import type { GroupView } from '../node/NodeQueries.ts'
import type { NodeContext } from '../node/NodeContext.ts'
import { groupIdFrom } from '../node/doors.ts'
import { MANAGEMENT_PROXY } from '../primitives/addresses.ts'
import { toHex } from '../primitives/bytes.ts'
import { type GroupId, toStateRoot, toTransactionHash } from '../primitives/identifiers.ts'
import { firstNeeded } from '../replay/firstNeeded.ts'
import { checkpointOf } from '../replay/join/checkpointOf.ts'
import { locateHistory } from '../replay/locateHistory.ts'
import { ownHistory } from '../replay/ownHistory.ts'
import { HistoryBlob } from '../transaction/historyBlob.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import type { AddEstimate, SendOptions } from './groupRequests.ts'
import type { SendingNode } from './SendingNode.ts'
import { signGroupTransaction } from './signGroupTransaction.ts'
import { snapshotSize } from './stateSource.ts'

const ZERO_HASH = new Uint8Array(32)

/**
 * What adding members would cost; nothing is sent and nothing changed.
 * @param id group id, base64.
 * @param keys enclave keys of the newcomers, base64. The figures are those of the one with most to do.
 * @param state the group at the node's head.
 * @param add call data of the add.
 * @throws {SubmissionError} when the node does not know the group or is no member of it.
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
  const account = options.account ?? node.account
  const isLocked = state.locked !== false
  await node.call(id, { to: toHex(MANAGEMENT_PROXY), data: isLocked ? add : LOCK_CALL, from: account.address })
  const history = await ownHistory(node.context, groupIdFrom(id), node.context.ownKey)
  const known = history.length
  if (!isLocked) history.add(lock(node, id, options), toTransactionHash(ZERO_HASH), toStateRoot(ZERO_HASH))
  const blob = new HistoryBlob(history.finish())
  const parts = keys.map((key) => partOf(node, node.gateway.nodeOf(key)?.context, groupIdFrom(id), blob, known))
  const estimates = parts.map(({ transactions, snapshotBytes }) => ({
    bytes: blob.byteLength,
    snapshotBytes,
    transactions,
    ...node.gateway.pace.estimate(transactions, snapshotBytes),
  }))
  return estimates.reduce((most, one) => (one.milliseconds > most.milliseconds ? one : most))
}

/** The lock that an add to an unlocked group sends first; it is part of the history then. */
function lock(node: SendingNode, id: string, options: SendOptions): PrivateTransaction {
  const account = options.account ?? node.account
  const request = { ...options, to: toHex(MANAGEMENT_PROXY), data: LOCK_CALL }
  const nonce = options.nonce ?? node.nonces.next(id, account.address)
  return signGroupTransaction(node, id, request, account, nonce)
}

/**
 * What one newcomer would do.
 * @param newcomer `undefined`: it is not of this network, and nothing is known of it.
 * @param known entries of the blob whose markers are in blocks.
 */
function partOf(
  sender: SendingNode,
  newcomer: NodeContext | undefined,
  group: GroupId,
  blob: HistoryBlob,
  known: number,
): { transactions: number; snapshotBytes: number } {
  if (newcomer === undefined) return { transactions: blob.length, snapshotBytes: 0 }
  const { metadata, canonical, settings } = newcomer
  const first = firstNeeded(metadata, canonical.head.hash, group, blob)
  const all = { transactions: blob.length - first, snapshotBytes: 0 }
  if (settings.join.strategy !== 'snapshot') return all
  const blocks = locateHistory(sender.context, blob, first, known)
  const end = checkpointOf(sender.context, blocks, blob.length, settings.join.checkpointEvery)
  const last = blocks[end - 1]?.entries.at(-1)?.position
  if (last === undefined) return all
  const root = blob.entry(last).stateRoot
  return { transactions: blob.length - last - 1, snapshotBytes: snapshotSize(sender.context.metadata, metadata, root) }
}
