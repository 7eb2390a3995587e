import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/primitives/bytes.ts'
import { type CanonicalNumbers, HeadMaps } from '../../src/state/HeadMaps.ts'
import { ReplaySpans } from '../../src/state/ReplaySpans.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { block, group } from './metadata.ts'

const G = toHex(group(1))
const OTHER = toHex(group(2))

/** A chain of blocks 1 to 9; `block(n + 10)` is on a branch, beside block n. */
const chain: CanonicalNumbers = {
  numberOf: (hash) => BigInt(((hash[0] ?? 0) - 0xb0) % 10),
  hashAt: (number) => (number < 10n ? block(Number(number)) : undefined),
}

function createHeadMaps() {
  const staged = new StagedStore(createMemoryStore())
  const heads = new HeadMaps(staged, chain)
  const numberOf = (hash: Parameters<CanonicalNumbers['numberOf']>[0]) => Number(chain.numberOf(hash))
  /** Head map of a block with numbers of blocks; `undefined` when it has none. */
  const at = (n: number) => {
    const map = heads.get(block(n))
    return map && Object.fromEntries([...map].map(([id, hash]) => [id, numberOf(hash)]))
  }
  return { staged, heads, at }
}

describe('head maps and replay (spec 02 §13.3 step 5e)', () => {
  it('point every later block to the replayed one, up to the last repaired', () => {
    const { heads, at } = createHeadMaps()
    const span = heads.beginSpan(group(1))
    span.replayed(2n)
    span.repairUpTo(4n)
    expect([1, 2, 3, 4, 5].map(at)).toEqual([undefined, undefined, { [G]: 2 }, { [G]: 2 }, undefined])
    span.end()
    expect([1, 2, 3, 4, 5].map(at)).toEqual([undefined, undefined, { [G]: 2 }, { [G]: 2 }, undefined])
  })

  it('keep what other groups have, and replace what the group had', () => {
    const { heads, at } = createHeadMaps()
    heads.put(
      block(2),
      new Map([
        [OTHER, block(1)],
        [G, block(2)],
      ]),
    )
    const span = heads.beginSpan(group(1))
    span.replayed(1n)
    span.repairUpTo(2n)
    expect(at(2)).toEqual({ [OTHER]: 1, [G]: 1 })
    span.end()
  })

  it('do not change on other branches', () => {
    const { heads, at } = createHeadMaps()
    const span = heads.beginSpan(group(1))
    span.replayed(1n)
    span.repairUpTo(9n)
    span.end()
    expect(at(2)).toEqual({ [G]: 1 })
    expect(at(12)).toBeUndefined()
  })

  it('give way to what is put later', () => {
    const { heads, at } = createHeadMaps()
    const span = heads.beginSpan(group(1))
    span.replayed(1n)
    span.repairUpTo(9n)
    span.end()
    heads.put(block(5), new Map([[OTHER, block(5)]]))
    expect([4, 5, 6].map(at)).toEqual([{ [G]: 1 }, { [OTHER]: 5 }, { [G]: 1 }])
  })

  it('follow a history that goes back', () => {
    const { heads, at } = createHeadMaps()
    const span = heads.beginSpan(group(1))
    for (const [number, end] of [
      [3, 7],
      [8, 4],
      [5, 9],
    ] as const) {
      heads.put(block(number), new Map([[G, block(number)]]))
      span.replayed(BigInt(number))
      span.repairUpTo(BigInt(end))
    }
    span.end()
    expect([3, 4, 5, 6, 7, 8, 9].map((n) => at(n)?.[G])).toEqual([3, 3, 5, 5, 5, 5, 5])
  })

  it('take as little room for 10,000 blocks between two transactions as for one', async () => {
    const store = createMemoryStore()
    const staged = new StagedStore(store)
    const heads = new HeadMaps(staged, chain)
    const span = heads.beginSpan(group(1))
    span.replayed(1n)
    span.repairUpTo(10_000n)
    span.replayed(10_001n)
    span.repairUpTo(20_000n)
    span.end()
    expect(staged.size).toBe(2)
    expect(staged.bytes).toBeLessThan(100)
    await staged.commit()
    const again = new HeadMaps(new StagedStore(store), chain)
    expect(again.get(block(9))).toEqual(new Map([[G, block(1)]]))
  })

  it('leave nothing behind of a replay of neighbouring blocks', () => {
    const { heads, staged } = createHeadMaps()
    const span = heads.beginSpan(group(1))
    for (const number of [2n, 3n, 4n]) {
      span.replayed(number)
      span.repairUpTo(number)
    }
    span.end()
    expect(heads.get(block(5))).toBeUndefined()
    expect(new ReplaySpans(staged).all).toEqual([])
    expect(new ReplaySpans(staged).next).toBe(1)
  })

  it('ask nothing of the chain for a canonical block with its number when its head was replayed last', () => {
    const asked: string[] = []
    const staged = new StagedStore(createMemoryStore())
    const heads = new HeadMaps(staged, {
      numberOf: (hash) => (asked.push('numberOf'), chain.numberOf(hash)),
      hashAt: (number) => (asked.push(`hashAt ${number}`), chain.hashAt(number)),
    })
    const span = heads.beginSpan(group(1))
    span.replayed(2n, block(2))
    span.repairUpTo(9n)
    expect(heads.get(block(5), 5n)).toEqual(new Map([[G, block(2)]]))
    expect(asked).toEqual([])
    expect(heads.get(block(5))).toEqual(new Map([[G, block(2)]]))
    expect(asked).toEqual(['numberOf', 'hashAt 5'])
    heads.leaveAbove(8n)
    expect(heads.get(block(5), 5n)).toEqual(new Map([[G, block(2)]]))
    expect(asked.slice(2)).toContain('hashAt 2')
    span.end()
  })

  it('stay with blocks that leave the canonical chain, and say nothing of those that take their place', () => {
    const { heads, at } = createHeadMaps()
    const span = heads.beginSpan(group(1))
    span.replayed(2n)
    span.repairUpTo(3n)
    span.replayed(4n)
    span.repairUpTo(9n)
    span.end()
    heads.leaveAbove(5n)
    expect([3, 5, 6, 9].map(at)).toEqual([{ [G]: 2 }, { [G]: 4 }, { [G]: 4 }, { [G]: 4 }])
    heads.leaveAbove(1n)
    expect([3, 5, 6, 9].map(at)).toEqual([{ [G]: 2 }, { [G]: 4 }, { [G]: 4 }, { [G]: 4 }])
    heads.put(block(6), new Map())
    expect(at(6)).toEqual({})
  })

  it('are those of before when what a replay has staged is discarded', () => {
    const { heads, staged, at } = createHeadMaps()
    const span = heads.beginSpan(group(1))
    span.replayed(1n)
    span.repairUpTo(9n)
    staged.discard()
    heads.forget()
    span.end()
    expect(at(5)).toBeUndefined()
    expect(staged.size).toBe(0)
  })
})
