import { toBigInt, toHex } from '../../primitives/bytes.ts'
import { RpcError } from '../RpcError.ts'
import { rpcErrors } from '../rpcErrors.ts'

/** Selector of `Error(string)`. */
const ERROR = '0x08c379a0'
/** What Besu says where the text cannot be read. */
const UNREADABLE = 'ABI decode error'

/** "Execution reverted", with the text of an `Error(string)`; the data go with it (spec 03 §10.4). */
export function revertError(data: Uint8Array): RpcError {
  const [code, message] = rpcErrors.REVERT_ERROR
  const reason = toHex(data.subarray(0, 4)) === ERROR ? `: ${readText(data.subarray(4))}` : ''
  return new RpcError({ code, message: `${message}${reason}`, data: toHex(data) })
}

/** The one string that ABI-encoded values hold. */
function readText(values: Uint8Array): string {
  const offset = numberAt(values, 0)
  const length = offset === undefined ? undefined : numberAt(values, offset)
  if (offset === undefined || length === undefined || offset + 32 + length > values.length) return UNREADABLE
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(values.subarray(offset + 32, offset + 32 + length))
}

/** A word as a number; `undefined` beyond the data or when it is larger than they can be. */
function numberAt(values: Uint8Array, offset: number): number | undefined {
  if (offset + 32 > values.length) return undefined
  const number = toBigInt(values.subarray(offset, offset + 32))
  return number > BigInt(values.length) ? undefined : Number(number)
}
