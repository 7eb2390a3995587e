import { fromHex } from '../../primitives/bytes.ts'
import { rpcError } from '../RpcError.ts'

/** Hex of whole bytes, `0x` or not. */
export function bytes(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw rpcError('INVALID_PARAMS')
  try {
    return fromHex(value)
  } catch (cause) {
    throw rpcError('INVALID_PARAMS', { cause })
  }
}
