/**
 * A private execution wanted to change a public account. In an opcode it ends the frame like a REVERT without data; at the
 * start of a frame it halts the frame (spec 02 §7.2). Never recorded as a revert reason.
 */
export class FrozenAccountError extends Error {
  override readonly name = 'FrozenAccountError'
  /** How `@ethereumjs/evm` recognises what ends a frame, without loading it. */
  readonly errorType = 'EVMError'
  readonly error = 'revert'
}

/**
 * The execution needs an account that a dropped buffer has taken away. Besu dies of an internal exception there and calls
 * the transaction invalid (spec 02 §3, status 2).
 */
export class InternalExecutionError extends Error {
  override readonly name = 'InternalExecutionError'
}

/** Work beyond the configured cap; ends the whole transaction as failed. */
export class ExecutionCapReached extends Error {
  override readonly name = 'ExecutionCapReached'
}
