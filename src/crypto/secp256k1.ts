/**
 * secp256k1 signatures: native when the optional package `secp256k1` is installed and loads, `@noble/curves` otherwise.
 * Both sign deterministically (RFC 6979) with a low s, as Besu does, so results are identical.
 */
import { createRequire } from 'node:module'
import { secp256k1 as noble } from '@noble/curves/secp256k1.js'
import { concat, padLeft, toScalar } from '../primitives/bytes.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'
import { keepNewest } from '../primitives/keepNewest.ts'
import { keccak256 } from './keccak.ts'

/** A recoverable signature over a 32-byte digest; `recId` is 0 or 1. */
export interface RecoverableSignature {
  readonly r: bigint
  readonly s: bigint
  readonly recId: number
}

interface NativeSecp256k1 {
  ecdsaRecover(signature: Uint8Array, recId: number, digest: Uint8Array, compressed: false): Uint8Array
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number }
  publicKeyCreate(key: Uint8Array, compressed: false): Uint8Array
}

function loadNative(): NativeSecp256k1 | undefined {
  if (process.env['COTERIE_PURE_CRYPTO'] === '1') return undefined
  try {
    const require = createRequire(import.meta.url)
    return require('secp256k1/bindings.js') as NativeSecp256k1
  } catch {
    return undefined
  }
}

const native = loadNative()

/** Name of the implementation in use; reported by benchmarks. */
export const signatureBackend: 'secp256k1' | '@noble/curves' = native === undefined ? '@noble/curves' : 'secp256k1'

/** Order of the group: `1 <= r, s < SECP256K1_ORDER`. */
export const SECP256K1_ORDER = noble.Point.CURVE().n

const compact = (r: bigint, s: bigint): Uint8Array => concat(padLeft(toScalar(r), 32), padLeft(toScalar(s), 32))

/** Public keys of the signatures seen last, by digest and signature: every node of a network asks for the same ones. */
const recent = new Map<string, Uint8Array>()
const RECENT_KEYS = 8192

/**
 * Uncompressed public key (64 bytes, without the `04` prefix) that made a signature.
 * @throws {Error} when no key fits the signature.
 */
export function recoverPublicKey(digest: Uint8Array, { r, s, recId }: RecoverableSignature): Uint8Array {
  const signature = compact(r, s)
  const id = `${recId}${Buffer.from(concat(digest, signature)).toString('latin1')}`
  let publicKey = recent.get(id)
  if (publicKey === undefined) {
    publicKey = recover(digest, signature, recId)
    keepNewest(recent, id, publicKey, RECENT_KEYS)
  }
  return publicKey
}

function recover(digest: Uint8Array, signature: Uint8Array, recId: number): Uint8Array {
  if (native !== undefined) return native.ecdsaRecover(signature, recId, digest, false).subarray(1)
  return noble.Signature.fromBytes(signature, 'compact')
    .addRecoveryBit(recId)
    .recoverPublicKey(digest)
    .toBytes(false)
    .subarray(1)
}

/** Signs a 32-byte digest with a 32-byte private key. */
export function sign(digest: Uint8Array, privateKey: Uint8Array): RecoverableSignature {
  if (native !== undefined) {
    const { signature, recid } = native.ecdsaSign(digest, privateKey)
    return split(signature, recid)
  }
  const recovered = noble.sign(digest, privateKey, { prehash: false, format: 'recovered' })
  return split(recovered.subarray(1), recovered[0] ?? 0)
}

function split(signature: Uint8Array, recId: number): RecoverableSignature {
  const hex = Buffer.from(signature).toString('hex')
  return { r: BigInt(`0x${hex.slice(0, 64)}`), s: BigInt(`0x${hex.slice(64, 128)}`), recId }
}

/** Address of an uncompressed 64-byte public key: the last 20 bytes of its keccak-256. */
export function publicKeyToAddress(publicKey: Uint8Array): Address {
  return toAddress(keccak256(publicKey).slice(12))
}

/** Address of a 32-byte private key. */
export function privateKeyToAddress(privateKey: Uint8Array): Address {
  const publicKey =
    native !== undefined ? native.publicKeyCreate(privateKey, false) : noble.getPublicKey(privateKey, false)
  return publicKeyToAddress(publicKey.subarray(1))
}
