import { createMPT } from '@ethereumjs/mpt'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { toHex } from '../../../src/primitives/bytes.ts'
import { EMPTY_ROOT, MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import {
  MapStore,
  anyKey,
  anySteps,
  applyToModel,
  applyToTrie,
  entriesOf,
  freshTrie,
  hashedKeys,
  noNodes,
  sortedEntries,
  stepsOf,
  text,
  trieOf,
} from './trieModel.ts'

describe('roots', () => {
  it('is the hash of the empty string in RLP for no entries', () => {
    expect(EMPTY_ROOT).toEqual(keccak256(Uint8Array.of(0x80)))
    expect(new MerkleTrie(noNodes).root()).toEqual(EMPTY_ROOT)
    expect(new MerkleTrie(noNodes, EMPTY_ROOT).get(text('a'))).toBeUndefined()
  })

  it.each([
    [
      '0x8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3',
      { doe: 'reindeer', dog: 'puppy', dogglesworth: 'cat' },
    ],
    ['0xd23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab', { A: 'a'.repeat(50) }],
  ])('agrees with the published example %s', (root, content) => {
    expect(toHex(trieOf(content).root())).toBe(root)
  })

  it('agrees with the published example of deletions', () => {
    const trie = new MerkleTrie(noNodes)
    const steps: [string, string][] = [
      ['do', 'verb'],
      ['ether', 'wookiedoo'],
      ['horse', 'stallion'],
      ['shaman', 'horse'],
      ['doge', 'coin'],
      ['ether', ''],
      ['dog', 'puppy'],
      ['shaman', ''],
    ]
    for (const [key, value] of steps) trie.put(text(key), text(value))
    expect(toHex(trie.root())).toBe('0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84')
  })

  it('equals the reference implementation and a fresh build after every step', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        const reference = await createMPT()
        const trie = new MerkleTrie(noNodes)
        const model = new Map<string, Uint8Array>()
        for (const step of steps) {
          applyToTrie(trie, [step])
          applyToModel(model, [step])
          await reference.put(step.key, step.value)
          expect(toHex(trie.root())).toBe(toHex(reference.root()))
        }
        expect(trie.root()).toEqual(freshTrie(model).root())
        expect(entriesOf(trie)).toEqual(sortedEntries(model))
      }),
      { numRuns: 150 },
    )
  })

  it('equals the reference implementation for hashed keys', async () => {
    const reference = await createMPT()
    const trie = new MerkleTrie(noNodes)
    const keys = hashedKeys(400)
    for (const [i, key] of keys.entries()) {
      trie.put(key, key)
      await reference.put(key, key)
      if (i % 40 === 0) expect(trie.root()).toEqual(new Uint8Array(reference.root()))
    }
    for (const key of keys.slice(100)) {
      trie.delete(key)
      await reference.del(key)
    }
    expect(trie.root()).toEqual(new Uint8Array(reference.root()))
    for (const key of keys.slice(0, 100)) trie.delete(key)
    expect(trie.root()).toEqual(EMPTY_ROOT)
  })

  it('does not depend on the order of changes or on roots asked for in between', () => {
    fc.assert(
      fc.property(anySteps, fc.func(fc.boolean()), (steps, askRoot) => {
        const model = applyToModel(new Map(), steps)
        const trie = new MerkleTrie(noNodes)
        for (const step of steps) {
          applyToTrie(trie, [step])
          if (askRoot(step)) trie.root()
        }
        const reversed = new Map([...model].reverse())
        expect(trie.root()).toEqual(freshTrie(reversed).root())
      }),
    )
  })
})

