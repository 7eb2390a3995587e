import { isCoterieError } from '../errors/CoterieError.ts'
import { type Hex, toBase64, toHex } from '../primitives/bytes.ts'
import type { TransactionHash } from '../primitives/identifiers.ts'
import { legacyGroupId } from '../transaction/groupId.ts'
import { isMarker } from '../transaction/markerTransaction.ts'
import type { PrivateTransaction, Restriction } from '../transaction/privateTransaction.ts'
import { recoverSender } from '../transaction/privateTransactionSignature.ts'
import { type OpenHistory, locatePrivateTransaction } from './locatePrivateTransaction.ts'
import type { NodeContext } from './NodeContext.ts'

/** A private transaction at the doors: addresses and data are hex, enclave keys and group ids base64. */
export interface PrivateTransactionView {
  /** Signer; `undefined` when no key fits the signature. */
  readonly sender: Hex | undefined
  readonly nonce: bigint
  /** In wei per gas. */
  readonly gasPrice: bigint
  readonly gasLimit: bigint
  /** `undefined`: it creates a contract. */
  readonly to: Hex | undefined
  /** In wei. */
  readonly value: bigint
  /** Call data or init code. */
  readonly payload: Hex
  /** `undefined`: it is good for every chain. */
  readonly chainId: bigint | undefined
  /** Enclave key of the sending node. */
  readonly privateFrom: string
  /** Id of the privacy group; `undefined` for a legacy transaction, which lists its recipients. */
  readonly group: string | undefined
  /** Recipients of a legacy transaction; `undefined` for one that names a group. */
  readonly privateFor: readonly string[] | undefined
  /** Id of the group that the parties of a legacy transaction are (spec 01 §3.2); `undefined` for one that names a group. */
  readonly legacyGroup: string | undefined
  readonly restriction: Restriction
}

/** Looks up private transactions by their markers; see {@link privateTransactionReader}. */
export type PrivateTransactionReader = (marker: TransactionHash) => Promise<PrivateTransactionView | undefined>

/**
 * A look-up of the private transactions behind markers of the node's canonical chain (spec 02 §8, step 2): the payload that
 * the marker names, else the history blobs that the node was hydrated with. A reader reads each blob once, so it is good
 * for many look-ups in a row and not for keeping.
 * @returns `undefined` for a marker that is not on the canonical chain, or whose payload the node may not read.
 * @throws {EnclaveError} unless with status 404; {@link DecodeError} for a payload that is no private transaction.
 */
export function privateTransactionReader(node: NodeContext): PrivateTransactionReader {
  const histories = new Map<string, OpenHistory | undefined>()
  return async (marker) => {
    const place = node.canonical.place(marker)
    const carrier = place && node.chain.requireBlock(place.block).transactions[place.index]
    if (carrier === undefined || !isMarker(carrier.to, carrier.data, node.privacy)) return undefined
    const located = await locatePrivateTransaction(node, marker, { histories })
    return located && transactionView(located.transaction)
  }
}

function transactionView(transaction: PrivateTransaction): PrivateTransactionView {
  const { nonce, gasPrice, gasLimit, to, value, payload, chainId, privateFrom, restriction } = transaction
  return {
    sender: senderOf(transaction),
    nonce,
    gasPrice,
    gasLimit,
    to: to && toHex(to),
    value,
    payload: toHex(payload),
    chainId,
    privateFrom: toBase64(privateFrom),
    ...recipientsView(transaction),
    restriction,
  }
}

function recipientsView({
  recipients,
  privateFrom,
}: PrivateTransaction): Pick<PrivateTransactionView, 'group' | 'privateFor' | 'legacyGroup'> {
  if (recipients.kind === 'group') {
    return { group: toBase64(recipients.groupId), privateFor: undefined, legacyGroup: undefined }
  }
  const { privateFor } = recipients
  const legacyGroup = toBase64(legacyGroupId(privateFrom, privateFor))
  return { group: undefined, privateFor: privateFor.map(toBase64), legacyGroup }
}

function senderOf(transaction: PrivateTransaction): Hex | undefined {
  try {
    return toHex(recoverSender(transaction))
  } catch (error) {
    if (isCoterieError(error, 'DECODE_FAILED')) return undefined
    throw error
  }
}
