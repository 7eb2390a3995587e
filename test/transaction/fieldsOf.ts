import type { PrivateTransaction } from '../../src/transaction/privateTransaction.ts'

/** Everything that a private transaction says, as a plain object. */
export function fieldsOf(transaction: PrivateTransaction): PrivateTransaction {
  const { nonce, gasPrice, gasLimit, to, value, payload, signature } = transaction
  const { chainId, recId, privateFrom, recipients, restriction } = transaction
  return {
    nonce,
    gasPrice,
    gasLimit,
    to,
    value,
    payload,
    signature,
    chainId,
    recId,
    privateFrom,
    recipients,
    restriction,
  }
}
