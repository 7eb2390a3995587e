import { createRequire } from 'node:module'
import { secp256k1 as noble } from '@noble/curves/secp256k1.js'
import { CoterieError } from '../errors/CoterieError.ts'
import type { SignatureBackend } from './SignatureBackend.ts'

/** Kinds of implementations, the fastest first: native code, WebAssembly, JavaScript. */
export const SIGNATURE_KINDS = ['native', 'wasm', 'pure'] as const

/** One of {@link SIGNATURE_KINDS}. */
export type SignatureKind = (typeof SIGNATURE_KINDS)[number]

/** Bytes of an uncompressed public key with its prefix. */
const UNCOMPRESSED = 65

/** The implementation of a kind; `undefined` when its optional package is not installed or does not load here. */
export function loadSignatureBackend(kind: SignatureKind): SignatureBackend | undefined {
  try {
    return loaders[kind]()
  } catch {
    return undefined
  }
}

/** The fastest implementation that is there, beginning with this kind. */
export function bestSignatureBackend(kind: SignatureKind): SignatureBackend {
  for (const next of SIGNATURE_KINDS.slice(SIGNATURE_KINDS.indexOf(kind))) {
    const backend = loadSignatureBackend(next)
    if (backend !== undefined) return backend
  }
  return pure()
}

interface NativeSecp256k1 {
  ecdsaRecover(signature: Uint8Array, recId: number, digest: Uint8Array, compressed: false, key: Uint8Array): void
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number }
  publicKeyCreate(key: Uint8Array, compressed: false): Uint8Array
}

interface WasmSecp256k1 {
  recover(digest: Uint8Array, signature: Uint8Array, recId: number, compressed: false): Uint8Array | null
  signRecoverable(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recoveryId: number }
  pointFromScalar(key: Uint8Array, compressed: false): Uint8Array | null
}

// `require` loads at once, and only what is asked for.
const require = createRequire(import.meta.url)

function native(): SignatureBackend {
  const { ecdsaRecover, ecdsaSign, publicKeyCreate } = require('secp256k1/bindings.js') as NativeSecp256k1
  // Native code moves small arrays out of the heap to look at them: these are outside, and used again and again.
  const room = new Uint8Array(32 + 64 + UNCOMPRESSED)
  const [ownDigest, ownSignature, key] = [room.subarray(0, 32), room.subarray(32, 96), room.subarray(96)]
  return {
    name: 'secp256k1',
    recover(digest, signature, recId) {
      ownDigest.set(digest)
      ownSignature.set(signature)
      ecdsaRecover(ownSignature, recId, ownDigest, false, key)
      return key.slice(1)
    },
    sign(digest, privateKey) {
      const { signature, recid } = ecdsaSign(digest, privateKey)
      return { signature, recId: recid }
    },
    publicKey: (privateKey) => publicKeyCreate(privateKey, false).slice(1),
  }
}

function wasm(): SignatureBackend {
  const { recover, signRecoverable, pointFromScalar } = require('tiny-secp256k1') as WasmSecp256k1
  return {
    name: 'tiny-secp256k1',
    recover: (digest, signature, recId) => required(recover(digest, signature, recId, false), 'signature').slice(1),
    sign(digest, privateKey) {
      const { signature, recoveryId } = signRecoverable(digest, privateKey)
      return { signature, recId: recoveryId }
    },
    publicKey: (privateKey) => required(pointFromScalar(privateKey, false), 'private key').slice(1),
  }
}

function pure(): SignatureBackend {
  return {
    name: '@noble/curves',
    recover: (digest, signature, recId) =>
      noble.Signature.fromBytes(signature, 'compact')
        .addRecoveryBit(recId)
        .recoverPublicKey(digest)
        .toBytes(false)
        .slice(1),
    sign(digest, privateKey) {
      const recovered = noble.sign(digest, privateKey, { prehash: false, format: 'recovered' })
      return { signature: recovered.subarray(1), recId: recovered[0] ?? 0 }
    },
    publicKey: (privateKey) => noble.getPublicKey(privateKey, false).slice(1),
  }
}

const loaders: Readonly<Record<SignatureKind, () => SignatureBackend>> = { native, wasm, pure }

function required(bytes: Uint8Array | null, of: string): Uint8Array {
  if (bytes === null) throw new CoterieError('INVALID_ARGUMENT', `no public key belongs to this ${of}`)
  return bytes
}
