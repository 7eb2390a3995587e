import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GroupBlocks } from '../../src/state/GroupBlocks.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { group } from './metadata.ts'

const height = fc.oneof(fc.nat(20), fc.integer({ min: 1000, max: 5000 }), fc.nat(2_000_000)).map(BigInt)

describe('GroupBlocks', () => {
  it('gives the heights in a range, each once and in order', () => {
    const added = fc.array(fc.tuple(fc.nat(1), height), { maxLength: 30 })
    fc.assert(
      fc.property(added, height, height, (entries, from, to) => {
        const blocks = new GroupBlocks(new StagedStore(createMemoryStore()))
        for (const [n, number] of entries) blocks.add(group(n), number)
        for (const n of [0, 1]) {
          const numbers = [...new Set(entries.filter(([of]) => of === n).map(([, number]) => number))]
          const expected = numbers.filter((number) => number >= from && number <= to).sort((a, b) => Number(a - b))
          expect(blocks.between(group(n), from, to)).toEqual(expected)
        }
      }),
    )
  })

  it('ends with the last height of the group', () => {
    const blocks = new GroupBlocks(new StagedStore(createMemoryStore()))
    blocks.add(group(1), 7n)
    expect(blocks.between(group(1), 0n, 2n ** 63n)).toEqual([7n])
    expect(blocks.between(group(2), 0n, 2n ** 63n)).toEqual([])
  })

  it('stages nothing that is known, and forgets what is discarded', () => {
    const staged = new StagedStore(createMemoryStore())
    const blocks = new GroupBlocks(staged)
    blocks.add(group(1), 7n)
    const { size } = staged
    blocks.add(group(1), 7n)
    blocks.add(group(1), 8n)
    expect(staged.size).toBe(size)
    staged.discard()
    expect(blocks.between(group(1), 0n, 100n)).toEqual([])
  })
})
