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
import { encodeRlp } from './encodeRlp.ts'
import { bytesOf, listOf } from './rlpItem.ts'
import { decodeRlp } from './strictRlp.ts'

/** What stands before 32 bytes in RLP. */
const BYTES_32 = 0xa0

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
  return encodePairs(entries.map(({ groupId, blockHash }) => [groupId, blockHash]))
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
  return encodePairs(entries.map(({ markerHash, stateRoot }) => [markerHash, stateRoot]))
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

function encodePairs(pairs: readonly Pair[]): Uint8Array {
  return encodeRlp(pairs)
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
