import { CoterieError } from '../errors/CoterieError.ts'
import { SubmissionError } from '../errors/SubmissionError.ts'
import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import type { ErrorObject, JsonValue } from './JsonRpc.ts'
import { type RpcErrorName, rpcErrors } from './rpcErrors.ts'

/** A request that is answered with an error; {@link rpc} is the error part of the answer. */
export class RpcError extends CoterieError<'RPC_ERROR'> {
  override readonly name = 'RpcError'
  readonly rpc: ErrorObject

  constructor(rpc: ErrorObject, cause?: unknown) {
    super('RPC_ERROR', rpc.message, { cause, details: { ...rpc } })
    this.rpc = rpc
  }
}

/** An error by Besu's name. */
export function rpcError(name: RpcErrorName, options: { data?: JsonValue; cause?: unknown } = {}): RpcError {
  const [code, message] = rpcErrors[name]
  return new RpcError({ code, message, ...(options.data === undefined ? {} : { data: options.data }) }, options.cause)
}

/** Whether a failure is none that Besu has an answer to: a fault of Coterie's. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof RpcError || error instanceof SubmissionError || error instanceof TransactionRefusedError)
}

/** What a caller is told about any failure: Besu's own answer where there is one, else "Internal error" and nothing more. */
export function asRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error
  if (error instanceof SubmissionError || error instanceof TransactionRefusedError) {
    const { code, message } = error.besu
    return new RpcError({ code, message }, error)
  }
  return rpcError('INTERNAL_ERROR', { cause: error })
}
