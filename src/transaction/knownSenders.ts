/**
 * Senders that this process has found out, by transaction: a signature is recovered once, whichever member of a network sees
 * the transaction first.
 */
import { keccak256 } from '../crypto/keccak.ts'
import { latin1Text } from '../primitives/bufferText.ts'
import type { Address } from '../primitives/identifiers.ts'
import { RecentMap } from '../primitives/RecentMap.ts'

/** Keccak-256 of a transaction's wire form as a string of one character a byte. */
export type TransactionId = string

/** At least so many, and twice as many at most. */
const SENDERS = 150_000
const senders = new RecentMap<TransactionId, Address>(SENDERS)
/** One object for each address: few accounts send many transactions. */
const addresses = new RecentMap<string, Address>(5_000)

/** The key under which the sender of a transaction is known. @param wire the signed transaction (12 items). */
export function transactionId(wire: Uint8Array): TransactionId {
  return latin1Text(keccak256(wire))
}

/** Sender of a transaction, if this process has found it out lately. */
export function knownSender(id: TransactionId): Address | undefined {
  return senders.get(id)
}

/** Remembers a sender that was recovered from the signature. */
export function rememberSender(id: TransactionId, sender: Address): void {
  const key = latin1Text(sender)
  let shared = addresses.get(key)
  if (shared === undefined) addresses.set(key, (shared = sender))
  senders.set(id, shared)
}

/** Makes every sender unknown, as in a process that has just begun. */
export function forgetSenders(): void {
  senders.clear()
  addresses.clear()
}
