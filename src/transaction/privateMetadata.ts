/** What a node keeps about the private transactions of a block, beside receipts and state (spec 02 §9). */
import {
  type BlockHash,
  type GroupId,
  type StateRoot,
  toBlockHash,
  toGroupId,
  toStateRoot,
  toTransactionHash,
  type TransactionHash,
} from '../primitives/identifiers.ts'
import { smallBytes } from '../primitives/smallBytes.ts'
import { headerLength, writeHeader, writeString } from './encodeRlp.ts'
import { bytesOf, listOf } from './rlpItem.ts'
import { decodeRlp } from './strictRlp.ts'

/** What stands before 32 bytes in RLP. */
const BYTES_32 = 0xa0
/** First byte of an empty list. */
const LIST = 0xc0
/** Of two times 32 bytes, and of a list of them with its header. */
const PAIR_CONTENT = 66
const PAIR_BYTES = 68

/** An entry of a block's head map: a group and the last block, up to this one, with a successful transaction of it. */
export interface HeadMapEntry {
  readonly groupId: GroupId
  readonly blockHash: BlockHash
}

/** An entry of a block's metadata for one group: a successful private transaction. */
export interface BlockMetadataEntry {
  /** Hash of the marker transaction. */
  readonly markerHash: TransactionHash
  /** The group's state root after it. */
  readonly stateRoot: StateRoot
}

/** `rlp([ [ groupId, blockHash ]… ])` in the order given; the order means nothing. */
export function encodeHeadMap(entries: readonly HeadMapEntry[]): Uint8Array {
  return encodePairs(
    entries,
    ({ groupId }) => groupId,
    ({ blockHash }) => blockHash,
  )
}

/**
 * The entries of a head map in the order stored.
 * @throws {DecodeError} of kind `format`.
 */
export function decodeHeadMap(bytes: Uint8Array): HeadMapEntry[] {
  return decodePairs(bytes, 'head map').map(([groupId, blockHash]) => ({
    groupId: toGroupId(groupId),
    blockHash: toBlockHash(blockHash),
  }))
}

/** `rlp([ [ markerHash, stateRoot ]… ])` in order of execution. */
export function encodeBlockMetadata(entries: readonly BlockMetadataEntry[]): Uint8Array {
  return encodePairs(
    entries,
    ({ markerHash }) => markerHash,
    ({ stateRoot }) => stateRoot,
  )
}

/**
 * The entries of a block's metadata for one group, in order of execution.
 * @throws {DecodeError} of kind `format`.
 */
export function decodeBlockMetadata(bytes: Uint8Array): BlockMetadataEntry[] {
  return decodePairs(bytes, 'block metadata').map(([markerHash, stateRoot]) => ({
    markerHash: toTransactionHash(markerHash),
    stateRoot: toStateRoot(stateRoot),
  }))
}

/** Root after the last entry of a block's metadata for one group, without a look at the others. @throws {DecodeError} of kind `format`. */
export function lastRootOfMetadata(bytes: Uint8Array): StateRoot | undefined {
  const at = bytes.length - 32
  return bytes[at - 1] === BYTES_32 ? toStateRoot(bytes.slice(at)) : decodeBlockMetadata(bytes).at(-1)?.stateRoot
}

type Pair = readonly [Uint8Array, Uint8Array]

/** Written without arrays in between: every block with a private transaction has several. */
function encodePairs<T>(
  entries: readonly T[],
  first: (entry: T) => Uint8Array,
  second: (entry: T) => Uint8Array,
): Uint8Array {
  const content = entries.length * PAIR_BYTES
  const out = smallBytes(headerLength(content) + content)
  let at = writeHeader(LIST, content, out, 0)
  for (const entry of entries) {
    at = writeHeader(LIST, PAIR_CONTENT, out, at)
    at = writeString(first(entry), out, at)
    at = writeString(second(entry), out, at)
  }
  return out
}

function decodePairs(bytes: Uint8Array, what: string): Pair[] {
  return listOf(decodeRlp(bytes, what), what, 'the map').map((item) => {
    const [first, second] = listOf(item, what, 'an entry', 2)
    return [
      bytesOf(first, what, 'the first part of an entry', 32),
      bytesOf(second, what, 'the second part of an entry', 32),
    ]
  })
}
