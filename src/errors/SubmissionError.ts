import { CoterieError } from './CoterieError.ts'

/** The answers that Besu gives when it refuses a private transaction: JSON-RPC code and message by Besu's name. */
export const submissionRefusals = {
  DECODE_ERROR: [-50100, 'Unable to decode the private signed raw transaction'],
  UNSUPPORTED_PRIVATE_TRANSACTION_TYPE: [-50100, 'Unsupported private transaction type'],
  FLEXIBLE_PRIVACY_GROUP_ID_NOT_AVAILABLE: [
    -50100,
    'Private transactions to flexible privacy groups must use privacyGroupId',
  ],
  FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST: [-50100, 'Flexible Privacy group does not exist.'],
  OFFCHAIN_PRIVACY_GROUP_DOES_NOT_EXIST: [-50100, 'Offchain Privacy group does not exist.'],
  PRIVATE_FROM_DOES_NOT_MATCH_ENCLAVE_PUBLIC_KEY: [-50100, 'Private from does not match enclave public key'],
  PRIVATE_NONCE_TOO_LOW: [-32001, 'Nonce too low'],
  WRONG_CHAIN_ID: [-32000, 'Wrong chainId'],
  PRIVATE_VALUE_NOT_ZERO: [-32603, 'Internal error'],
  ENCLAVE_ERROR: [-50100, 'Error communicating with enclave'],
  PMT_FAILED_INTRINSIC_GAS_EXCEEDS_LIMIT: [
    -50100,
    'Privacy Marker Transaction failed due to intrinsic gas exceeding the limit. Gas limit used from the Private Transaction.',
  ],
} as const satisfies Record<string, readonly [code: number, message: string]>

/** Besu's name of a refusal. */
export type SubmissionRefusal = keyof typeof submissionRefusals

/** What Besu answers: the name of the error, the JSON-RPC code and the message. */
export interface BesuError {
  readonly name: string
  readonly code: number
  readonly message: string
}

/** A private transaction that was refused before it became a marker (spec 01 §8.2). {@link besu} is Besu's own answer. */
export class SubmissionError extends CoterieError<'SUBMISSION_REFUSED'> {
  override readonly name = 'SubmissionError'
  readonly besu: BesuError

  constructor(besu: BesuError, hint: string, cause?: unknown) {
    super('SUBMISSION_REFUSED', `${besu.message} (${hint})`, { cause, details: { ...besu } })
    this.besu = besu
  }
}

/** A refusal by Besu's name. @param hint what to do about it. */
export function refuse(name: SubmissionRefusal, hint: string, cause?: unknown): SubmissionError {
  const [code, message] = submissionRefusals[name]
  return new SubmissionError({ name, code, message }, hint, cause)
}
