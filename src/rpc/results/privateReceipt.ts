import type { LocatedPrivateTransaction } from '../../node/locatePrivateTransaction.ts'
import { EMPTY_BYTES, toBase64 } from '../../primitives/bytes.ts'
import { toGroupId, type TransactionHash } from '../../primitives/identifiers.ts'
import { privateContractAddress } from '../../transaction/contractAddress.ts'
import { legacyGroupId } from '../../transaction/groupId.ts'
import { logsBloom } from '../../transaction/logsBloom.ts'
import type { PrivateReceipt } from '../../transaction/privateReceipt.ts'
import { recoverSender } from '../../transaction/privateTransactionSignature.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { data, quantity } from './scalars.ts'

/** Of a transaction that was not executed: the gate refused it, or its payload came too late (spec 03 §11.2). */
const NOT_EXECUTED: PrivateReceipt = { status: 0, logs: [], output: EMPTY_BYTES }

/**
 * A private receipt (spec 03 §11.2). Without a stored receipt it is that of a failure.
 * @param marker hash of the marker transaction.
 * @throws {DecodeError} when no sender fits the signature.
 */
export function privateReceipt(
  marker: TransactionHash,
  { transaction, block, index }: LocatedPrivateTransaction,
  { status, output, logs, revertReason }: PrivateReceipt = NOT_EXECUTED,
): JsonValue {
  const { nonce, to, privateFrom, recipients } = transaction
  const sender = recoverSender(transaction)
  const group =
    recipients.kind === 'group' ? toGroupId(recipients.groupId) : legacyGroupId(privateFrom, recipients.privateFor)
  const place = { blockNumber: quantity(block.number), transactionIndex: quantity(index), blockHash: data(block.hash) }
  return {
    ...(to === undefined ? { contractAddress: data(privateContractAddress(sender, nonce, group)) } : {}),
    from: data(sender),
    ...(to === undefined ? {} : { to: data(to) }),
    output: data(output),
    commitmentHash: data(marker),
    privateFrom: toBase64(privateFrom),
    ...(recipients.kind === 'legacy' ? { privateFor: recipients.privateFor.map(toBase64) } : {}),
    privacyGroupId: toBase64(group),
    status: quantity(status),
    ...(revertReason === undefined ? {} : { revertReason: data(revertReason) }),
    logs: logs.map((log, logIndex) => ({
      address: data(log.address),
      topics: log.topics.map(data),
      data: data(log.data),
      blockNumber: place.blockNumber,
      transactionHash: data(marker),
      transactionIndex: place.transactionIndex,
      blockHash: place.blockHash,
      logIndex: quantity(logIndex),
      removed: false,
    })),
    logsBloom: data(logsBloom(logs)),
    blockHash: place.blockHash,
    blockNumber: place.blockNumber,
    transactionIndex: place.transactionIndex,
  }
}
