import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumberSet } from '../../src/storage/NumberSet.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'

const number = fc.oneof(fc.nat(20), fc.integer({ min: 1000, max: 5000 }), fc.nat(2_000_000)).map(BigInt)

function createSet(name = 1, store = new StagedStore(createMemoryStore())) {
  const keys = { last: () => Uint8Array.of(name, 0), range: (range: Uint8Array) => Uint8Array.of(name, 1, ...range) }
  return { store, set: new NumberSet(store, keys) }
}

/** All numbers above one, as they are asked for by those who come to one after the other. */
function all(set: NumberSet, from: bigint): bigint[] {
  const found: bigint[] = []
  for (let some = set.above(from); some.length > 0; some = set.above(some.at(-1) ?? 0n)) found.push(...some)
  return found
}

describe('NumberSet', () => {
  it('gives what was added, each once and in order: between two numbers, and above one', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 30 }), number, number, (added, from, to) => {
        const { set } = createSet()
        for (const one of added) set.add(one)
        const expected = [...new Set(added)].sort((a, b) => Number(a - b))
        expect(set.between(from, to)).toEqual(expected.filter((one) => one >= from && one <= to))
        expect(all(set, from)).toEqual(expected.filter((one) => one > from))
      }),
    )
  })

  it('keeps sets of other names apart, and has none at first', () => {
    const { set, store } = createSet()
    const { set: other } = createSet(2, store)
    set.add(7n)
    expect([set.above(0n), other.above(0n), set.above(7n)]).toEqual([[7n], [], []])
  })

  it('stages nothing that is known, and forgets what is discarded', () => {
    const { set, store } = createSet()
    set.add(1023n)
    const { size } = store
    set.add(1023n)
    set.add(0n)
    expect(store.size).toBe(size)
    set.add(1024n)
    expect(all(set, 0n)).toEqual([1023n, 1024n])
    store.discard()
    expect(set.between(0n, 5000n)).toEqual([])
  })
})
