import { fromHex } from '../../primitives/bytes.ts'
import { rpcError } from '../RpcError.ts'

/** 32 bytes of hex; `0x` may be left out, `0X` may not be used (spec 03, corrections to §5). */
export function hash(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !/^(0x)?[0-9a-fA-F]{64}$/.test(value)) throw rpcError('INVALID_PARAMS')
  return fromHex(value)
}
