import { payloadBytes } from './enclavePayload.ts'
import { RecentMap } from '../primitives/RecentMap.ts'
import { type Envelope, decodeEnvelope } from './envelope.ts'
import type { PrivacyMode } from './privacyMode.ts'
import { type PrivateTransaction, decodePrivateTransaction } from './privateTransaction.ts'

/** Envelopes opened last, by their text: every member of a network gets the same one, and with it the sender once found. */
const opened = new RecentMap<string, Envelope>(1024)
/** Longer texts are not kept. */
const LONGEST_TEXT = 16_384

/** The envelope in the text that an enclave returned for a marker of a flexible group. @throws {DecodeError} */
export function envelopeInPayload(text: string): Envelope {
  let envelope = opened.get(text)
  if (envelope !== undefined) return envelope
  envelope = decodeEnvelope(payloadBytes(text))
  if (text.length <= LONGEST_TEXT) opened.set(text, envelope)
  return envelope
}

/** As {@link envelopeInPayload}; for one of many that are read once: it does not take the place of those that are kept. */
export function envelopeReadOnce(text: string): Envelope {
  return opened.get(text) ?? decodeEnvelope(payloadBytes(text))
}

/** As {@link transactionInPayload}, in an object that nobody else has. */
export function ownTransactionInPayload(text: string, mode: PrivacyMode): PrivateTransaction {
  const bytes = payloadBytes(text)
  return mode === 'flexible' ? decodeEnvelope(bytes).transaction : decodePrivateTransaction(bytes)
}

/**
 * The private transaction in the text that an enclave returned for a marker: in flexible mode of a versioned envelope, in
 * offchain mode the text is the transaction itself.
 * @throws {DecodeError} when it is something else.
 */
export function transactionInPayload(text: string, mode: PrivacyMode): PrivateTransaction {
  return mode === 'flexible' ? envelopeInPayload(text).transaction : decodePrivateTransaction(payloadBytes(text))
}
