import { fromHex, padLeft } from '../../primitives/bytes.ts'
import { type Address, toAddress } from '../../primitives/identifiers.ts'
import { rpcError } from '../RpcError.ts'

/** Up to 20 bytes of hex, filled up with zeros on the left; `0x` may be left out, any case (spec 03 §5 and corrections). */
export function address(value: unknown): Address {
  if (typeof value !== 'string' || !/^(0x)?[0-9a-fA-F]{0,40}$/.test(value)) throw rpcError('INVALID_PARAMS')
  const digits = value.startsWith('0x') ? value.slice(2) : value
  return toAddress(padLeft(fromHex(digits.length % 2 === 0 ? digits : `0${digits}`), 20))
}
