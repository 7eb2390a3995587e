import { CoterieError } from '../../../errors/CoterieError.ts'
import { RpcError, rpcError } from '../../RpcError.ts'

/** What Besu answers with "Internal error" too: no fault of Coterie's, so nobody need be told. Other errors stay as they are. */
export function internalError(error: unknown): unknown {
  if (error instanceof RpcError || !(error instanceof CoterieError)) return error
  return rpcError('INTERNAL_ERROR', { cause: error })
}
