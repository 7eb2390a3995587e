import { keccak256 } from '../crypto/keccak.ts'
import {
  type SignedDigest,
  publicKeyToAddress,
  recoverAhead,
  recoverPublicKey,
  signedDigest,
} from '../crypto/secp256k1.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EMPTY_BYTES, toScalar } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import {
  callItems,
  encodePrivateTransaction,
  encodeV,
  type PrivateTransaction,
  privateItems,
  type UnsignedPrivateTransaction,
} from './privateTransaction.ts'
import { digestOfWire } from './digestOfWire.ts'
import { knownSender, rememberSender, transactionId } from './knownSenders.ts'
import { PrivateTransactionView } from './PrivateTransactionView.ts'
import { requireWidth } from './requireWidth.ts'
import { encodeRlp } from './encodeRlp.ts'
import { signDigest } from './signDigest.ts'

const senders = new WeakMap<PrivateTransaction, Address>()

/** Tells who has signed a transaction, when that has been found out already. */
export function setSender(transaction: PrivateTransaction, sender: Address): void {
  if (transaction instanceof PrivateTransactionView) transaction.sender = sender
  else senders.set(transaction, sender)
}

/** Whether {@link recoverSender} has the answer for this object. */
export function isSenderKnown(transaction: PrivateTransaction): boolean {
  return senderOf(transaction) !== undefined
}

/**
 * The 32-byte digest that the sender signs (spec 01 §2.4). The three items of a chain id stand between `payload` and
 * `privateFrom`, and only when there is one.
 */
export function signingHash(transaction: UnsignedPrivateTransaction): Uint8Array {
  const { chainId } = transaction
  const chainItems = chainId === undefined ? [] : [toScalar(chainId), EMPTY_BYTES, EMPTY_BYTES]
  return keccak256(encodeRlp([...callItems(transaction), ...chainItems, ...privateItems(transaction)]))
}

/**
 * Address of the signer (spec 01 §2.4). The answer is kept as long as the transaction object lives.
 * @throws {DecodeError} of kind `format` when no key fits the signature.
 */
export function recoverSender(transaction: PrivateTransaction): Address {
  const found = senderOf(transaction)
  if (found !== undefined) return found
  const isView = transaction instanceof PrivateTransactionView
  const id = transactionId(isView ? transaction.wire : encodePrivateTransaction(transaction))
  const sender = knownSender(id) ?? signerOf(transaction)
  setSender(transaction, sender)
  rememberSender(id, sender)
  return sender
}

/** Lets another thread begin with what {@link recoverSender} is going to be asked for, where there is one. */
export function senderAhead(transaction: PrivateTransaction): void {
  if (senderOf(transaction) === undefined) recoverAhead(signedDigestOf(transaction))
}

function senderOf(transaction: PrivateTransaction): Address | undefined {
  return transaction instanceof PrivateTransactionView ? transaction.sender : senders.get(transaction)
}

function signerOf(transaction: PrivateTransaction): Address {
  try {
    return publicKeyToAddress(recoverPublicKey(signedDigestOf(transaction)))
  } catch (cause) {
    throw new DecodeError('private transaction', 'no sender fits its signature', { cause })
  }
}

/** In arrays that may be filled again. */
function signedDigestOf(transaction: PrivateTransaction): SignedDigest {
  const found = transaction instanceof PrivateTransactionView ? digestOfWire(transaction.wire) : undefined
  if (found !== undefined) return found
  const { signature, recId } = transaction
  return signedDigest(signingHash(transaction), { r: signature.r, s: signature.s, recId })
}

/**
 * Signs a private transaction with a 32-byte private key: deterministic (RFC 6979), low s, `v` as of spec 01 §2.3.
 * @throws {CoterieError} `INVALID_ARGUMENT` when a number does not fit its field, the chain id is zero (no decoder accepts
 * its `v`), or the key is none.
 */
export function signPrivateTransaction(
  unsigned: UnsignedPrivateTransaction,
  privateKey: Uint8Array,
): PrivateTransaction {
  requireWidth('nonce', unsigned.nonce, 64)
  requireWidth('gasPrice', unsigned.gasPrice, 256)
  requireWidth('gasLimit', unsigned.gasLimit, 64)
  requireWidth('value', unsigned.value, 256)
  if (unsigned.chainId !== undefined && unsigned.chainId <= 0n) {
    throw new CoterieError('INVALID_ARGUMENT', 'the chain id must be 1 or more: leave it out to sign for every chain')
  }
  const { nonce, gasPrice, gasLimit, to, value, payload, chainId, privateFrom, recipients, restriction } = unsigned
  const { r, s, recId } = signDigest(signingHash(unsigned), privateKey)
  return {
    nonce,
    gasPrice,
    gasLimit,
    to,
    value,
    payload,
    signature: { v: encodeV(chainId, recId), r, s },
    chainId,
    recId,
    privateFrom,
    recipients,
    restriction,
  }
}

/**
 * Keccak-256 of the signed wire form (spec 01 §2.5). No identifier: a private transaction is known by the hash of its
 * marker transaction.
 */
export function privateTransactionHash(transaction: PrivateTransaction): Uint8Array {
  return keccak256(encodePrivateTransaction(transaction))
}
