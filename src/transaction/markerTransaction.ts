/** The public transaction that carries a private one: a privacy marker transaction (spec 01 §7). */
import { RLP } from '@ethereumjs/rlp'
import { keccak256 } from '../crypto/keccak.ts'
import { privateKeyToAddress } from '../crypto/secp256k1.ts'
import { FLEXIBLE_PRIVACY_PRECOMPILE } from '../primitives/addresses.ts'
import { concat, EMPTY_BYTES, equalBytes, toScalar } from '../primitives/bytes.ts'
import {
  type Address,
  type PayloadHandle,
  toPayloadHandle,
  toTransactionHash,
  type TransactionHash,
} from '../primitives/identifiers.ts'
import { type PrivacyMode, precompileOf } from './privacyMode.ts'
import { encodeV } from './privateTransaction.ts'
import { requireWidth } from './requireWidth.ts'
import { signDigest } from './signDigest.ts'
import type { RlpItem } from './strictRlp.ts'

/** What the data of a marker transaction refers to. */
export interface MarkerData {
  /** Handle of the envelope. */
  readonly handle: PayloadHandle
  /** Handle of the history blob, when members are added to an existing group. */
  readonly blobHandle?: PayloadHandle
}

/** What is left to choose in a marker transaction: `value` is fixed, and it carries no chain id. */
export interface MarkerTransactionFields {
  /** Public nonce of the signer. */
  readonly nonce: bigint
  /** Wei; copied from the private transaction. */
  readonly gasPrice: bigint
  /** Copied from the private transaction. */
  readonly gasLimit: bigint
  /** The privacy precompile. Default: that of flexible privacy groups. */
  readonly to?: Address
  /** See {@link markerData}. */
  readonly data: Uint8Array
  /** 32 bytes. */
  readonly privateKey: Uint8Array
}

/** A signed marker transaction, ready for the transaction pool. */
export interface SignedMarkerTransaction {
  /** RLP of a legacy (type 0) transaction whose `v` is 27 or 28. */
  readonly raw: Uint8Array
  readonly hash: TransactionHash
  readonly sender: Address
}

/** Data of a marker transaction: 32 bytes, or 64 with a history blob (spec 01 §7.1). */
export function markerData(handle: PayloadHandle, blobHandle?: PayloadHandle): Uint8Array {
  return blobHandle === undefined ? concat(handle) : concat(handle, blobHandle)
}

/** The handles in the data of a marker transaction; `undefined` unless it has 32 or 64 bytes. */
export function parseMarkerData(data: Uint8Array): MarkerData | undefined {
  if (data.length === 32) return { handle: toPayloadHandle(data) }
  if (data.length !== 64) return undefined
  return { handle: toPayloadHandle(data.subarray(0, 32)), blobHandle: toPayloadHandle(data.subarray(32)) }
}

/**
 * Whether a public transaction is a marker: sent to the precompile of the network's mode with 32 bytes of data, or with 64
 * in flexible mode. With any other data it is a call to an empty account (spec 02 §3).
 */
export function isMarker(to: Uint8Array | undefined, data: Uint8Array, mode: PrivacyMode = 'flexible'): boolean {
  if (to === undefined || !equalBytes(to, precompileOf(mode))) return false
  return data.length === 32 || (data.length === 64 && mode === 'flexible')
}

/**
 * Builds and signs a marker transaction. It has no chain id, whatever the chain (spec 01 §7.1); the signature is
 * deterministic (RFC 6979).
 * @throws {CoterieError} `INVALID_ARGUMENT` when a number does not fit its field or the key is none.
 */
export function signMarkerTransaction(fields: MarkerTransactionFields): SignedMarkerTransaction {
  const { nonce, gasPrice, gasLimit, to = FLEXIBLE_PRIVACY_PRECOMPILE, data, privateKey } = fields
  requireWidth('nonce', nonce, 64)
  requireWidth('gasPrice', gasPrice, 256)
  requireWidth('gasLimit', gasLimit, 64)
  const items: RlpItem[] = [toScalar(nonce), toScalar(gasPrice), toScalar(gasLimit), to, EMPTY_BYTES, data]
  const { r, s, recId } = signDigest(keccak256(RLP.encode(items)), privateKey)
  const raw = RLP.encode([...items, toScalar(encodeV(undefined, recId)), toScalar(r), toScalar(s)])
  return { raw, hash: toTransactionHash(keccak256(raw)), sender: privateKeyToAddress(privateKey) }
}
