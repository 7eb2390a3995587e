import type { PublicTransaction } from '../chain/PublicTransaction.ts'
import { type Hex, toBase64, toHex } from '../primitives/bytes.ts'
import { legacyGroupId } from '../transaction/groupId.ts'
import { isMarker, parseMarkerData } from '../transaction/markerTransaction.ts'
import { transactionInPayload } from '../transaction/privatePayload.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import { recoverSender } from '../transaction/privateTransactionSignature.ts'
import type { NodeContext } from './NodeContext.ts'

/** The private nonce that a private transaction takes. */
export interface PrivateNonceUse {
  /** Group id, base64. */
  readonly group: string
  /** Signer of the private transaction, hex. */
  readonly account: Hex
  readonly nonce: bigint
}

/**
 * The private nonce that the transaction behind a marker takes, in or out of a block. The enclave is not asked as for a block: simulated
 * trouble does not come into it. `undefined` for what is no marker or shows this node no transaction of a group.
 */
export function privateNonceUse(
  { enclave, privacy }: NodeContext,
  { to, data }: PublicTransaction,
): PrivateNonceUse | undefined {
  const handle = isMarker(to, data, privacy) ? parseMarkerData(data)?.handle : undefined
  if (handle === undefined) return undefined
  try {
    const payload = enclave.peek?.(handle)
    if (payload === undefined) return undefined
    const transaction = transactionInPayload(payload, privacy)
    return {
      group: groupOf(transaction),
      account: toHex(recoverSender(transaction)),
      nonce: transaction.nonce,
    }
  } catch {
    // Whatever is wrong with it is told by the import.
    return undefined
  }
}

function groupOf({ recipients, privateFrom }: PrivateTransaction): string {
  return toBase64(recipients.kind === 'group' ? recipients.groupId : legacyGroupId(privateFrom, recipients.privateFor))
}
