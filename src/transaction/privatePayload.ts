import { payloadBytes } from './enclavePayload.ts'
import { decodeEnvelope } from './envelope.ts'
import type { PrivacyMode } from './privacyMode.ts'
import { type PrivateTransaction, decodePrivateTransaction } from './privateTransaction.ts'

/**
 * The private transaction in the text that an enclave returned for a marker: in flexible mode of a versioned envelope, in
 * offchain mode the text is the transaction itself.
 * @throws {DecodeError} when it is something else.
 */
export function transactionInPayload(text: string, mode: PrivacyMode): PrivateTransaction {
  const bytes = payloadBytes(text)
  return mode === 'flexible' ? decodeEnvelope(bytes).transaction : decodePrivateTransaction(bytes)
}