describe('full branches', () => {
  const keys = Array.from({ length: 48 }, (_, i) => Uint8Array.of(i, 0))
  const long = fc.uint8Array({ minLength: 32, maxLength: 40 })
  const short = fc.uint8Array({ minLength: 1, maxLength: 2 })
  const step = fc.record({
    key: fc.constantFrom(...keys, Uint8Array.of(0), Uint8Array.of(1)),
    value: fc.oneof({ weight: 8, arbitrary: long }, short, fc.constant(new Uint8Array(0))),
  })
  const action = fc.tuple(step, fc.constantFrom('left', 'right'), fc.constantFrom('none', 'root', 'collect', 'fork'))

  it('have the root of a fresh build while forks change them in turns', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const store = new MapStore()
        const filling = keys.map((key) => ({ key, value: new Uint8Array(32).fill(9) }))
        const side = (trie: MerkleTrie): { trie: MerkleTrie; model: Map<string, Uint8Array> } => ({
          trie,
          model: applyToModel(new Map(), filling),
        })
        const first = applyToTrie(new MerkleTrie(store), filling)
        first.root()
        const sides = { left: side(first), right: side(first.fork()) }
        for (const [change, name, then] of actions) {
          const { trie, model } = sides[name]
          applyToTrie(trie, [change])
          applyToModel(model, [change])
          if (then === 'root') expect(trie.root()).toEqual(freshTrie(model).root())
          if (then === 'collect') {
            trie.collect(store.put)
            expect(entriesOf(new MerkleTrie(store, trie.root()))).toEqual(sortedEntries(model))
          }
          if (then === 'fork') sides[name] = { trie: trie.fork(), model }
        }
        for (const { trie, model } of Object.values(sides)) {
          expect(trie.root()).toEqual(freshTrie(model).root())
          trie.collect((hash, encoded) => {
            expect(keccak256(encoded)).toEqual(hash)
            store.put(hash, encoded)
          })
          expect(entriesOf(new MerkleTrie(store, trie.root()))).toEqual(sortedEntries(model))
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('entries', () => {
  it('reads what was put last, and nothing else', () => {
    fc.assert(
      fc.property(
        anyKey.chain((key) => fc.tuple(stepsOf(key), fc.array(key))),
        ([steps, others]) => {
          const trie = applyToTrie(new MerkleTrie(noNodes), steps)
          const model = applyToModel(new Map(), steps)
          for (const key of [...steps.map((step) => step.key), ...others]) {
            expect(trie.get(key)).toEqual(model.get(toHex(key)))
          }
        },
      ),
    )
  })

  it('finds nothing under keys that are shorter or longer than those it holds', () => {
    const trie = trieOf({ dog: 'puppy', doge: 'coin', horse: 'stallion' })
    for (const absent of ['d', 'do', 'dogs', 'doges', 'hors', 'horses', '']) {
      expect(trie.get(text(absent))).toBeUndefined()
    }
  })

  it('holds a value under the empty key', () => {
    const trie = trieOf({ '': 'nothing', a: 'something' })
    expect(trie.get(text(''))).toEqual(text('nothing'))
    trie.delete(text(''))
    expect(trie.root()).toEqual(trieOf({ a: 'something' }).root())
  })

  it('deletes by an empty value, and ignores keys that are not there', () => {
    const trie = trieOf({ dog: 'puppy', doge: 'coin' })
    const root = trie.root()
    trie.delete(text('do'))
    trie.delete(text('doges'))
    trie.put(text('cat'), new Uint8Array(0))
    expect(trie.root()).toBe(root)
    trie.put(text('doge'), new Uint8Array(0))
    expect(trie.root()).toEqual(trieOf({ dog: 'puppy' }).root())
  })

  it('keeps an iteration unaffected by changes made during it', () => {
    const trie = trieOf({ a: '1', b: '2', c: '3' })
    const seen: string[] = []
    for (const [key] of trie.entries()) {
      seen.push(toHex(key))
      trie.delete(text('c'))
    }
    expect(seen).toEqual(['0x61', '0x62', '0x63'])
  })
})

describe('fork', () => {
  it('separates the changes of both tries', () => {
    fc.assert(
      fc.property(
        anyKey.chain((key) => fc.tuple(stepsOf(key), stepsOf(key), stepsOf(key))),
        ([common, left, right]) => {
          const trie = applyToTrie(new MerkleTrie(noNodes), common)
          const fork = trie.fork()
          expect(fork.root()).toEqual(trie.root())
          applyToTrie(trie, left)
          applyToTrie(fork, right)
          expect(entriesOf(trie)).toEqual(sortedEntries(applyToModel(new Map(), [...common, ...left])))
          expect(entriesOf(fork)).toEqual(sortedEntries(applyToModel(new Map(), [...common, ...right])))
          expect(trie.root()).toEqual(freshTrie(applyToModel(new Map(), [...common, ...left])).root())
          expect(fork.root()).toEqual(freshTrie(applyToModel(new Map(), [...common, ...right])).root())
        },
      ),
    )
  })
})
