import type { PayloadHandle } from '../primitives/identifiers.ts'
import { payloadBytes } from '../transaction/enclavePayload.ts'
import { HistoryBlob } from '../transaction/historyBlob.ts'
import type { ReplayContext } from './ReplayContext.ts'
import { recoveryThreads } from './senders/recoveryThreads.ts'

/** Characters of a history that is worth threads. */
const LONG_TEXT = 200_000

/**
 * The history that an enclave has under a handle.
 * @throws {EnclaveError} when the enclave does not give it; {@link DecodeError} when it is no history.
 */
export async function readBlob(
  { enclave, ahead }: Pick<ReplayContext, 'enclave' | 'ahead'>,
  handle: PayloadHandle,
): Promise<HistoryBlob> {
  const { payload } = await enclave.receive(handle)
  // They take a while to start.
  if (payload.length > LONG_TEXT) recoveryThreads()
  return ahead?.historyOf(payload) ?? new HistoryBlob(payloadBytes(payload))
}
