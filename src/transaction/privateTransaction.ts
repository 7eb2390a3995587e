import { SECP256K1_ORDER } from '../crypto/secp256k1.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EMPTY_BYTES, equalBytes, toScalar } from '../primitives/bytes.ts'
import { type Address, type EnclaveKey, toAddress, toEnclaveKey } from '../primitives/identifiers.ts'
import { encodeRlp } from './encodeRlp.ts'
import { bytesOf, listOf, scalarOf } from './rlpItem.ts'
import { decodeRlp, type RlpItem } from './strictRlp.ts'

/** Whom a private transaction is for: a group by its id, or (legacy) a list of enclave keys (spec 01 §2.2). */
export type PrivateTransactionRecipients =
  | {
      readonly kind: 'group'
      /** As it stands on the wire: any length. Flexible privacy groups require 32 bytes, which is checked later. */
      readonly groupId: Uint8Array
    }
  | { readonly kind: 'legacy'; readonly privateFor: readonly EnclaveKey[] }

/** The `restriction` of a private transaction; every word but the first two is `unsupported` and lost in decoding. */
export type Restriction = 'restricted' | 'unrestricted' | 'unsupported'

/** What the signer of a private transaction signs (spec 01 §2.1, §2.4). */
export interface UnsignedPrivateTransaction {
  /** Private nonce of the sender in the group: unsigned 64 bits. */
  readonly nonce: bigint
  /** Wei, unsigned 256 bits; not charged privately, copied to the marker transaction. */
  readonly gasPrice: bigint
  /** Unsigned 64 bits; ignored by private execution, copied to the marker transaction. */
  readonly gasLimit: bigint
  /** `undefined` creates a contract. */
  readonly to: Address | undefined
  /** Wei, unsigned 256 bits; anything but zero makes the transaction invalid when it is validated. */
  readonly value: bigint
  /** Call data or init code. */
  readonly payload: Uint8Array
  /** `undefined`: signed without a chain id, good for every chain. No field of the wire form: it is derived from `v`. */
  readonly chainId: bigint | undefined
  /** Enclave key of the sending node. */
  readonly privateFrom: EnclaveKey
  readonly recipients: PrivateTransactionRecipients
  readonly restriction: Restriction
}

/** A signed private transaction (spec 01 §2). */
export interface PrivateTransaction extends UnsignedPrivateTransaction {
  /** `v` says {@link chainId} and {@link recId} (spec 01 §2.3); `1 <= r, s < n`, and there is no low-s rule. */
  readonly signature: { readonly v: bigint; readonly r: bigint; readonly s: bigint }
  /** Derived from `v`. */
  readonly recId: 0 | 1
}

const WHAT = 'private transaction'

const RESTRICTION_BYTES: Readonly<Record<Restriction, Uint8Array>> = {
  restricted: new TextEncoder().encode('restricted'),
  unrestricted: new TextEncoder().encode('unrestricted'),
  unsupported: EMPTY_BYTES,
}

/**
 * Decodes the 12-item wire form (spec 01 §2.2).
 * @throws {DecodeError} of kind `unsupported` for a `v` that means nothing, of kind `format` for everything else.
 */
export function decodePrivateTransaction(bytes: Uint8Array): PrivateTransaction {
  return decodePrivateTransactionItems(decodeRlp(bytes, WHAT))
}

/**
 * Decodes the 12-item list where it is part of something else: of an envelope or of a history blob. Items are judged in
 * their order, so an unsupported `v` is reported before anything that is wrong after it.
 * @throws {DecodeError} as {@link decodePrivateTransaction} does.
 */
