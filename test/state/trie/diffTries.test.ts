import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { equalBytes, toHex } from '../../../src/primitives/bytes.ts'
import { MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import { diffTries } from '../../../src/state/trie/diffTries.ts'
import {
  MapStore,
  type Model,
  anyKey,
  applyToModel,
  applyToTrie,
  fixedKey,
  mixedKey,
  noNodes,
  shortKey,
  stepsOf,
} from './trieModel.ts'

type Difference = [key: string, left: Uint8Array | undefined, right: Uint8Array | undefined]

function naiveDiff(left: Model, right: Model): Difference[] {
  const differences: Difference[] = []
  for (const key of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const a = left.get(key)
    const b = right.get(key)
    if (a === undefined || b === undefined || !equalBytes(a, b)) differences.push([key, a, b])
  }
  return differences
}

const diff = (left: MerkleTrie, right: MerkleTrie): Difference[] =>
  [...diffTries(left, right)].map((difference) => [toHex(difference.key), difference.left, difference.right])

describe('diffTries', () => {
  it('gives the differences of a naive comparison, for relatives and strangers', () => {
    fc.assert(
      fc.property(
        anyKey.chain((key) => fc.tuple(stepsOf(key), stepsOf(key, 8), stepsOf(key, 8))),
        fc.constantFrom('fork', 'stranger', 'reopened'),
        ([common, leftSteps, rightSteps], relation) => {
          const store = new MapStore()
          const left = applyToTrie(new MerkleTrie(store), common)
          left.collect(store.put)
          const right =
            relation === 'fork'
              ? left.fork()
              : relation === 'stranger'
                ? applyToTrie(new MerkleTrie(noNodes), common)
                : new MerkleTrie(store, left.root())
          applyToTrie(left, leftSteps)
          applyToTrie(right, rightSteps)
          const expected = naiveDiff(
            applyToModel(new Map(), [...common, ...leftSteps]),
            applyToModel(new Map(), [...common, ...rightSteps]),
          )
          expect(diff(left, right)).toEqual(expected)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('compares tries with keys of different kinds', () => {
    fc.assert(
      fc.property(stepsOf(fc.oneof(fixedKey, mixedKey)), stepsOf(fc.oneof(shortKey, mixedKey)), (a, b) => {
        const left = applyToTrie(new MerkleTrie(noNodes), a)
        const right = applyToTrie(new MerkleTrie(noNodes), b)
        expect(diff(left, right)).toEqual(naiveDiff(applyToModel(new Map(), a), applyToModel(new Map(), b)))
      }),
    )
  })

  it('leaves out a side that has no value', () => {
    const left = new MerkleTrie(noNodes)
    const right = new MerkleTrie(noNodes)
    left.put(Uint8Array.of(1), Uint8Array.of(10))
    right.put(Uint8Array.of(2), Uint8Array.of(20))
    expect([...diffTries(left, right)]).toEqual([
      { key: Uint8Array.of(1), left: Uint8Array.of(10) },
      { key: Uint8Array.of(2), right: Uint8Array.of(20) },
    ])
    expect([...diffTries(left, left.fork())]).toEqual([])
  })

  it('reads only the paths to what differs', () => {
    const store = new MapStore()
    const trie = new MerkleTrie(store)
    const keys = Array.from({ length: 1000 }, (_, i) => keccak256(Uint8Array.of(i >> 8, i)))
    for (const key of keys) trie.put(key, key)
    trie.collect(store.put)
    const before = trie.root()
    trie.put(keys[5] ?? Uint8Array.of(), Uint8Array.of(1))
    trie.collect(store.put)
    const left = new MerkleTrie(store, before)
    const right = new MerkleTrie(store, trie.root())
    expect(diff(left, left.fork())).toEqual([])
    expect(store.reads).toBe(0)
    expect(diff(left, right)).toEqual([[toHex(keys[5] ?? Uint8Array.of()), keys[5], Uint8Array.of(1)]])
    expect(store.reads).toBeLessThan(12)
  })
})
