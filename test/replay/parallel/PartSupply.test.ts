import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_BYTES } from '../../../src/primitives/bytes.ts'
import { PartSupply } from '../../../src/replay/parallel/PartSupply.ts'
import type { PlannedPart } from '../../../src/replay/parallel/planReplay.ts'
import type { ReplayOrder, ReplayPart } from '../../../src/replay/parallel/messages/ReplayPlan.ts'
import { RecoveryTable } from '../../../src/replay/senders/RecoveryTable.ts'

/** Parts that a thread has and not answered all of. */
const AHEAD = 3
/** Transactions of each block. */
const EACH = 2

/** A part of so many blocks. @param first position of its first transaction. */
function partOf(first: number, blocks: number, isLast: boolean): PlannedPart {
  const table = RecoveryTable.of(Array.from({ length: blocks * EACH }, (_, n) => Uint8Array.of(first + n)))
  const part = { transactions: table.shared, views: EMPTY_BYTES, roots: EMPTY_BYTES, blocks: EMPTY_BYTES, isLast }
  return { part, table, first, end: first + table.length, blocks }
}

/** The supply of a history whose parts have so many blocks each. @param fails what happens behind them. */
function supplyOf(blocks: readonly number[], fails?: () => void) {
  const parts: PlannedPart[] = []
  const sent: ReplayPart[] = []
  const made = function* (): Generator<PlannedPart> {
    for (const [index, count] of blocks.entries()) {
      const part = partOf(parts.at(-1)?.end ?? 0, count, fails === undefined && index === blocks.length - 1)
      parts.push(part)
      yield part
    }
    fails?.()
  }
  const supply = new PartSupply(made(), (order: ReplayOrder) => {
    if (order.kind === 'part') sent.push(order.part)
  })
  /** Whether what has been sent is the first so many parts, and no others were made. */
  const expectSent = (count: number): void => {
    expect(sent.map((part) => parts.findIndex((one) => one.part === part))).toEqual(
      Array.from({ length: count }, (_, index) => index),
    )
    expect(parts).toHaveLength(count)
  }
  return { supply, parts, sent, expectSent }
}

/** A part without transactions, behind which nothing follows. */
function expectNothingMore(part: ReplayPart | undefined): void {
  expect(part?.isLast).toBe(true)
  expect(part?.blocks).toHaveLength(0)
  expect(part && new RecoveryTable(part.transactions)).toHaveLength(0)
}

