import { stageClock } from '../primitives/StageClock.ts'
import { equalBytes } from '../primitives/bytes.ts'
import { type StateRoot, toStateRoot, toTransactionHash, type TransactionHash } from '../primitives/identifiers.ts'
import { HistoryBlobWriter } from './HistoryBlobWriter.ts'
import { METADATA_SIZE, isOrdinaryEntry } from './isOrdinaryEntry.ts'
import { decodePrivateTransactionItems, type PrivateTransaction } from './privateTransaction.ts'
import { PrivateTransactionView } from './PrivateTransactionView.ts'
import { bytesOf, listOf } from './rlpItem.ts'
import { decodeRlp, rlpListBounds, type RlpItem } from './strictRlp.ts'

/** One successful private transaction of a group's history. */
export interface HistoryBlobEntry {
  readonly transaction: PrivateTransaction
  /** Hash of the marker transaction that carried it. */
  readonly markerHash: TransactionHash
  /** The group's state root after it. */
  readonly stateRoot: StateRoot
}

const WHAT = 'history blob'
const MARKER_BEFORE_END = 32 + 33
/** First byte of a list whose length takes one byte; an entry is never shorter. */
const LONG_LIST = 0xf8

/** Encodes a group's history, oldest transaction first: what a new member's node replays (spec 01 §8.4). */
export function encodeHistoryBlob(entries: readonly HistoryBlobEntry[]): Uint8Array {
  const writer = new HistoryBlobWriter(entries.length)
  for (const { transaction, markerHash, stateRoot } of entries) writer.add(transaction, markerHash, stateRoot)
  return writer.finish()
}

/**
 * A history blob that has been found to be well formed. Not much more than its bytes is kept in memory: decoded entries of a long
 * history would take many times as much, and what garbage collection does with them takes longer than decoding again.
 */
export class HistoryBlob {
  readonly #bytes: Uint8Array
  readonly #bounds: Uint32Array
  /** 1 for entries that look as nearly all do. */
  readonly #ordinary: Uint8Array

  /**
   * Reads all of it once. An empty one is well formed, too: that it cannot be replayed is for the replay to say.
   * @param bytes are kept and must not change.
   * @throws {DecodeError} of kind `unsupported` for a `v` that means nothing, of kind `format` for everything else.
   */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    stageClock?.enter('decode')
    try {
      this.#bounds = rlpListBounds(bytes, WHAT)
      this.#ordinary = new Uint8Array(this.length)
      for (let index = 0; index < this.length; index++) {
        const [start, end] = [this.#bounds[index] ?? 0, this.#bounds[index + 1] ?? 0]
        if (isOrdinaryEntry(bytes, start, end)) this.#ordinary[index] = 1
        else this.#decode(index)
      }
    } finally {
      stageClock?.leave('decode')
    }
  }

  /** Number of entries. */
  get length(): number {
    return this.#bounds.length - 1
  }

  /** Size of the blob in bytes. */
  get byteLength(): number {
    return this.#bytes.length
  }

  /** An entry by its position, decoded anew. */
  entry(index: number): HistoryBlobEntry {
    stageClock?.enter('decode')
    try {
      return this.#decode(index)
    } finally {
      stageClock?.leave('decode')
    }
  }

  /** As {@link entry}, for execution: a transaction that is read from the blob as far as somebody asks. */
  entryView(index: number): HistoryBlobEntry {
    if (!this.isOrdinary(index)) return this.entry(index)
    stageClock?.enter('decode')
    const transaction = new PrivateTransactionView(this.transactionBytes(index))
    stageClock?.leave('decode')
    return { transaction, markerHash: this.marker(index), stateRoot: this.#root(index) }
  }

  /** Whether an entry looks as nearly all do (`isOrdinaryEntry`). */
  isOrdinary(index: number): boolean {
    return this.#ordinary[index] === 1
  }

  /** The wire form of an entry's transaction, as a view of the blob. */
  transactionBytes(index: number): Uint8Array {
    const encoded = this.#encodedEntry(index)
    const first = encoded[0] ?? 0
    return encoded.subarray(first < LONG_LIST ? 1 : first - LONG_LIST + 2, encoded.length - METADATA_SIZE)
  }

  /** Position of the first entry that a marker carried; -1 when none did. */
  indexOf(marker: TransactionHash): number {
    for (let index = 0; index < this.length; index++) if (equalBytes(this.marker(index), marker)) return index
    return -1
  }

  /** Hash of the marker that carried an entry. */
  marker(index: number): TransactionHash {
    const start = (this.#bounds[index + 1] ?? 0) - MARKER_BEFORE_END
    return toTransactionHash(this.#bytes.slice(start, start + 32))
  }

  #root(index: number): StateRoot {
    const end = this.#bounds[index + 1] ?? 0
    return toStateRoot(this.#bytes.slice(end - 32, end))
  }

  #decode(index: number): HistoryBlobEntry {
    return decodeEntry(decodeRlp(this.#encodedEntry(index), WHAT))
  }

  #encodedEntry(index: number): Uint8Array {
    return this.#bytes.subarray(this.#bounds[index], this.#bounds[index + 1])
  }
}

/** All entries of a history blob. @throws {DecodeError} as {@link HistoryBlob} does. */
export function decodeHistoryBlob(bytes: Uint8Array): HistoryBlobEntry[] {
  const blob = new HistoryBlob(bytes)
  return Array.from({ length: blob.length }, (_, index) => blob.entry(index))
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
