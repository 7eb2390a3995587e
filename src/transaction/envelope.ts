import { type GroupVersion, toGroupVersion } from '../primitives/identifiers.ts'
import {
  decodePrivateTransactionItems,
  encodePrivateTransaction,
  type PrivateTransaction,
} from './privateTransaction.ts'
import { ordinaryEnvelope } from './isOrdinaryEntry.ts'
import { PrivateTransactionView } from './PrivateTransactionView.ts'
import { encodeRlp, encodeRlpList } from './encodeRlp.ts'
import { bytesOf, listOf } from './rlpItem.ts'
import { decodeRlp } from './strictRlp.ts'

/** What an enclave keeps for a marker transaction: the versioned private transaction (spec 01 §4). */
export interface Envelope {
  readonly transaction: PrivateTransaction
  /** The group's version as the sending node saw it at its chain head. */
  readonly version: GroupVersion
}

const WHAT = 'versioned envelope'

/** `rlp([ T, version ])` with the private transaction as a list of 12 items. */
export function encodeEnvelope({ transaction, version }: Envelope): Uint8Array {
  return encodeRlpList([encodePrivateTransaction(transaction), encodeRlp(version)])
}

/**
 * Decodes an envelope: exactly two items, a version of exactly 32 bytes, nothing behind it.
 * @throws {DecodeError} of kind `unsupported` for a `v` that means nothing, of kind `format` for everything else.
 */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  const ordinary = ordinaryEnvelope(bytes)
  if (ordinary !== undefined) {
    const { start, end } = ordinary
    const transaction = new PrivateTransactionView(bytes.subarray(start, end))
    return { transaction, version: toGroupVersion(bytes.slice(end + 1)) }
  }
  const [transaction, version] = listOf(decodeRlp(bytes, WHAT), WHAT, 'the envelope', 2)
  return {
    transaction: decodePrivateTransactionItems(transaction),
    version: toGroupVersion(bytesOf(version, WHAT, 'the version', 32)),
  }
}