describe('PartSupply', () => {
  it('sends three parts, and another one for each that is answered', () => {
    const { supply, expectSent } = supplyOf([2, 2, 2, 2, 2, 2, 2, 2])
    const sentAfter: [answered: number, parts: number][] = [
      [0, 3],
      [0, 3],
      [1, 3],
      [1, 4],
      // All of the second, and half of the third.
      [3, 5],
      [1, 6],
      [4, 8],
      [1, 8],
      [3, 8],
    ]
    for (const [answered, parts] of sentAfter) {
      supply.goOn(answered)
      expectSent(parts)
    }
  })

  it('has never more than three parts on the way, however answers come', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(lengths, fc.array(fc.integer({ min: 0, max: 9 })), (blocks, answers) => {
        const { supply, expectSent } = supplyOf(blocks)
        const ends = blocks.map((_, index) => blocks.slice(0, index + 1).reduce((sum, count) => sum + count, 0))
        let answered = 0
        for (const answer of [0, ...answers]) {
          // Nobody answers what has not been sent.
          const [complete, sent] = [ends.filter((end) => end <= answered).length, ends[ends.length - 1] ?? 0]
          const some = Math.min(answer, (ends[complete + AHEAD - 1] ?? sent) - answered)
          answered += some
          supply.goOn(some)
          expectSent(Math.min(blocks.length, ends.filter((end) => end <= answered).length + AHEAD))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('sends what a node needs that is ahead of the thread', () => {
    const { supply, parts, expectSent } = supplyOf([1, 1, 1, 1, 1, 1, 1])
    supply.goOn(0)
    for (const position of [0, 1, 2, 5]) expect(supply.partOf(position)).toBe(parts[Math.floor(position / EACH)])
    expectSent(3)
    expect(supply.partOf(9)).toBe(parts[4])
    expectSent(5)
    expect(supply.partOf(0)).toBe(parts[0])
    // Five are on the way: two answers make room for none.
    supply.goOn(2)
    expectSent(5)
    supply.goOn(1)
    expectSent(6)
    expect(supply.partOf(13)).toBe(parts[6])
    expect(supply.partOf(14)).toBeUndefined()
    expectSent(7)
  })

  it('sends it before the thread has asked for anything, too', () => {
    const { supply, parts, expectSent } = supplyOf([1, 1, 1])
    expect(supply.partOf(2)).toBe(parts[1])
    expectSent(2)
  })

  it('forgets the oldest part', () => {
    const { supply, parts, expectSent } = supplyOf([2, 1, 1, 3])
    expect(supply.oldestEnd).toBe(Infinity)
    supply.goOn(0)
    expect(supply.oldestEnd).toBe(2 * EACH)
    supply.forgetOldest()
    expect(supply.oldestEnd).toBe(3 * EACH)
    expect(supply.partOf(2 * EACH)).toBe(parts[1])
    for (let count = 0; count < 2; count++) supply.forgetOldest()
    expect(supply.oldestEnd).toBe(Infinity)
    expectSent(3)
    // Nobody has answered: the node needs it.
    expect(supply.partOf(4 * EACH)).toBe(parts[3])
    expect(supply.oldestEnd).toBe(7 * EACH)
    expectSent(4)
  })

  it('sends nothing more once it has ended, and knows what it has sent', () => {
    const { supply, parts, expectSent } = supplyOf([1, 1, 1, 1, 1])
    supply.goOn(0)
    supply.end()
    supply.goOn(3)
    expect(supply.partOf(2)).toBe(parts[1])
    expect(supply.partOf(3 * EACH)).toBeUndefined()
    expectSent(3)
  })

  it('sends nothing behind the last part', () => {
    const { supply, expectSent } = supplyOf([1, 1])
    supply.goOn(0)
    supply.goOn(2)
    expect(supply.partOf(2 * EACH)).toBeUndefined()
    expectSent(2)
  })

  it('says that nothing follows when it is abandoned, and leaves senders alone that nobody has found out', () => {
    const { supply, parts, sent } = supplyOf([1, 1, 1, 1, 1])
    supply.goOn(0)
    supply.forgetOldest()
    supply.abandon()
    expect(sent).toHaveLength(4)
    expectNothingMore(sent[3])
    supply.goOn(3)
    expect(supply.partOf(4 * EACH)).toBeUndefined()
    expect(sent).toHaveLength(4)
    expect(parts).toHaveLength(3)
    expect(parts.map(({ table }) => table.doNext())).toEqual([true, false, false])
  })

  it.each([
    [
      'throws',
      () => {
        throw new RangeError('a fault of the test')
      },
    ],
    ['ends', () => undefined],
  ])('says that nothing follows when the history %s too soon', (_, fails) => {
    const { supply, parts, sent } = supplyOf([1, 1], fails)
    supply.goOn(0)
    expect(sent).toHaveLength(3)
    expect(sent.slice(0, 2)).toEqual(parts.map(({ part }) => part))
    expectNothingMore(sent[2])
    supply.goOn(2)
    expect(supply.partOf(1)).toBe(parts[0])
    expect(supply.partOf(2 * EACH)).toBeUndefined()
    expect(sent).toHaveLength(3)
  })

  it('says so when there is no part at all', () => {
    const { supply, sent } = supplyOf([], () => undefined)
    supply.goOn(0)
    expect(sent).toHaveLength(1)
    expectNothingMore(sent[0])
    expect([supply.partOf(0), supply.oldestEnd]).toEqual([undefined, Infinity])
  })
})
