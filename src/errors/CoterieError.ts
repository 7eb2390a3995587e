import type { ErrorCode } from './registry.ts'

/** What an error knows beyond its message; shapes are documented where the error is thrown. */
export type ErrorDetails = Readonly<Record<string, unknown>>

/** Options of a {@link CoterieError}. */
export interface CoterieErrorOptions {
  /** Machine-readable facts: hex or base64 text, numbers, names. */
  readonly details?: ErrorDetails
  /** The error that led to this one. */
  readonly cause?: unknown
}

/** Base of everything that Coterie throws: a stable {@link code}, one line that says what to do next, and the cause. */
export class CoterieError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name: string = 'CoterieError'
  readonly code: Code
  readonly details: ErrorDetails

  constructor(code: Code, message: string, options: CoterieErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
  }
}

/** Whether `error` was thrown by Coterie, optionally with the given code. */
export function isCoterieError<Code extends ErrorCode>(error: unknown, code?: Code): error is CoterieError<Code> {
  return error instanceof CoterieError && (code === undefined || error.code === code)
}
