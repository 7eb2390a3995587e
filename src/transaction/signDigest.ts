import { type RecoverableSignature, sign } from '../crypto/secp256k1.ts'
import { CoterieError } from '../errors/CoterieError.ts'

/**
 * Signs a 32-byte digest with a 32-byte secp256k1 private key: deterministic (RFC 6979), low s.
 * @throws {CoterieError} `INVALID_ARGUMENT` when the key is none.
 */
export function signDigest(
  digest: Uint8Array,
  privateKey: Uint8Array,
): RecoverableSignature & { readonly recId: 0 | 1 } {
  try {
    const { r, s, recId } = sign(digest, privateKey)
    return { r, s, recId: recId === 0 ? 0 : 1 }
  } catch (cause) {
    throw new CoterieError('INVALID_ARGUMENT', 'not a private key: give the 32 bytes of a number from 1 to n - 1', {
      cause,
    })
  }
}
