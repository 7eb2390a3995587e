import type { StateRoot, TransactionHash } from '../primitives/identifiers.ts'
import { encodeRlp, headerLength, writeHeader } from './encodeRlp.ts'
import { type PrivateTransaction, encodePrivateTransaction } from './privateTransaction.ts'

const LIST = 0xc0
/** Room in front of the entries for the header of the list, whose length is known last. */
const HEADER_ROOM = 9
/** Bytes of an entry before any is known; a token transfer has 310. */
const USUAL_ENTRY = 400
/** Entries from whose size that of all is guessed first. */
const FIRST_ENTRIES = 1000

/**
 * Encodes a group's history entry by entry (spec 01 §8.4) into one array: of what has been added only the bytes are kept. The array
 * is made larger by a guess from the entries so far, which is rarely wrong twice; memory that is not written to costs nothing.
 */
export class HistoryBlobWriter {
  readonly #expected: number
  #bytes: Uint8Array
  #end = HEADER_ROOM
  #length = 0

  /** @param expected how many entries there are going to be; another number is no mistake. */
  constructor(expected = 0) {
    this.#expected = expected
    this.#bytes = new Uint8Array(HEADER_ROOM + USUAL_ENTRY * Math.min(Math.max(expected, 1), FIRST_ENTRIES))
  }

  /** Number of entries so far. */
  get length(): number {
    return this.#length
  }

  /** Adds the next entry: a transaction, the hash of the marker that carried it, and the group's root after it. */
  add(transaction: PrivateTransaction, markerHash: TransactionHash, stateRoot: StateRoot): void {
    const encoded = encodePrivateTransaction(transaction)
    const metadata = encodeRlp([markerHash, stateRoot])
    const content = encoded.length + metadata.length
    this.#makeRoom(headerLength(content) + content)
    const at = writeHeader(LIST, content, this.#bytes, this.#end)
    this.#bytes.set(encoded, at)
    this.#bytes.set(metadata, at + encoded.length)
    this.#end = at + content
    this.#length++
  }

  /** The blob of all entries: a view of the array that they were written into. Nothing may be added any more. */
  finish(): Uint8Array {
    const content = this.#end - HEADER_ROOM
    const start = HEADER_ROOM - headerLength(content)
    writeHeader(LIST, content, this.#bytes, start)
    return this.#bytes.subarray(start, this.#end)
  }

  #makeRoom(size: number): void {
    const needed = this.#end + size
    if (needed <= this.#bytes.length) return
    const guess = this.#length === 0 ? 0 : 1.02 * (this.#end / this.#length) * this.#expected
    const room = Math.ceil(Math.min(Math.max(guess, 1.5 * needed), 8 * needed))
    const bytes = new Uint8Array(room)
    bytes.set(this.#bytes.subarray(0, this.#end))
    this.#bytes = bytes
  }
}
