import { fromBase64 } from '../../../primitives/bytes.ts'
import { toEnclaveKey } from '../../../primitives/identifiers.ts'
import { privateNonce } from '../../../node/privateNonce.ts'
import { legacyGroupId } from '../../../transaction/groupId.ts'
import type { MethodSet } from '../../Method.ts'
import { address } from '../../parameters/address.ts'
import { nullableTextList, text } from '../../parameters/text.ts'
import { quantity } from '../../results/scalars.ts'
import { rpcError } from '../../RpcError.ts'

/** `priv_getEeaTransactionCount` (spec 03 §10.3). */
export const eeaTransactionCount: MethodSet = {
  priv_getEeaTransactionCount: {
    group: 'EEA',
    fidelity: 'besu',
    params: 'account, privateFrom, list of privateFor',
    result: 'private nonce in the legacy group of these keys',
    note: 'In flexible mode there are no legacy groups: always 0x0.',
    handler: (params, { node: { context }, caller }) => {
      params.exactly(3)
      const account = params.required(0, address)
      const privateFrom = params.required(1, text)
      const privateFor = params.required(2, nullableTextList)
      if (privateFrom !== caller.enclaveKey) throw rpcError('PRIVATE_FROM_DOES_NOT_MATCH_ENCLAVE_PUBLIC_KEY')
      try {
        const keys = privateFor.map((key) => toEnclaveKey(fromBase64(key ?? '?')))
        const group = legacyGroupId(toEnclaveKey(fromBase64(privateFrom)), keys)
        return quantity(privateNonce(context, context.canonical.head, group, account))
      } catch (cause) {
        throw rpcError('GET_PRIVATE_TRANSACTION_NONCE_ERROR', { cause })
      }
    },
  },
}
