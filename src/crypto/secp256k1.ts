/**
 * secp256k1 signatures by the fastest implementation that is installed and loads: native code (`secp256k1`), WebAssembly
 * (`tiny-secp256k1`), JavaScript (`@noble/curves`). All sign deterministically (RFC 6979) with a low s, as Besu does, so
 * results are identical. `COTERIE_PURE_CRYPTO=1` means JavaScript; `COTERIE_CRYPTO=native|wasm|pure` begins with that one.
 */
import { secp256k1 as noble } from '@noble/curves/secp256k1.js'
import { CoterieError } from '../errors/CoterieError.ts'
import { latin1Text } from '../primitives/bufferText.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'
import { RecentMap } from '../primitives/RecentMap.ts'
import { stageClock } from '../primitives/StageClock.ts'
import { SignaturesAhead } from './ahead/SignaturesAhead.ts'
import { keccak256 } from './keccak.ts'
import type { SignatureBackend } from './SignatureBackend.ts'
import { SIGNATURE_KINDS, type SignatureKind, bestSignatureBackend } from './signatureBackends.ts'

/** A recoverable signature over a 32-byte digest; `recId` is 0 or 1. */
export interface RecoverableSignature {
  readonly r: bigint
  readonly s: bigint
  readonly recId: number
}

/** A digest with its signature, as they are recovered from. */
export interface SignedDigest {
  /** 32 bytes. */
  readonly digest: Uint8Array
  /** r and s, 32 bytes each. */
  readonly signature: Uint8Array
  /** 0 or 1. */
  readonly recId: number
}

const backend: SignatureBackend = bestSignatureBackend(wantedKind(process.env))

/** Name of the implementation in use; reported by benchmarks. */
export const signatureBackend: SignatureBackend['name'] = backend.name

/** Order of the group: `1 <= r, s < SECP256K1_ORDER`. */
export const SECP256K1_ORDER = noble.Point.CURVE().n

/** A digest with a signature that is given as numbers below 2^256. */
export function signedDigest(digest: Uint8Array, { r, s, recId }: RecoverableSignature): SignedDigest {
  return { digest, signature: new Uint8Array(Buffer.from(digits(r) + digits(s), 'hex')), recId }
}

/** A number below 2^256 in 64 hexadecimal digits. */
const digits = (value: bigint): string => value.toString(16).padStart(64, '0')

const RECENT_KEYS = 4096
/** Public keys of the signatures seen or made last, by digest and signature: every node of a network asks for the same ones. */
const recent = new RecentMap<string, Uint8Array>(RECENT_KEYS)
/** Those that a thread is finding out. */
const ahead = new SignaturesAhead(
  // Threads do not strip types.
  import.meta.url.endsWith('.ts') ? undefined : new URL('./ahead/signatureWorker.js', import.meta.url),
)
/** Public keys by the hash of the private key, which is not to be kept here: of those that sign, each is asked for again and again. */
const publicKeys = new RecentMap<string, Uint8Array>(RECENT_KEYS)

/**
 * Uncompressed public key (64 bytes, without the `04` prefix) that made a signature.
 * @throws {Error} when no key fits the signature.
 */
export function recoverPublicKey({ digest, signature, recId }: SignedDigest): Uint8Array {
  const id = signatureId(digest, signature, recId)
  let publicKey = recent.get(id)
  if (publicKey === undefined) {
    publicKey = ahead.answer(id) ?? recoverFromBytes(digest, signature, recId)
    recent.set(id, publicKey)
  }
  return publicKey
}

/** Lets another thread find out what {@link recoverPublicKey} is going to be asked for, where there is one. */
export function recoverAhead({ digest, signature, recId }: SignedDigest): void {
  const id = signatureId(digest, signature, recId)
  if (recent.get(id) === undefined) ahead.ask(id, digest, signature, recId)
}

/** The same without a look at what is known. @param signature r and s, 32 bytes each. */
export function recoverFromBytes(digest: Uint8Array, signature: Uint8Array, recId: number): Uint8Array {
  stageClock?.enter('recovery')
  try {
    return backend.recover(digest, signature, recId)
  } finally {
    stageClock?.leave('recovery')
  }
}

function signatureId(digest: Uint8Array, signature: Uint8Array, recId: number): string {
  return `${recId}${latin1Text(digest)}${latin1Text(signature)}`
}

const privateKeyId = (privateKey: Uint8Array): string => latin1Text(keccak256(privateKey))

/** Signs a 32-byte digest with a 32-byte private key. */
export function sign(digest: Uint8Array, privateKey: Uint8Array): RecoverableSignature {
  const { signature, recId } = backend.sign(digest, privateKey)
  const publicKey = publicKeys.get(privateKeyId(privateKey))
  if (publicKey !== undefined) recent.set(signatureId(digest, signature, recId), publicKey)
  const hex = Buffer.from(signature).toString('hex')
  return { r: BigInt(`0x${hex.slice(0, 64)}`), s: BigInt(`0x${hex.slice(64, 128)}`), recId }
}

/** Address of an uncompressed 64-byte public key: the last 20 bytes of its keccak-256. */
export function publicKeyToAddress(publicKey: Uint8Array): Address {
  return toAddress(keccak256(publicKey).slice(12))
}

/** Address of a 32-byte private key. */
export function privateKeyToAddress(privateKey: Uint8Array): Address {
  const key = privateKeyId(privateKey)
  let publicKey = publicKeys.get(key)
  if (publicKey === undefined) {
    publicKey = backend.publicKey(privateKey)
    publicKeys.set(key, publicKey)
  }
  return publicKeyToAddress(publicKey)
}

function wantedKind({ COTERIE_PURE_CRYPTO, COTERIE_CRYPTO = 'native' }: NodeJS.ProcessEnv): SignatureKind {
  if (COTERIE_PURE_CRYPTO === '1') return 'pure'
  const wanted = SIGNATURE_KINDS.find((kind) => kind === COTERIE_CRYPTO)
  if (wanted !== undefined) return wanted
  throw new CoterieError(
    'INVALID_OPTION',
    `COTERIE_CRYPTO=${COTERIE_CRYPTO} is not known: use ${SIGNATURE_KINDS.join(', ')}, or leave it out`,
  )
}
