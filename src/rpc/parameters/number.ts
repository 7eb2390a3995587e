import { rpcError } from '../RpcError.ts'
import { signedNumber } from './blockParameter.ts'

/** A number that is not negative: a JSON number, or text as a block number has it; below 2^31. */
export function unsignedInt(value: unknown): number {
  const number = typeof value === 'string' ? Number(signedNumber(value)) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number >= 2 ** 31) {
    throw rpcError('INVALID_PARAMS')
  }
  return number
}

/** Up to 32 bytes of hex, `0x` or not: a slot's number. */
export function slotNumber(value: unknown): bigint {
  if (typeof value !== 'string' || !/^(0x)?[0-9a-fA-F]{0,64}$/.test(value)) throw rpcError('INVALID_PARAMS')
  return BigInt(`0x0${value.replace(/^0x/, '')}`)
}
