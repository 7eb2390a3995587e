import type { Account, NetworkNode } from '../../../src/index.ts'
import { fromBase64, fromHex } from '../../../src/primitives/bytes.ts'
import { toAddress, toEnclaveKey } from '../../../src/primitives/identifiers.ts'
import {
  type PrivateTransaction,
  type UnsignedPrivateTransaction,
  encodePrivateTransaction,
} from '../../../src/transaction/privateTransaction.ts'
import { signPrivateTransaction } from '../../../src/transaction/privateTransactionSignature.ts'

/** What differs from an ordinary transaction of a node: call without data by the node's account, nonce from its head. */
export interface Draft extends Partial<Omit<UnsignedPrivateTransaction, 'to' | 'payload' | 'privateFrom'>> {
  readonly account?: Account
  /** Address, hex; `undefined` creates a contract. */
  readonly to?: string
  /** Hex or bytes. */
  readonly data?: string | Uint8Array
  /** Enclave key, base64. */
  readonly privateFrom?: string
}

/** Signs a private transaction of a group (id in base64) as a client of `node` does. */
export function signedTransaction(node: NetworkNode, group: string, draft: Draft = {}): PrivateTransaction {
  const { account = node.account, to, data = '0x', privateFrom = node.enclaveKey, ...fields } = draft
  return signPrivateTransaction(
    {
      nonce: node.privateNonce(group, account.address),
      gasPrice: 0n,
      gasLimit: 3_000_000n,
      to: to === undefined ? undefined : toAddress(fromHex(to)),
      value: 0n,
      payload: typeof data === 'string' ? fromHex(data) : data,
      chainId: 1337n,
      privateFrom: toEnclaveKey(fromBase64(privateFrom)),
      recipients: { kind: 'group', groupId: fromBase64(group) },
      restriction: 'restricted',
      ...fields,
    },
    fromHex(account.privateKey),
  )
}

/** The wire form of {@link signedTransaction}. */
export function rawTransaction(node: NetworkNode, group: string, draft: Draft = {}): Uint8Array {
  return encodePrivateTransaction(signedTransaction(node, group, draft))
}
