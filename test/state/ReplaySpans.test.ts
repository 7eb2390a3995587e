import { describe, expect, it } from 'vitest'
import { HeadMaps } from '../../src/state/HeadMaps.ts'
import { ReplaySpans } from '../../src/state/ReplaySpans.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { block, group } from './metadata.ts'

/** A replay that goes back with every block, which takes a span for each: block `at(i)`, repaired up to the one after it. */
function replay(spans: Pick<ReplaySpans, 'begin'>, count: number, at: (i: number) => number): void {
  const span = spans.begin(group(1))
  for (let i = 0; i < count; i++) {
    span.replayed(BigInt(at(i)))
    span.repairUpTo(BigInt(at(i) + 1))
  }
  span.end()
}

const told = (spans: ReplaySpans): unknown => ({
  next: spans.next,
  all: spans.all.map(({ id, until }) => ({ id, until })),
})

describe('ReplaySpans', () => {
  it('are the same when they are read again, also after blocks have left the chain', async () => {
    const store = createMemoryStore()
    const staged = new StagedStore(store)
    const spans = new ReplaySpans(staged)
    const expectSameAgain = async (ids: readonly number[], next: number): Promise<void> => {
      await staged.commit()
      const again = new ReplaySpans(new StagedStore(store))
      expect(told(again)).toEqual(told(spans))
      expect(again.all.map(({ id }) => id)).toEqual(ids)
      expect(again.next).toBe(next)
    }
    const numbers = Array.from({ length: 300 }, (_, i) => i)
    replay(spans, 300, (i) => 10 + (i % 3) * 100)
    await expectSameAgain(numbers, 300)
    spans.cutBack(150)
    await expectSameAgain(
      numbers.filter((i) => i % 3 !== 2),
      300,
    )
    replay(spans, 1, () => 10)
    spans.cutBack(10)
    await expectSameAgain([], 301)
    replay(spans, 1, () => 10)
    await expectSameAgain([301], 302)
  })

  it('are read from a single long list', async () => {
    const store = createMemoryStore()
    const staged = new StagedStore(store)
    replay(new ReplaySpans(staged), 1000, () => 10)
    await staged.commit()
    const list = new Uint8Array(4 * 1001)
    const view = new DataView(list.buffer)
    for (let i = 0; i < 1000; i++) view.setUint32(4 * (i + 1), i)
    view.setUint32(0, 1000)
    const alone = createMemoryStore()
    for await (const [key, value] of store.entries(Uint8Array.of(0x29))) await alone.write([{ key, value }])
    await alone.write([{ key: Uint8Array.of(0x28), value: list }])
    const other = new StagedStore(alone)
    const spans = new ReplaySpans(other)
    expect(told(spans)).toEqual(told(new ReplaySpans(staged)))
    replay(spans, 2, () => 10)
    await other.commit()
    expect(told(new ReplaySpans(new StagedStore(alone)))).toEqual(told(spans))
    expect(spans.all.length).toBe(1002)
  })

  it('may be 150,000 and more', () => {
    const staged = new StagedStore(createMemoryStore())
    const heads = new HeadMaps(staged, { numberOf: () => undefined, hashAt: (number) => block(Number(number)) })
    replay({ begin: (id) => heads.beginSpan(id) }, 150_000, () => 10)
    heads.leaveAbove(10n)
    const spans = new ReplaySpans(staged)
    expect([spans.all.length, spans.next]).toEqual([0, 150_000])
  })
})
