import { keccak256 } from '../crypto/keccak.ts'
import { privateKeyToAddress } from '../crypto/secp256k1.ts'
import { concat, toScalar } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import { type SignedMarkerTransaction, signMarkerTransaction } from '../transaction/markerTransaction.ts'
import type { Submission } from './Submission.ts'

/** Next public nonce of an account: after its waiting transactions, else the account's at the chain head. */
export type NextPublicNonce = (account: Address) => bigint

/** Makes the marker of a private transaction (spec 01 §7.2). */
export type MarkerFactory = (submission: Submission, nextNonce: NextPublicNonce) => SignedMarkerTransaction

/** Signs every marker with one key, so that markers have ascending public nonces. */
export function fixedKeyMarkers(privateKey: Uint8Array): MarkerFactory {
  return (submission, nextNonce) => build(submission, privateKey, nextNonce(privateKeyToAddress(privateKey)))
}

/**
 * Signs every marker with a key of its own that nobody has used, with nonce 0. The key comes from the seed and the marker
 * data, so that a run is the same every time.
 */
export function freshKeyMarkers(seed: Uint8Array): MarkerFactory {
  return (submission, nextNonce) => {
    for (let attempt = 0n; ; attempt++) {
      const privateKey = keccak256(concat(seed, submission.markerData, toScalar(attempt)))
      if (nextNonce(privateKeyToAddress(privateKey)) === 0n) return build(submission, privateKey, 0n)
    }
  }
}

function build(
  { transaction, precompile: to, markerData: data }: Submission,
  privateKey: Uint8Array,
  nonce: bigint,
): SignedMarkerTransaction {
  const { gasPrice, gasLimit } = transaction
  return signMarkerTransaction({ nonce, gasPrice, gasLimit, to, data, privateKey })
}
