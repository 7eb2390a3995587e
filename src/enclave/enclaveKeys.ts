import { x25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { keccak256 } from '../crypto/keccak.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { concat, fromHex, toHex } from '../primitives/bytes.ts'
import { type EnclaveKey, toEnclaveKey } from '../primitives/identifiers.ts'
import { RecentMap } from '../primitives/RecentMap.ts'

/** Kind of key: `nacl` is Curve25519, 32 bytes; `ec` is P-256, 91 bytes of SubjectPublicKeyInfo in DER (spec 09 §2). */
export type EnclaveKeyType = 'nacl' | 'ec'

/** A key pair of an enclave. */
export interface EnclaveKeyPair {
  readonly type: EnclaveKeyType
  readonly publicKey: EnclaveKey
  /** 32 bytes: the Curve25519 secret or the big-endian P-256 scalar. */
  readonly privateKey: Uint8Array
}

/** Algorithm identifier of a P-256 key, up to the uncompressed point. */
const EC_PREFIX = fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200')

/** Public keys by type and hash of the private key, which is not to be kept here: programs that make one network after the other ask for the same keys again. */
const known = new RecentMap<string, EnclaveKey>(1000)

/**
 * Makes the key pair that belongs to `seed`: the same seed always gives the same pair, another one another pair.
 * @param options.seed any bytes; as secret as the private key.
 */
export function createEnclaveKeyPair(options: {
  readonly type: EnclaveKeyType
  readonly seed: Uint8Array
}): EnclaveKeyPair {
  const { type, seed } = options
  let privateKey = keccak256(concat(new TextEncoder().encode(`coterie enclave key ${type}\n`), seed))
  // Hardly ever: the digest is not below the order of P-256.
  while (type === 'ec' && !p256.utils.isValidSecretKey(privateKey)) privateKey = keccak256(privateKey)
  return { type, publicKey: enclavePublicKey(type, privateKey), privateKey }
}

/**
 * The public key that belongs to a private key.
 * @param privateKey 32 bytes as in {@link EnclaveKeyPair.privateKey}.
 * @throws {CoterieError} `INVALID_ARGUMENT` when it is no private key of that type.
 */
export function enclavePublicKey(type: EnclaveKeyType, privateKey: Uint8Array): EnclaveKey {
  const id = `${type} ${toHex(keccak256(privateKey))}`
  const remembered = known.get(id)
  if (remembered !== undefined) return toEnclaveKey(remembered.slice())
  try {
    const made =
      type === 'nacl' ? x25519.getPublicKey(privateKey) : concat(EC_PREFIX, p256.getPublicKey(privateKey, false))
    known.set(id, toEnclaveKey(made.slice()))
    return toEnclaveKey(made)
  } catch (error) {
    throw new CoterieError('INVALID_ARGUMENT', `not a private ${type} key of an enclave; 32 bytes are expected`, {
      cause: error,
    })
  }
}
