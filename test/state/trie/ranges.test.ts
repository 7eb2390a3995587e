import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { equalBytes, toHex } from '../../../src/primitives/bytes.ts'
import { toStateRoot } from '../../../src/primitives/identifiers.ts'
import { EMPTY_ROOT, MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import { RangeAssembler } from '../../../src/state/trie/RangeAssembler.ts'
import type { TrieRange } from '../../../src/state/trie/TrieRange.ts'
import { FIRST_KEY, LAST_KEY, nextKey } from '../../../src/state/trie/keyInterval.ts'
import { decodeNode } from '../../../src/state/trie/decodeNode.ts'
import { readRange } from '../../../src/state/trie/readRange.ts'
import { verifyRange } from '../../../src/state/trie/verifyRange.ts'
import type { TrieNode } from '../../../src/state/trie/nodes.ts'
import type { TrieEntry } from '../../../src/state/trie/walkEntries.ts'
import { MapStore, fixedKey, hashedKeys, noNodes, text, thrownBy } from './trieModel.ts'

/** Keys that share 1 to 63 nibbles, so that there are extensions at every depth and nodes inside their parents. */
const crowdedKey = fc
  .tuple(fc.nat(31), fc.constantFrom(0x00, 0x01, 0x10, 0xff), fc.constantFrom(0x00, 0xff))
  .map(([at, byte, fill]) => new Uint8Array(32).fill(fill).fill(byte, at, at + 1))
const anyKey = fc.oneof(fixedKey, crowdedKey, fc.uint8Array({ minLength: 32, maxLength: 32 }))
const anyValue = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 2 }),
  fc.uint8Array({ minLength: 30, maxLength: 70 }),
)
const anyEntries = fc.array(fc.tuple(anyKey, anyValue), { maxLength: 40 })

interface Stored {
  readonly store: MapStore
  readonly trie: MerkleTrie
  /** In key order. */
  readonly entries: readonly TrieEntry[]
}

function storedTrie(entries: readonly (readonly [Uint8Array, Uint8Array])[]): Stored {
  const store = new MapStore()
  const trie = new MerkleTrie(store)
  for (const [key, value] of entries) trie.put(key, value)
  trie.collect(store.put)
  return { store, trie, entries: [...trie.entries()] }
}

const keyedBy = (count: number): Stored => storedTrie(hashedKeys(count).map((key) => [key, key] as const))

const notBefore = (from: Uint8Array) => (entry: TrieEntry) => toHex(entry[0]) >= toHex(from)

/** The hashes of the nodes that a trie of these entries has; nothing that earlier changes left behind. */
function nodesOf(entries: readonly TrieEntry[]): Map<string, string> {
  const nodes = new Map<string, string>()
  const trie = new MerkleTrie(noNodes)
  for (const [key, value] of entries) trie.put(key, value)
  trie.collect((hash, encoded) => nodes.set(toHex(hash), toHex(encoded)))
  return nodes
}

/** The hashes of the stored nodes right below a node. */
function childrenOf(node: TrieNode): string[] {
  if (node.kind === 'hash') return [toHex(node.reference)]
  if (node.kind === 'leaf') return []
  const children = node.kind === 'extension' ? [node.child] : node.children
  return children.flatMap((child) => (child === undefined ? [] : childrenOf(child)))
}

const refused = expect.objectContaining({ code: 'SNAPSHOT_INVALID' }) as unknown

