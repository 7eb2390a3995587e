import { CoterieError } from './CoterieError.ts'

const codes = {
  client: 'ENCLAVE_CLIENT_ERROR',
  server: 'ENCLAVE_SERVER_ERROR',
  io: 'ENCLAVE_IO_ERROR',
} as const

/** Who is to blame: the request (4xx), the enclave (5xx), or the connection. */
export type EnclaveErrorKind = keyof typeof codes

/** Text of the client error for a payload that the enclave does not hold or may not show. */
export const PAYLOAD_NOT_FOUND = 'EnclavePayloadNotFound'

/**
 * A failed request to an enclave. The kind decides what a block import does: a client error means "not for me", anything
 * else refuses the block (spec 01 §6, 02 §3).
 */
export class EnclaveError extends CoterieError<(typeof codes)[EnclaveErrorKind]> {
  override readonly name = 'EnclaveError'
  readonly kind: EnclaveErrorKind
  /** HTTP status that a real enclave would answer; 0 when there was no answer. */
  readonly status: number

  constructor(kind: EnclaveErrorKind, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(codes[kind], message, { cause: options.cause })
    this.kind = kind
    this.status = options.status ?? { client: 400, server: 500, io: 0 }[kind]
  }
}
