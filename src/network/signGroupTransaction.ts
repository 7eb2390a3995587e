import { addressFrom, bytesFrom, groupIdFrom, quantityFrom } from '../node/doors.ts'
import { fromBase64 } from '../primitives/bytes.ts'
import { toEnclaveKey } from '../primitives/identifiers.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import { signPrivateTransaction } from '../transaction/privateTransactionSignature.ts'
import { type Account, signingKey } from './account.ts'
import type { PrivateTransactionRequest } from './groupRequests.ts'
import type { SendingNode } from './SendingNode.ts'

/** Signs a private transaction of a group. @param id group id, base64. */
export function signGroupTransaction(
  node: SendingNode,
  id: string,
  { to, data = '0x', gasPrice = 0n, gasLimit = 3_000_000n }: PrivateTransactionRequest,
  account: Account,
  nonce: bigint,
): PrivateTransaction {
  return signPrivateTransaction(
    {
      nonce: quantityFrom(nonce, 'nonce'),
      gasPrice: quantityFrom(gasPrice, 'gasPrice'),
      gasLimit: quantityFrom(gasLimit, 'gasLimit'),
      to: to === undefined ? undefined : addressFrom(to),
      value: 0n,
      payload: bytesFrom(data, 'data'),
      chainId: node.gateway.chainId,
      privateFrom: toEnclaveKey(fromBase64(node.enclaveKey)),
      recipients: { kind: 'group', groupId: groupIdFrom(id) },
      restriction: 'restricted',
    },
    signingKey(account),
  )
}