describe('a range', () => {
  it('has the entries from a key on, at least one, and says whether more follow', () => {
    fc.assert(
      fc.property(anyEntries, anyKey, fc.integer({ min: 1, max: 600 }), (content, from, maxBytes) => {
        const { store, trie, entries } = storedTrie(content)
        const range = readRange(store, trie.root(), from, maxBytes)
        const expected = entries.filter(notBefore(from))
        expect(range.entries).toEqual(expected.slice(0, range.entries.length))
        expect(range.more).toBe(range.entries.length < expected.length)
        const size = range.entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
        if (range.entries.length > 1) expect(size).toBeLessThanOrEqual(maxBytes)
        if (expected.length > 0) expect(range.entries.length).toBeGreaterThan(0)
        const last = range.entries.at(-1)?.[0]
        expect(verifyRange(trie.root(), from, range).next).toEqual(range.more ? nextKey(last ?? from) : undefined)
      }),
    )
  })

  it('of a whole trie needs no proof, and of an empty one nothing', () => {
    const { store, trie } = keyedBy(300)
    const whole = readRange(store, trie.root(), FIRST_KEY, Infinity)
    expect([whole.entries.length, whole.proof, whole.more]).toEqual([300, [], false])
    expect(verifyRange(trie.root(), FIRST_KEY, whole).subtries).toHaveLength(1)
    const nothing = { entries: [], proof: [], more: false }
    expect(readRange(noNodes, EMPTY_ROOT, FIRST_KEY, 1)).toEqual(nothing)
    expect(verifyRange(EMPTY_ROOT, FIRST_KEY, nothing).next).toBeUndefined()
    expect(() => verifyRange(trie.root(), FIRST_KEY, nothing)).toThrow('missing')
    expect(() => verifyRange(EMPTY_ROOT, FIRST_KEY, whole)).toThrow('does not have')
  })

  it('behind the last entry is empty and proven', () => {
    const { store, trie, entries } = keyedBy(50)
    const from = nextKey(entries.at(-1)?.[0] ?? LAST_KEY) ?? LAST_KEY
    const range = readRange(store, trie.root(), from, 1000)
    expect([range.entries, range.more]).toEqual([[], false])
    expect(range.proof.length).toBeGreaterThan(0)
    expect(verifyRange(trie.root(), from, range).next).toBeUndefined()
    expect(thrownBy(() => verifyRange(trie.root(), from, { ...range, more: true }))).toEqual(refused)
    expect(thrownBy(() => verifyRange(trie.root(), entries[40]?.[0] ?? from, range))).toEqual(refused)
  })

  it('is not read from a key of another length, with a size that is no number, or from an incomplete store', () => {
    const { store, trie } = keyedBy(50)
    const root = trie.root()
    expect(thrownBy(() => readRange(store, root, text('short'), 100))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    for (const size of [0, -1, NaN]) {
      expect(thrownBy(() => readRange(store, root, FIRST_KEY, size))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
    expect(thrownBy(() => readRange(noNodes, root, FIRST_KEY, 100))).toMatchObject({ code: 'STATE_INCONSISTENT' })
  })

  it.each([
    ['short keys', ['a', 'b']],
    ['a key that another begins with', ['k'.repeat(32), 'k'.repeat(33)]],
    ['long keys', ['k'.repeat(40), 'l'.repeat(40)]],
    ['long keys with a common beginning', [`${'k'.repeat(40)}a`, `${'k'.repeat(40)}b`]],
  ])('is neither read from nor accepted for a trie with %s', (_, keys) => {
    const value = text('a value that is too long to stand inside a parent')
    const { store, trie } = storedTrie(keys.map((key) => [text(key), value] as const))
    const error = thrownBy(() => readRange(store, trie.root(), FIRST_KEY, 1000))
    expect(error).toMatchObject({ code: 'STATE_INCONSISTENT' })
    const proof = [...store.nodes.values()].toReversed()
    for (const from of [FIRST_KEY, text('k'.repeat(32))]) {
      for (const more of [false, true]) {
        const entries: TrieEntry[] = [[LAST_KEY, value]]
        expect(thrownBy(() => verifyRange(trie.root(), from, { entries, proof, more }))).toEqual(refused)
      }
    }
  })
})

describe('ranges one after the other', () => {
  it('give exactly the nodes of the trie, each after what is below it', () => {
    fc.assert(
      fc.property(anyEntries, fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1 }), (content, sizes) => {
        const { store, trie, entries } = storedTrie(content)
        const assembler = new RangeAssembler(trie.root())
        const received = new Map<string, string>()
        for (let i = 0; assembler.next !== undefined; i++) {
          const range = readRange(store, trie.root(), assembler.next, sizes[i % sizes.length] ?? 1)
          assembler.add(assembler.verify(range), (hash, encoded) => {
            expect(keccak256(encoded)).toEqual(hash)
            for (const child of childrenOf(decodeNode(encoded, hash))) expect(received.has(child)).toBe(true)
            received.set(toHex(hash), toHex(encoded))
          })
        }
        expect(received).toEqual(nodesOf(entries))
      }),
      { numRuns: 60 },
    )
  })

  it('may be refused and asked for again', () => {
    const { store, trie, entries } = keyedBy(200)
    const assembler = new RangeAssembler(trie.root())
    const received = new Map<string, string>()
    while (assembler.next !== undefined) {
      const range = readRange(store, trie.root(), assembler.next, 1000)
      const wrong = { ...range, more: !range.more }
      expect(thrownBy(() => assembler.verify(wrong))).toEqual(refused)
      assembler.add(assembler.verify(range), (hash, encoded) => received.set(toHex(hash), toHex(encoded)))
    }
    expect(received).toEqual(nodesOf(entries))
  })
})

/** Every way to change one thing of a range. */
function* alterations({ entries, proof, more }: TrieRange, at: number): Generator<[string, TrieRange]> {
  const flip = (bytes: Uint8Array): Uint8Array =>
    bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << (at % 8)) : byte))
  const without = <T>(list: readonly T[], i: number): T[] => list.filter((_, j) => j !== i)
  const swapped = <T>(list: readonly T[], i: number): T[] => [
    ...list.slice(0, i),
    ...list.slice(i, i + 2).toReversed(),
    ...list.slice(i + 2),
  ]
  yield ['more', { entries, proof, more: !more }]
  yield ['no proof', { entries, proof: [], more }]
  yield ['no entries', { entries: [], proof, more }]
  yield ['another entry', { entries: [...entries, [LAST_KEY, text('v')]], proof, more }]
  yield ['an earlier entry', { entries: [[FIRST_KEY, text('v')], ...entries], proof, more }]
  yield ['a needless node', { entries, proof: [...proof, text('a node that is not needed at all')], more }]
  for (const [i, [key, value]] of entries.entries()) {
    yield [`key ${i}`, { entries: entries.with(i, [flip(key), value]), proof, more }]
    yield [`short key ${i}`, { entries: entries.with(i, [key.slice(1), value]), proof, more }]
    yield [`value ${i}`, { entries: entries.with(i, [key, flip(value)]), proof, more }]
    yield [`no value ${i}`, { entries: entries.with(i, [key, new Uint8Array(0)]), proof, more }]
    yield [`dropped entry ${i}`, { entries: without(entries, i), proof, more }]
    yield [`double entry ${i}`, { entries: [...entries.slice(0, i), [key, value], ...entries.slice(i)], proof, more }]
    if (i + 1 < entries.length) yield [`swapped entry ${i}`, { entries: swapped(entries, i), proof, more }]
  }
  for (const [i, node] of proof.entries()) {
    yield [`node ${i}`, { entries, proof: proof.with(i, flip(node)), more }]
    yield [`cut node ${i}`, { entries, proof: proof.with(i, node.slice(0, -1)), more }]
    yield [`empty node ${i}`, { entries, proof: proof.with(i, new Uint8Array(0)), more }]
    yield [`dropped node ${i}`, { entries, proof: without(proof, i), more }]
    yield [`double node ${i}`, { entries, proof: [...proof.slice(0, i), node, ...proof.slice(i)], more }]
    const next = proof[i + 1]
    if (next !== undefined && !equalBytes(node, next)) {
      yield [`swapped node ${i}`, { entries, proof: swapped(proof, i), more }]
    }
  }
}