export function decodePrivateTransactionItems(list: RlpItem | undefined): PrivateTransaction {
  const items = listOf(list, WHAT, 'the transaction')
  const nonce = scalarOf(items[0], WHAT, 'nonce', 8)
  const gasPrice = scalarOf(items[1], WHAT, 'gasPrice', 32)
  const gasLimit = scalarOf(items[2], WHAT, 'gasLimit', 8)
  const to = decodeTo(items[3])
  const value = scalarOf(items[4], WHAT, 'value', 32)
  const payload = bytesOf(items[5], WHAT, 'payload')
  const v = scalarOf(items[6], WHAT, 'v')
  const { chainId, recId } = decodeV(v)
  const r = decodeSignatureScalar(items[7], 'r')
  const s = decodeSignatureScalar(items[8], 's')
  const privateFrom = toEnclaveKey(bytesOf(items[9], WHAT, 'privateFrom'))
  const recipients = decodeRecipients(items[10])
  const restriction = decodeRestriction(items[11])
  listOf(list, WHAT, 'the transaction', 12)
  return {
    nonce,
    gasPrice,
    gasLimit,
    to,
    value,
    payload,
    signature: { v, r, s },
    chainId,
    recId,
    privateFrom,
    recipients,
    restriction,
  }
}

/**
 * Encodes the wire form. An `unsupported` restriction becomes the empty string: the word that it was decoded from is lost,
 * as it is in Besu (spec 01 §2.2).
 */
export function encodePrivateTransaction(transaction: PrivateTransaction): Uint8Array {
  const { v, r, s } = transaction.signature
  return encodeRlp([...callItems(transaction), toScalar(v), toScalar(r), toScalar(s), ...privateItems(transaction)])
}

/** The first six items, common to the wire form and to what is signed: `nonce` to `payload`. */
export function callItems(transaction: UnsignedPrivateTransaction): RlpItem[] {
  return [
    toScalar(transaction.nonce),
    toScalar(transaction.gasPrice),
    toScalar(transaction.gasLimit),
    transaction.to ?? EMPTY_BYTES,
    toScalar(transaction.value),
    transaction.payload,
  ]
}

/** The last three items, common to the wire form and to what is signed: `privateFrom`, recipients, `restriction`. */
export function privateItems(transaction: UnsignedPrivateTransaction): RlpItem[] {
  const { recipients } = transaction
  return [
    transaction.privateFrom,
    recipients.kind === 'group' ? recipients.groupId : [...recipients.privateFor],
    RESTRICTION_BYTES[transaction.restriction],
  ]
}

/** `v` of a signature: `27 + recId` without a chain id, `35 + 2 * chainId + recId` with one (spec 01 §2.3). */
export function encodeV(chainId: bigint | undefined, recId: 0 | 1): bigint {
  return (chainId === undefined ? 27n : 35n + 2n * chainId) + BigInt(recId)
}

function decodeV(v: bigint): { chainId: bigint | undefined; recId: 0 | 1 } {
  if (v === 27n || v === 28n) return { chainId: undefined, recId: v === 27n ? 0 : 1 }
  if (v > 36n) return { chainId: (v - 35n) / 2n, recId: v % 2n === 1n ? 0 : 1 }
  throw new DecodeError(WHAT, `v is ${v}: it must be 27, 28, or 37 and more`, { kind: 'unsupported' })
}

function decodeSignatureScalar(item: RlpItem | undefined, field: string): bigint {
  const scalar = scalarOf(item, WHAT, field, 32)
  if (scalar === 0n || scalar >= SECP256K1_ORDER) throw new DecodeError(WHAT, `${field} is not between 1 and n - 1`)
  return scalar
}

function decodeTo(item: RlpItem | undefined): Address | undefined {
  const bytes = bytesOf(item, WHAT, 'to')
  if (bytes.length === 0) return undefined
  return toAddress(bytesOf(bytes, WHAT, 'to', 20))
}

function decodeRecipients(item: RlpItem | undefined): PrivateTransactionRecipients {
  if (!Array.isArray(item)) return { kind: 'group', groupId: bytesOf(item, WHAT, 'privacyGroupId') }
  const privateFor = item.map((key) => toEnclaveKey(bytesOf(key, WHAT, 'a key of privateFor')))
  return { kind: 'legacy', privateFor }
}

function decodeRestriction(item: RlpItem | undefined): Restriction {
  const bytes = bytesOf(item, WHAT, 'restriction')
  if (equalBytes(bytes, RESTRICTION_BYTES.restricted)) return 'restricted'
  if (equalBytes(bytes, RESTRICTION_BYTES.unrestricted)) return 'unrestricted'
  return 'unsupported'
}
