import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { toHex } from '../../../src/primitives/bytes.ts'
import { MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import { MapStore, type Step, anyKey, anySteps, applyToTrie, hashedKeys, noNodes, stepsOf } from './trieModel.ts'

/** Hex root after each of several parts of a history. */
function rootsOf(Trie: typeof MerkleTrie, parts: readonly Step[][]): string[] {
  const trie = new Trie(noNodes)
  return parts.map((steps) => toHex(applyToTrie(trie, steps).root()))
}

/** The same class where there are no vectors, so that nodes are hashed one by one. */
async function trieWithoutVectors(): Promise<typeof MerkleTrie> {
  vi.resetModules()
  vi.stubGlobal('WebAssembly', undefined)
  const { MerkleTrie: Trie } = await import('../../../src/state/trie/MerkleTrie.ts')
  return Trie
}

describe('hashing two nodes at a time', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  it('gives the roots of hashing them one by one, with embedded nodes, values in branches and deletions', async () => {
    const Trie = await trieWithoutVectors()
    expect(Trie).not.toBe(MerkleTrie)
    const parts = anyKey.chain((key) => fc.array(stepsOf(key, 12), { minLength: 1, maxLength: 6 }))
    fc.assert(
      fc.property(parts, (steps) => {
        expect(rootsOf(MerkleTrie, steps)).toEqual(rootsOf(Trie, steps))
      }),
      { numRuns: 400 },
    )
  })

  it('gives them for thousands of nodes at once, and for few of them afterwards', async () => {
    const Trie = await trieWithoutVectors()
    const steps = hashedKeys(3000).map((key, i) => ({ key, value: Uint8Array.of(1, i >> 8, i & 0xff) }))
    const few = steps.slice(0, 5).map(({ key }) => ({ key, value: new Uint8Array(40).fill(9) }))
    expect(rootsOf(MerkleTrie, [steps, few, steps])).toEqual(rootsOf(Trie, [steps, few, steps]))
  })

  it('stores under their hashes what was hashed in pairs, and leaves forks alone', () => {
    fc.assert(
      fc.property(anySteps, anySteps, (first, second) => {
        const store = new MapStore()
        const trie = applyToTrie(new MerkleTrie(store), first)
        const before = toHex(trie.root())
        const fork = trie.fork()
        applyToTrie(trie, second)
        trie.root()
        trie.collect(store.put)
        const again = new MerkleTrie(store, trie.root())
        expect([...again.entries()]).toEqual([...trie.entries()])
        expect(toHex(fork.root())).toBe(before)
        expect([...fork.entries()]).toEqual([...applyToTrie(new MerkleTrie(noNodes), first).entries()])
      }),
      { numRuns: 200 },
    )
  })
})
