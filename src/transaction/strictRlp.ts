import { DecodeError } from '../errors/DecodeError.ts'

/** A decoded RLP item: a byte string or a list of items. */
export type RlpItem = Uint8Array | RlpItem[]

/** No format of private transactions nests deeper than four lists; more than this is refused before it costs a stack. */
const MAX_DEPTH = 16
/** A length of more bytes than this exceeds every possible input (2^48 bytes). */
const MAX_LENGTH_BYTES = 6

/**
 * Decodes exactly one RLP item and accepts the canonical encoding only, as Besu does (spec 01 §2.2): no prefix before a
 * single byte below 0x80, no long form of a length below 56, no leading zeros in a length, nothing after the item, and a
 * list that ends where its last item ends. Byte strings of the result are copies.
 * @param what the format that is expected, for the message of the error.
 * @throws {DecodeError} of kind `format`.
 */
export function decodeRlp(input: Uint8Array, what: string): RlpItem {
  // A Buffer would hand out views where a copy is wanted.
  const data = new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  let position = 0

  const readLength = (size: number, end: number): number => {
    if (position + size > end) throw new DecodeError(what, 'the length of an RLP item is cut off')
    if (data[position] === 0) throw new DecodeError(what, 'the length of an RLP item has leading zeros')
    if (size > MAX_LENGTH_BYTES) throw new DecodeError(what, 'an RLP item is longer than what contains it')
    let length = 0
    for (let i = 0; i < size; i++) length = length * 256 + (data[position++] ?? 0)
    if (length < 56) throw new DecodeError(what, 'a short RLP item is written in the long form')
    return length
  }

  const readItem = (end: number, depth: number): RlpItem => {
    if (position >= end) throw new DecodeError(what, 'an RLP item is missing')
    const prefix = data[position++] ?? 0
    if (prefix < 0x80) return data.slice(position - 1, position)
    const isList = prefix >= 0xc0
    const short = prefix - (isList ? 0xc0 : 0x80)
    const length = short < 56 ? short : readLength(short - 55, end)
    const stop = position + length
    if (stop > end) throw new DecodeError(what, 'an RLP item is longer than what contains it')
    if (isList) {
      if (depth === MAX_DEPTH) throw new DecodeError(what, 'its RLP lists are nested too deeply')
      const items: RlpItem[] = []
      while (position < stop) items.push(readItem(stop, depth + 1))
      return items
    }
    if (length === 1 && (data[position] ?? 0) < 0x80) {
      throw new DecodeError(what, 'a single byte below 0x80 has an RLP prefix')
    }
    position = stop
    return data.slice(stop - length, stop)
  }

  const item = readItem(data.length, 0)
  if (position !== data.length) throw new DecodeError(what, `${data.length - position} bytes follow it`)
  return item
}
