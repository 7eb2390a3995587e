import { rpcError } from '../RpcError.ts'

/** A whole number from 0 below 2^256 as development tools write it: a JSON number, decimal text, or `0x` hex of any length. */
export function looseQuantity(value: unknown): bigint {
  if (typeof value === 'string' && /^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/.test(value)) return BigInt(value)
  if (typeof value === 'bigint' && value >= 0n) return value
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  throw rpcError('INVALID_PARAMS')
}
