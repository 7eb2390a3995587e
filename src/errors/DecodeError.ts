import { CoterieError } from './CoterieError.ts'

/**
 * Bytes that are not what they should be.
 *
 * Besu answers two classes of exception differently at submission: an RLP or argument error gives "Unable to decode the
 * private signed raw transaction", any other (an unsupported `v`, a list of members with impossible lengths) gives "Error communicating with enclave".
 * {@link kind} keeps them apart (spec 01 §8.1, 03 §8.2).
 */
export class DecodeError extends CoterieError<'DECODE_FAILED'> {
  override readonly name = 'DecodeError'
  readonly kind: 'format' | 'unsupported'

  /** @param what the format that was expected, for instance `private transaction`. */
  constructor(what: string, problem: string, options: { kind?: 'format' | 'unsupported'; cause?: unknown } = {}) {
    super('DECODE_FAILED', `not a ${what}: ${problem}`, { cause: options.cause, details: { what, problem } })
    this.kind = options.kind ?? 'format'
  }
}
