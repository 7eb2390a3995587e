/** Arbitrary histories of a trie, and the simple model that they are compared with. */
import fc from 'fast-check'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import type { NodeSource } from '../../../src/state/trie/NodeSource.ts'

/** A put, or a delete when the value is empty. */
export interface Step {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

export const noNodes: NodeSource = { get: () => undefined }

/** Few different bytes, so that keys share prefixes of every length, also of half a byte. */
const keyByte = fc.constantFrom(0x00, 0x01, 0x10, 0x11, 0xff)
/** Short values make nodes that are embedded in their parents; long ones do not. */
const value = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 3 }),
  fc.uint8Array({ minLength: 28, maxLength: 70 }),
  fc.constantFrom(Uint8Array.of(0), Uint8Array.of(0x7f), Uint8Array.of(0x80), new Uint8Array(300).fill(7)),
)

/** Keys of one length, as in a state trie. */
export const fixedKey = fc
  .array(keyByte, { minLength: 4, maxLength: 4 })
  .map((bytes) => new Uint8Array([...bytes, ...new Uint8Array(28).fill(0xab)]))
/** Keys of different lengths, some of them prefixes of others. */
export const mixedKey = fc.array(keyByte, { minLength: 1, maxLength: 4 }).map((bytes) => Uint8Array.from(bytes))
/** Short keys of one length, so that whole branches are embedded. */
export const shortKey = fc.array(keyByte, { minLength: 2, maxLength: 2 }).map((bytes) => Uint8Array.from(bytes))

export const anyKey = fc.constantFrom(fixedKey, mixedKey, shortKey)

/** A history over keys of one kind; about one step in three deletes. */
export function stepsOf(key: fc.Arbitrary<Uint8Array>, maxLength = 40): fc.Arbitrary<Step[]> {
  const put = fc.record({ key, value })
  const remove = fc.record({ key, value: fc.constant(new Uint8Array(0)) })
  return fc.array(fc.oneof({ weight: 2, arbitrary: put }, { weight: 1, arbitrary: remove }), { maxLength })
}

export const anySteps: fc.Arbitrary<Step[]> = anyKey.chain((key) => stepsOf(key))

/** Content of a trie: hex key to value. */
export type Model = Map<string, Uint8Array>

export function applyToModel(model: Model, steps: readonly Step[]): Model {
  for (const { key, value } of steps) {
    if (value.length === 0) model.delete(toHex(key))
    else model.set(toHex(key), value)
  }
  return model
}

export function applyToTrie(trie: MerkleTrie, steps: readonly Step[]): MerkleTrie {
  for (const { key, value } of steps) trie.put(key, value)
  return trie
}

/** The model's entries in key order. Keys in hex sort as their bytes do, also when one is a prefix of another. */
export function sortedEntries(model: Model): [string, Uint8Array][] {
  return [...model].sort(([a], [b]) => (a < b ? -1 : 1))
}

export function entriesOf(trie: MerkleTrie): [string, Uint8Array][] {
  return [...trie.entries()].map(([key, value]) => [toHex(key), value])
}

/** A trie with the model's content that has never held anything else. */
export function freshTrie(model: Model): MerkleTrie {
  const trie = new MerkleTrie(noNodes)
  for (const [key, value] of model) trie.put(fromHex(key), value)
  return trie
}

/** A store in memory that counts reads. */
export class MapStore implements NodeSource {
  readonly nodes = new Map<string, Uint8Array>()
  reads = 0

  get(hash: Uint8Array): Uint8Array | undefined {
    this.reads++
    return this.nodes.get(toHex(hash))
  }

  readonly put = (hash: Uint8Array, encoded: Uint8Array): void => {
    this.nodes.set(toHex(hash), encoded.slice())
  }
}

/** UTF-8. */
export const text = (value: string): Uint8Array => new TextEncoder().encode(value)
/** A trie of UTF-8 keys and values. */
export const trieOf = (content: Record<string, string>): MerkleTrie => {
  const trie = new MerkleTrie(noNodes)
  for (const [key, value] of Object.entries(content)) trie.put(text(key), text(value))
  return trie
}
/** `count` distinct 32-byte keys, spread like hashed addresses. */
export const hashedKeys = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => keccak256(text(`key ${i}`)))
/** What an action throws, or `undefined`. */
export const thrownBy = (action: () => unknown): unknown => {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
