import { isCoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { SubmissionError, refuse } from '../errors/SubmissionError.ts'
import { decodePrivateTransaction } from '../transaction/privateTransaction.ts'
import { enclaveRefusal } from './enclaveRefusal.ts'
import type { NodeContext } from './NodeContext.ts'
import { toBase64, toHex } from '../primitives/bytes.ts'
import type { Submission, SubmissionMethod } from './Submission.ts'
import { submitFlexible } from './submitFlexible.ts'
import { submitOffchain } from './submitOffchain.ts'

/**
 * Takes a signed private transaction, in the order of Besu's checks, and gives its payloads to the enclaves (spec 01
 * §8).
 * @param raw the signed transaction (12-item wire form).
 * @throws {SubmissionError} with Besu's answer.
 */
export async function submitPrivateTransaction(
  node: NodeContext,
  raw: Uint8Array,
  method: SubmissionMethod,
): Promise<Submission> {
  try {
    const transaction = decodePrivateTransaction(raw)
    const submit = node.privacy === 'flexible' ? submitFlexible : submitOffchain
    const submission = await submit(node, transaction, method)
    const { groupId, markerData } = submission
    node.logger.debug('took a private transaction', { method, group: toBase64(groupId), markerData: toHex(markerData) })
    return submission
  } catch (error) {
    const refusal = asSubmissionError(error)
    if (refusal instanceof SubmissionError) {
      node.logger.debug('refused a private transaction', { method, besu: refusal.besu.name, problem: refusal.message })
    }
    throw refusal
  }
}

function asSubmissionError(error: unknown): unknown {
  if (error instanceof DecodeError) {
    return refuse(error.kind === 'format' ? 'DECODE_ERROR' : 'ENCLAVE_ERROR', error.message, error)
  }
  if (error instanceof EnclaveError) return enclaveRefusal(error)
  if (isCoterieError(error, 'STATE_INCONSISTENT')) return refuse('ENCLAVE_ERROR', error.message, error)
  return error
}
