import { keccak256 } from '../../crypto/keccak.ts'
import { DecodeError } from '../../errors/DecodeError.ts'
import { padLeft, trimLeft } from '../../primitives/bytes.ts'
import { type RlpInput, encodeRlp } from '../../transaction/encodeRlp.ts'
import { bytesOf, listOf, scalarOf } from '../../transaction/rlpItem.ts'
import { type RlpItem, decodeRlp } from '../../transaction/strictRlp.ts'
import { KEY_LENGTH } from '../trie/keyInterval.ts'
import type { TrieEntry } from '../trie/walkEntries.ts'

/**
 * A leaf of a state. The trie key is keccak-256 of the preimage (an address of 20 bytes or a slot of 32); the key itself
 * stands for it where the sender does not know the preimage.
 */
export type SnapshotEntry =
  | { readonly preimage: Uint8Array; readonly value: Uint8Array }
  | { readonly key: Uint8Array; readonly value: Uint8Array }

/** A `TrieRange` whose keys are given by their preimages. */
export interface SnapshotRange {
  /** In ascending order of the trie keys. */
  readonly entries: readonly SnapshotEntry[]
  readonly proof: readonly Uint8Array[]
  readonly more: boolean
}

/** The answer to a `StateRequest`: a part of a state that is verified as it arrives. */
export type StateChunk =
  /** Accounts from the key that was asked for. */
  | { readonly kind: 'accounts'; readonly range: SnapshotRange }
  /** Storage of the accounts that were asked for: of the first one or more, all but the last to their ends. */
  | { readonly kind: 'slots'; readonly ranges: readonly SnapshotRange[] }
  /** Code of the accounts that were asked for: of the first one or more. */
  | { readonly kind: 'code'; readonly codes: readonly Uint8Array[] }

const WHAT = 'state chunk'
const ADDRESS_LENGTH = 20
const SLOT_LENGTH = 32

/** The entries with their trie keys; hashes every preimage. */
export function trieEntries(range: SnapshotRange): TrieEntry[] {
  return range.entries.map((entry) => [trieKey(entry), entry.value])
}

/** The trie key of an entry: 32 bytes. */
export function trieKey(entry: SnapshotEntry): Uint8Array {
  return 'preimage' in entry ? keccak256(entry.preimage) : entry.key
}

/** Length of the preimages in chunks of a kind: addresses or slots. */
export function preimageLength(kind: 'accounts' | 'slots'): number {
  return kind === 'accounts' ? ADDRESS_LENGTH : SLOT_LENGTH
}

/**
 * RLP of a chunk: `[1, range]` for accounts, `[2, [range, …]]` for slots, `[3, [code, …]]` for code. A range is
 * `[more, [[name, value], …], [node, …]]` with `more` 0 or 1; a name is an address, a slot as a scalar, or a list of the
 * trie key alone. A chunk has no other encoding.
 */
export function encodeStateChunk(chunk: StateChunk): Uint8Array {
  return encodeRlp(itemOf(chunk))
}

function itemOf(chunk: StateChunk): RlpInput {
  switch (chunk.kind) {
    case 'accounts':
      return [Uint8Array.of(1), rangeItem(chunk.range, (address) => address)]
    case 'slots':
      return [Uint8Array.of(2), chunk.ranges.map((range) => rangeItem(range, trimLeft))]
    case 'code':
      return [Uint8Array.of(3), chunk.codes]
  }
}

function rangeItem({ entries, proof, more }: SnapshotRange, nameOf: (preimage: Uint8Array) => Uint8Array): RlpInput {
  const entryItems = entries.map((entry) => ['preimage' in entry ? nameOf(entry.preimage) : [entry.key], entry.value])
  return [Uint8Array.from(more ? [1] : []), entryItems, proof]
}

/**
 * The chunk that `encoded` is the encoding of. Nothing is verified yet.
 * @throws {DecodeError} DECODE_FAILED when it is no chunk, or not its only encoding.
 */
export function decodeStateChunk(encoded: Uint8Array): StateChunk {
  const [kind, content] = listOf(decodeRlp(encoded, WHAT), WHAT, 'it', 2)
  switch (scalarOf(kind, WHAT, 'the kind', 1)) {
    case 1n:
      return { kind: 'accounts', range: rangeOf(content, addressOf) }
    case 2n:
      return { kind: 'slots', ranges: listOf(content, WHAT, 'its content').map((range) => rangeOf(range, slotOf)) }
    case 3n:
      return { kind: 'code', codes: listOf(content, WHAT, 'its content').map((code) => bytesOf(code, WHAT, 'code')) }
    default:
      throw new DecodeError(WHAT, 'its kind is unknown')
  }
}

function rangeOf(item: RlpItem | undefined, preimageOf: (item: RlpItem | undefined) => Uint8Array): SnapshotRange {
  const [more, entries, proof] = listOf(item, WHAT, 'a range', 3)
  const flag = scalarOf(more, WHAT, 'the flag of a range', 1)
  if (flag > 1n) throw new DecodeError(WHAT, 'the flag of a range is neither 0 nor 1')
  return {
    entries: listOf(entries, WHAT, 'the entries of a range').map((entry) => entryOf(entry, preimageOf)),
    proof: listOf(proof, WHAT, 'a proof').map((node) => bytesOf(node, WHAT, 'a node of a proof')),
    more: flag === 1n,
  }
}

function entryOf(item: RlpItem, preimageOf: (item: RlpItem | undefined) => Uint8Array): SnapshotEntry {
  const [name, encodedValue] = listOf(item, WHAT, 'an entry', 2)
  const value = bytesOf(encodedValue, WHAT, 'a value')
  if (!Array.isArray(name)) return { preimage: preimageOf(name), value }
  const [key] = listOf(name, WHAT, 'the name of an entry', 1)
  return { key: bytesOf(key, WHAT, 'a trie key', KEY_LENGTH), value }
}

function addressOf(item: RlpItem | undefined): Uint8Array {
  return bytesOf(item, WHAT, 'an address', ADDRESS_LENGTH)
}

function slotOf(item: RlpItem | undefined): Uint8Array {
  scalarOf(item, WHAT, 'a slot', SLOT_LENGTH)
  return padLeft(bytesOf(item, WHAT, 'a slot'), SLOT_LENGTH)
}
