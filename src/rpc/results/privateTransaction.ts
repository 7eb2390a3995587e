import { toBase64 } from '../../primitives/bytes.ts'
import type { PrivateTransaction, PrivateTransactionRecipients } from '../../transaction/privateTransaction.ts'
import { recoverSender } from '../../transaction/privateTransactionSignature.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { data, quantity } from './scalars.ts'

/** A private transaction (spec 03 §11.1). @throws {DecodeError} when no sender fits the signature. */
export function privateTransaction(transaction: PrivateTransaction): JsonValue {
  const { gasLimit, gasPrice, payload, nonce, to, value, signature, privateFrom, recipients, restriction } = transaction
  return {
    from: data(recoverSender(transaction)),
    gas: quantity(gasLimit),
    gasPrice: quantity(gasPrice),
    input: data(payload),
    nonce: quantity(nonce),
    to: to === undefined ? null : data(to),
    value: quantity(value),
    v: quantity(signature.v),
    r: quantity(signature.r),
    s: quantity(signature.s),
    privateFrom: toBase64(privateFrom),
    ...recipientsOf(recipients),
    // Besu forgets a word that it does not know.
    restriction: restriction === 'unsupported' ? '' : restriction,
  }
}

function recipientsOf(recipients: PrivateTransactionRecipients): { readonly [key: string]: JsonValue } {
  if (recipients.kind === 'group') return { privacyGroupId: toBase64(recipients.groupId) }
  return { privateFor: recipients.privateFor.map(toBase64) }
}