const bytesOf = (entries: readonly TrieEntry[]): number =>
  entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0)

const textOf = ({ entries, proof, more }: TrieRange): string =>
  JSON.stringify([entries.map(([key, value]) => [toHex(key), toHex(value)]), proof.map(toHex), more])

/** The proof of the first two from the first key on is also that of the first one alone. */
const SHORTER: [Uint8Array, Uint8Array][] = [
  [FIRST_KEY, Uint8Array.of(1)],
  [new Uint8Array(32).fill(16, 1, 2), Uint8Array.of(1)],
  [new Uint8Array(32).fill(16, 0, 1), new Uint8Array(30)],
]

describe('a changed range', () => {
  it('is refused, whatever has changed', () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.constant(Infinity))
    fc.assert(
      fc.property(anyEntries, anyKey, size, fc.nat(4000), (content, from, maxBytes, at) => {
        const { store, trie, entries } = storedTrie(content)
        // From any key and, as a receiver asks, from the key after an entry.
        const begins = [from, FIRST_KEY, nextKey(entries[at % Math.max(1, entries.length)]?.[0] ?? from) ?? from]
        for (const begin of begins) {
          const range = readRange(store, trie.root(), begin, maxBytes)
          // Without its last entry it may be what is answered to somebody who wants fewer bytes.
          const isShorter = ({ entries, proof, more }: TrieRange): boolean => {
            if (!more || entries.length === 0 || entries.length >= range.entries.length) return false
            const shorter = readRange(store, trie.root(), begin, bytesOf(entries))
            return textOf(shorter) === textOf({ entries, proof, more })
          }
          for (const [name, altered] of alterations(range, at)) {
            const same =
              name === 'no proof' ? range.proof.length === 0 : name === 'no entries' && range.entries.length === 0
            if (!same && !isShorter(altered))
              expect([name, thrownBy(() => verifyRange(trie.root(), begin, altered))]).toEqual([name, refused])
          }
        }
      }),
      { numRuns: 60, examples: [[SHORTER, FIRST_KEY, 66, 0]] },
    )
  })

  it('is refused at another beginning or for another root', () => {
    const { store, trie, entries } = keyedBy(100)
    const root = trie.root()
    const from = nextKey(entries[20]?.[0] ?? FIRST_KEY) ?? FIRST_KEY
    const range = readRange(store, root, from, 1000)
    expect(range.more).toBe(true)
    for (const other of [
      entries[20]?.[0] ?? FIRST_KEY,
      nextKey(entries[21]?.[0] ?? from) ?? from,
      FIRST_KEY,
      LAST_KEY,
    ]) {
      expect(thrownBy(() => verifyRange(root, other, range))).toEqual(refused)
    }
    expect(thrownBy(() => verifyRange(toStateRoot(keccak256(root)), from, range))).toEqual(refused)
    expect(thrownBy(() => verifyRange(EMPTY_ROOT, from, range))).toEqual(refused)
  })
})
