import { rpcError } from '../RpcError.ts'

/** Id of a subscription as a quantity. Text is always hex, `0x` or not; a JSON number is decimal. */
export function subscriptionId(value: unknown): string {
  // Numbers that JavaScript cannot hold are read as bigints.
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 64n) return `0x${value.toString(16)}`
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return `0x${value.toString(16)}`
  if (typeof value !== 'string' || !/^(0x)?[0-9a-fA-F]{1,16}$/.test(value)) throw rpcError('INVALID_PARAMS')
  return `0x${BigInt(value.startsWith('0x') ? value : `0x${value}`).toString(16)}`
}
