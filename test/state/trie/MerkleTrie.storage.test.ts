import { createMPT } from '@ethereumjs/mpt'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { isCoterieError } from '../../../src/errors/CoterieError.ts'
import { fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { toStateRoot } from '../../../src/primitives/identifiers.ts'
import { MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import {
  MapStore,
  anyKey,
  applyToModel,
  applyToTrie,
  entriesOf,
  freshTrie,
  hashedKeys,
  noNodes,
  sortedEntries,
  stepsOf,
  text,
  thrownBy,
  trieOf,
} from './trieModel.ts'

describe('collect', () => {
  it('stores what a trie opened by root needs, through any number of rounds', () => {
    fc.assert(
      fc.property(
        anyKey.chain((key) => fc.array(stepsOf(key, 15), { maxLength: 5 })),
        (rounds) => {
          const store = new MapStore()
          const model = new Map<string, Uint8Array>()
          let trie = new MerkleTrie(store)
          for (const [i, steps] of rounds.entries()) {
            applyToTrie(trie, steps)
            applyToModel(model, steps)
            trie.collect(store.put)
            const reopened = new MerkleTrie(store, trie.root())
            expect(entriesOf(reopened)).toEqual(sortedEntries(model))
            for (const [key, value] of model) expect(reopened.get(fromHex(key))).toEqual(value)
            if (i % 2 === 0) trie = reopened
          }
          expect(trie.root()).toEqual(freshTrie(model).root())
        },
      ),
    )
  })

  it('gives the nodes of the reference implementation, each under its hash, children first', async () => {
    const reference = await createMPT()
    const trie = new MerkleTrie(noNodes)
    for (const key of hashedKeys(300)) {
      trie.put(key, key)
      await reference.put(key, key)
    }
    const emitted: string[] = []
    const store = new MapStore()
    trie.collect((hash, encoded) => {
      expect(keccak256(encoded)).toEqual(hash)
      emitted.push(toHex(hash))
      store.put(hash, encoded)
    })
    expect(new Set(emitted).size).toBe(emitted.length)
    expect(emitted.at(-1)).toBe(toHex(trie.root()))
    const expected = new Set<string>()
    await reference.walkTrie(reference.root(), (_, node, __, walk) => {
      if (node === null) return
      const encoded = node.serialize()
      if (encoded.length >= 32) expected.add(toHex(keccak256(encoded)))
      walk.allChildren(node)
    })
    expect(new Set(emitted)).toEqual(expected)
  })

  it('emits only what is new since the last time', () => {
    const store = new MapStore()
    const trie = new MerkleTrie(store)
    const keys = hashedKeys(300)
    for (const key of keys.slice(1)) trie.put(key, key)
    trie.collect(store.put)
    trie.collect(() => expect.unreachable('everything is stored'))
    trie.put(keys[0] ?? text(''), text('a new value'))
    const known = new Set(store.nodes.keys())
    let emitted = 0
    trie.collect((hash, encoded) => {
      emitted++
      expect(known.has(toHex(hash))).toBe(false)
      store.put(hash, encoded)
    })
    expect(emitted).toBeGreaterThan(1)
    expect(emitted).toBeLessThan(10)
    const reopened = new MerkleTrie(store, trie.root())
    reopened.collect(() => expect.unreachable('everything is stored'))
    expect([...reopened.entries()]).toHaveLength(300)
    reopened.collect(() => expect.unreachable('everything is stored'))
  })

  it('knows what a fork has stored, and emits the rest', () => {
    const store = new MapStore()
    const trie = new MerkleTrie(store)
    for (const key of hashedKeys(100)) trie.put(key, key)
    const fork = trie.fork()
    fork.put(text('other key of the fork, 32 bytes..'), text('value'))
    trie.collect(store.put)
    let emitted = 0
    fork.collect((hash, encoded) => {
      emitted++
      store.put(hash, encoded)
    })
    expect(emitted).toBeLessThan(10)
    expect(entriesOf(new MerkleTrie(store, fork.root()))).toEqual(entriesOf(fork))
  })

  it('emits a root of less than 32 bytes, and nothing for the empty trie', () => {
    const store = new MapStore()
    const trie = new MerkleTrie(store)
    trie.collect(() => expect.unreachable('there are no nodes'))
    trie.put(text('a'), text('b'))
    trie.collect(store.put)
    expect([...store.nodes.keys()]).toEqual([toHex(trie.root())])
    const reopened = new MerkleTrie(store, trie.root())
    expect(reopened.get(text('a'))).toEqual(text('b'))
    expect(reopened.root()).toEqual(trie.root())
    reopened.collect(() => expect.unreachable('everything is stored'))
    reopened.put(text('b'), text('c'))
    expect(reopened.root()).toEqual(trieOf({ a: 'b', b: 'c' }).root())
  })

  it('emits again what a failing sink did not take', () => {
    const store = new MapStore()
    const trie = new MerkleTrie(store)
    for (const key of hashedKeys(50)) trie.put(key, key)
    let room = 20
    const failure = new Error('the disk is full')
    expect(
      thrownBy(() =>
        trie.collect((hash, encoded) => {
          if (room-- === 0) throw failure
          store.put(hash, encoded)
        }),
      ),
    ).toBe(failure)
    trie.collect(store.put)
    expect([...new MerkleTrie(store, trie.root()).entries()]).toHaveLength(50)
  })
})

describe('stored nodes', () => {
  const stored = (count: number): { store: MapStore; trie: MerkleTrie; keys: Uint8Array[] } => {
    const store = new MapStore()
    const trie = new MerkleTrie(store)
    const keys = hashedKeys(count)
    for (const key of keys) trie.put(key, key)
    trie.collect(store.put)
    return { store, trie, keys }
  }

  it('are read when needed, and once', () => {
    const { store, trie, keys } = stored(200)
    const reopened = new MerkleTrie(store, trie.root())
    expect(reopened.root()).toBe(trie.root())
    expect(store.reads).toBe(0)
    for (const key of keys) expect(reopened.get(key)).toEqual(key)
    const reads = store.reads
    expect(reads).toBe(store.nodes.size)
    for (const key of keys) reopened.put(key, key)
    expect(reopened.root()).toBe(trie.root())
    expect(store.reads).toBe(reads)
  })

  it('are forgotten by unload below the given depth, without changing anything', () => {
    const { store, trie, keys } = stored(500)
    trie.unload(10)
    for (const key of keys) trie.get(key)
    expect(store.reads).toBe(0)
    trie.unload(1)
    expect(trie.get(keys[0] ?? text(''))).toEqual(keys[0])
    expect(store.reads).toBeGreaterThan(0)
    trie.unload(0)
    store.reads = 0
    for (const key of keys) expect(trie.get(key)).toEqual(key)
    expect(store.reads).toBe(store.nodes.size - 1)
  })

  it('are never missed after unload, whatever happens in between', () => {
    fc.assert(
      fc.property(
        anyKey.chain((key) => fc.array(fc.tuple(stepsOf(key, 15), fc.boolean(), fc.nat(3)), { maxLength: 6 })),
        (rounds) => {
          const store = new MapStore()
          const model = new Map<string, Uint8Array>()
          const trie = new MerkleTrie(store)
          const fork = trie.fork()
          for (const [steps, collects, depth] of rounds) {
            applyToTrie(trie, steps)
            applyToTrie(fork, steps)
            applyToModel(model, steps)
            if (collects) trie.collect(store.put)
            trie.unload(depth)
            expect(entriesOf(trie)).toEqual(sortedEntries(model))
          }
          expect(trie.root()).toEqual(freshTrie(model).root())
          expect(fork.root()).toEqual(trie.root())
        },
      ),
    )
  })

  it('may come as a Buffer; values do not', () => {
    const { store, trie, keys } = stored(20)
    const buffers = { get: (hash: Uint8Array) => Buffer.from(store.get(hash) ?? []) }
    for (const [key, value] of new MerkleTrie(buffers, trie.root()).entries()) {
      expect(value).toEqual(key)
      expect(Buffer.isBuffer(value)).toBe(false)
    }
    expect(new MerkleTrie(buffers, trie.root()).get(keys[3] ?? text(''))).toEqual(keys[3])
  })

  it('that are missing are named by the error, and the trie stays as it was', () => {
    const { store, trie, keys } = stored(50)
    const root = toHex(trie.root())
    const lost = new MerkleTrie(noNodes, trie.root())
    for (const action of [
      () => lost.get(text('a')),
      () => lost.put(text('a'), text('b')),
      () => lost.delete(text('a')),
      () => [...lost.entries()],
    ]) {
      const error = thrownBy(action)
      expect(isCoterieError(error, 'STATE_INCONSISTENT')).toBe(true)
      expect(error).toMatchObject({ details: { hash: root } })
    }
    // Losing any node but the root is found by reading everything, and by nothing that avoids it.
    for (const name of store.nodes.keys()) {
      if (name === root) continue
      const without = new Map(store.nodes)
      without.delete(name)
      const partial = new MerkleTrie({ get: (hash) => without.get(toHex(hash)) }, trie.root())
      const error = thrownBy(() => keys.forEach((key) => partial.put(key, text('new'))))
      expect(error).toMatchObject({ code: 'STATE_INCONSISTENT', details: { hash: name } })
      expect((error as Error).message).toContain(name)
    }
    const key = keys[7] ?? text('')
    const leaf = [...store.nodes].find(([, encoded]) => toHex(encoded).endsWith(toHex(key).slice(2)))
    store.nodes.delete(leaf?.[0] ?? '')
    const partial = new MerkleTrie(store, trie.root())
    expect(thrownBy(() => partial.delete(key))).toMatchObject({ code: 'STATE_INCONSISTENT' })
    expect(partial.root()).toEqual(trie.root())
    expect(partial.get(keys[8] ?? text(''))).toEqual(keys[8])
  })

  it('of which a delete needs the sibling are read for it', () => {
    const { store, trie } = stored(2)
    const [first, second] = hashedKeys(2)
    const reopened = new MerkleTrie(store, trie.root())
    reopened.delete(first ?? text(''))
    const alone = new MerkleTrie(noNodes)
    alone.put(second ?? text(''), second ?? text(''))
    expect(reopened.root()).toEqual(alone.root())
  })
})

describe('a root', () => {
  it('opens the trie at any depth of history that was stored', () => {
    const store = new MapStore()
    const trie = new MerkleTrie(store)
    const roots = hashedKeys(30).map((key) => {
      trie.put(key, key)
      trie.collect(store.put)
      return toHex(trie.root())
    })
    roots.forEach((root, i) => {
      expect([...new MerkleTrie(store, toStateRoot(fromHex(root))).entries()]).toHaveLength(i + 1)
    })
  })
})
