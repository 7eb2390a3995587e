/** Typed access to decoded RLP items. */
import { DecodeError } from '../errors/DecodeError.ts'
import { toBigInt } from '../primitives/bytes.ts'
import type { RlpItem } from './strictRlp.ts'

/**
 * The byte string that `item` is.
 * @param what the format that is expected; `field` the part of it that `item` is: both for the message of the error.
 * @param length the only length accepted; any if absent.
 * @throws {DecodeError} when the item is missing, a list, or of another length.
 */
export function bytesOf(item: RlpItem | undefined, what: string, field: string, length?: number): Uint8Array {
  if (item === undefined) throw new DecodeError(what, `${field} is missing`)
  if (Array.isArray(item)) throw new DecodeError(what, `${field} is a list`)
  if (length !== undefined && item.length !== length) {
    throw new DecodeError(what, `${field} has ${item.length} bytes instead of ${length}`)
  }
  return item
}

/**
 * The list that `item` is.
 * @param count the only number of items accepted; any if absent.
 * @throws {DecodeError} when the item is missing, a byte string, or a list of another length.
 */
export function listOf(item: RlpItem | undefined, what: string, field: string, count?: number): readonly RlpItem[] {
  if (item === undefined) throw new DecodeError(what, `${field} is missing`)
  if (!Array.isArray(item)) throw new DecodeError(what, `${field} is no list`)
  if (count !== undefined && item.length !== count) {
    throw new DecodeError(what, `${field} has ${item.length} items instead of ${count}`)
  }
  return item
}

/**
 * The number that `item` is the scalar of: big-endian without leading zeros, zero is the empty string.
 * @param maxBytes the largest width accepted: 8 for an unsigned 64-bit number, 32 for an unsigned 256-bit one.
 * @throws {DecodeError} when the item is missing, a list, too wide, or has leading zeros.
 */
export function scalarOf(item: RlpItem | undefined, what: string, field: string, maxBytes = Infinity): bigint {
  const bytes = bytesOf(item, what, field)
  if (bytes[0] === 0) throw new DecodeError(what, `${field} has leading zeros`)
  if (bytes.length > maxBytes) throw new DecodeError(what, `${field} has more than ${maxBytes} bytes`)
  return toBigInt(bytes)
}
