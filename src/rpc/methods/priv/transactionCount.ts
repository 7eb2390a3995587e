import { privateNonce } from '../../../node/privateNonce.ts'
import type { MethodSet } from '../../Method.ts'
import { address } from '../../parameters/address.ts'
import { groupId } from '../../parameters/groupId.ts'
import { text } from '../../parameters/text.ts'
import { quantity } from '../../results/scalars.ts'
import { rpcError } from '../../RpcError.ts'

/** `priv_getTransactionCount` (spec 03 §10.2). */
export const transactionCount: MethodSet = {
  priv_getTransactionCount: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'account, group id',
    result: 'private nonce at the head',
    note: 'Pending transactions are not counted.',
    handler: async (params, { node: { context }, tenant }) => {
      params.exactly(2)
      const account = params.required(0, address)
      const group = groupId(params.required(1, text), 'GET_PRIVATE_TRANSACTION_NONCE_ERROR')
      try {
        await tenant?.requireMember(group)
        return quantity(privateNonce(context, context.canonical.head, group, account))
      } catch (cause) {
        throw rpcError('GET_PRIVATE_TRANSACTION_NONCE_ERROR', { cause })
      }
    },
  },
}
