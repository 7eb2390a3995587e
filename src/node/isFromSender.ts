import type { ReceivedPayload } from '../enclave/Enclave.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { toBase64 } from '../primitives/bytes.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'

/**
 * Whether a payload was stored by the enclave key that its transaction claims to be from (spec 02 §3, steps 5 and 6).
 * @throws {DecodeError} when the enclave names no sender.
 */
export function isFromSender({ privateFrom }: PrivateTransaction, { senderKey }: ReceivedPayload): boolean {
  if (senderKey === undefined) throw new DecodeError('payload of a marker', 'the enclave names no sender of it')
  return privateFrom.length > 0 && toBase64(privateFrom) === senderKey
}
