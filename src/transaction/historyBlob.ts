import { RLP } from '@ethereumjs/rlp'
import { type StateRoot, toStateRoot, toTransactionHash, type TransactionHash } from '../primitives/identifiers.ts'
import {
  decodePrivateTransactionItems,
  encodePrivateTransaction,
  type PrivateTransaction,
} from './privateTransaction.ts'
import { bytesOf, encodeRlpList, listOf } from './rlpItem.ts'
import { decodeRlp, type RlpItem } from './strictRlp.ts'

/** One successful private transaction of a group's history. */
export interface HistoryBlobEntry {
  readonly transaction: PrivateTransaction
  /** Hash of the marker transaction that carried it. */
  readonly markerHash: TransactionHash
  /** The group's state root after it. */
  readonly stateRoot: StateRoot
}

const WHAT = 'history blob'

/** Encodes a group's history, oldest transaction first: what a new member's node replays (spec 01 §8.4). */
export function encodeHistoryBlob(entries: readonly HistoryBlobEntry[]): Uint8Array {
  return encodeRlpList(
    entries.map(({ transaction, markerHash, stateRoot }) =>
      encodeRlpList([encodePrivateTransaction(transaction), RLP.encode([markerHash, stateRoot])]),
    ),
  )
}

/**
 * Decodes a history blob. An empty one is decoded too: that it cannot be replayed is for the replay to say.
 * @throws {DecodeError} of kind `unsupported` for a `v` that means nothing, of kind `format` for everything else.
 */
export function decodeHistoryBlob(bytes: Uint8Array): HistoryBlobEntry[] {
  return listOf(decodeRlp(bytes, WHAT), WHAT, 'the history').map(decodeEntry)
}

function decodeEntry(entry: RlpItem): HistoryBlobEntry {
  const [transaction, metadata] = listOf(entry, WHAT, 'an entry', 2)
  const [markerHash, stateRoot] = listOf(metadata, WHAT, 'the metadata of an entry', 2)
  return {
    transaction: decodePrivateTransactionItems(transaction),
    markerHash: toTransactionHash(bytesOf(markerHash, WHAT, 'the marker hash of an entry', 32)),
    stateRoot: toStateRoot(bytesOf(stateRoot, WHAT, 'the state root of an entry', 32)),
  }
}
