/** Transactions of several senders, and histories of them. */
import { privateKeyToAddress } from '../../../src/crypto/secp256k1.ts'
import { toHex, toWord } from '../../../src/primitives/bytes.ts'
import { toEnclaveKey, toStateRoot, toTransactionHash } from '../../../src/primitives/identifiers.ts'
import type { HistoryBlobEntry } from '../../../src/transaction/historyBlob.ts'
import type { PrivateTransaction } from '../../../src/transaction/privateTransaction.ts'
import { signPrivateTransaction } from '../../../src/transaction/privateTransactionSignature.ts'

const KEYS = [1n, 2n, 3n, 4n, 5n].map(toWord)
const ADDRESSES = KEYS.map((key) => toHex(privateKeyToAddress(key)))
/** No point of the curve has this x. */
const NO_POINT = 5n

export function signed(n: number): PrivateTransaction {
  return signPrivateTransaction(
    {
      nonce: BigInt(n),
      gasPrice: 0n,
      gasLimit: 3_000_000n,
      to: undefined,
      value: 0n,
      payload: new Uint8Array(n % 70).fill(n),
      chainId: 1337n,
      privateFrom: toEnclaveKey(new Uint8Array(32).fill(1)),
      recipients: { kind: 'group', groupId: new Uint8Array(32).fill(2) },
      restriction: 'restricted',
    },
    KEYS[n % KEYS.length] ?? toWord(1n),
  )
}

/** A history with a transaction here and there that nobody can have signed. */
export function history(length: number): HistoryBlobEntry[] {
  return Array.from({ length }, (_, n) => {
    const transaction = signed(n)
    const { v, s } = transaction.signature
    return {
      transaction: n % 97 === 96 ? { ...transaction, signature: { v, r: NO_POINT, s } } : transaction,
      markerHash: toTransactionHash(toWord(BigInt(n))),
      stateRoot: toStateRoot(toWord(BigInt(n))),
    }
  })
}

/** Sender of a transaction of such a history, hex; `none` when there is none. */
export const expectedSender = (n: number): string => (n % 97 === 96 ? 'none' : (ADDRESSES[n % KEYS.length] ?? ''))
