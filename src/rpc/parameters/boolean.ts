import { rpcError } from '../RpcError.ts'

/** A boolean, or its text. */
export function boolean(value: unknown): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw rpcError('INVALID_PARAMS')
}
