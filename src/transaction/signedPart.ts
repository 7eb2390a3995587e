import { toScalar } from '../primitives/bytes.ts'
import { encodeRlp, headerLength, writeHeader } from './encodeRlp.ts'

const EMPTY_ITEM = 0x80
const LIST = 0xc0
/** For the header of the list and the items of a chain id. */
const EXTRA_ROOM = 64

/** A part of encoded bytes. */
export type Part = readonly [start: number, end: number]

let scratch = new Uint8Array(1024)
let encodedChainId: { readonly of: bigint; readonly bytes: Uint8Array } | undefined

/**
 * What the sender of a transaction signs, from its wire form: the items before the signature as they are encoded, the three items of a
 * chain id if there is one, the items behind the signature. In an array that is filled again.
 * @param before items before `v`. @param behind items behind `s`.
 */
export function signedPart(wire: Uint8Array, before: Part, chainId: bigint | undefined, behind?: Part): Uint8Array {
  if (scratch.length < wire.length + EXTRA_ROOM) scratch = new Uint8Array(2 * wire.length + EXTRA_ROOM)
  let at = append(wire, before, EXTRA_ROOM)
  if (chainId !== undefined) {
    if (encodedChainId?.of !== chainId) encodedChainId = { of: chainId, bytes: encodeRlp(toScalar(chainId)) }
    const { bytes } = encodedChainId
    at = append(bytes, [0, bytes.length], at)
    scratch[at++] = EMPTY_ITEM
    scratch[at++] = EMPTY_ITEM
  }
  if (behind !== undefined) at = append(wire, behind, at)
  const length = at - EXTRA_ROOM
  const start = EXTRA_ROOM - headerLength(length)
  writeHeader(LIST, length, scratch, start)
  return scratch.subarray(start, at)
}

/** Copies part of some bytes to a position of the scratch; returns the position behind it. */
function append(bytes: Uint8Array, [start, end]: Part, at: number): number {
  scratch.set(bytes.subarray(start, end), at)
  return at + end - start
}
