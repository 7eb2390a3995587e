import { rpcError } from '../RpcError.ts'

/** A block as a parameter names it; `pending` is `latest`. */
export type BlockParameter = 'latest' | 'earliest' | 'safe' | 'finalized' | bigint

const TAGS: ReadonlyMap<string, BlockParameter> = new Map([
  ['earliest', 'earliest'],
  ['latest', 'latest'],
  ['pending', 'latest'],
  ['safe', 'safe'],
  ['finalized', 'finalized'],
])
const LIMIT = 2n ** 63n

/**
 * A tag in any case, or a signed 64-bit number: decimal, hex (`0x` or `#`) or octal with a leading zero; a JSON number is none
 * (spec 03 §5.1).
 */
export function blockParameter(value: unknown): BlockParameter {
  if (typeof value !== 'string') throw rpcError('INVALID_PARAMS')
  return TAGS.get(value.toLowerCase()) ?? signedNumber(value)
}

/** A signed 64-bit integer literal as Java's `Long.decode` reads it. */
export function signedNumber(literal: string): bigint {
  const match = /^([+-]?)(?:(0[xX]|#)([0-9a-fA-F]+)|0([0-7]+)|(0|[1-9][0-9]*))$/.exec(literal)
  if (match === null) throw rpcError('INVALID_PARAMS')
  const [, sign, , hex, octal, decimal] = match
  const size = BigInt(hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : (decimal ?? '0'))
  const number = sign === '-' ? -size : size
  if (number >= LIMIT || number < -LIMIT) throw rpcError('INVALID_PARAMS')
  return number
}
