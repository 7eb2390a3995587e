import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KeyValueStore } from '../../src/storage/KeyValueStore.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { SnapshotStore } from '../../src/storage/SnapshotStore.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const KEY = Uint8Array.of(7)
const put = (key: number, value: number) => ({ key: Uint8Array.of(key), value: Uint8Array.of(value) })

async function contents(store: KeyValueStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const [key, value] of store.entries(new Uint8Array(0))) found[key.join()] = value.join()
  return found
}

describe('a store with marks', () => {
  it.each([
    ['in memory', async () => createMemoryStore()],
    ['on disk', async () => openLevelStore(await temporaryFolder())],
  ] as const)('goes back to any of them: %s', async (_, open) => {
    await using store = new SnapshotStore(await open())
    await store.write([put(7, 1), put(8, 1)])
    await store.mark(1)
    await store.write([put(7, 2), { key: Uint8Array.of(8), value: undefined }])
    await store.mark(2)
    await store.write([put(7, 3), put(9, 3)])
    await store.change({ mark: 2 })
    expect(await contents(store)).toEqual({ 7: '2' })
    await store.change({ mark: 2 })
    expect(await contents(store)).toEqual({ 7: '2' })
    await store.write([put(9, 4)])
    await store.change({ mark: 1 })
    expect(await contents(store)).toEqual({ 7: '1', 8: '1' })
  })

  it('counts writes that are under way when a mark is set as before it, and later ones as after it', async () => {
    await using store = new SnapshotStore(await openLevelStore(await temporaryFolder()))
    const writes = [store.write([put(7, 1)]), store.mark(1), store.write([put(7, 2)])]
    const back = store.change({ mark: 1 })
    const after = store.write([put(8, 3)])
    await Promise.all([...writes, back, after])
    expect(await contents(store)).toEqual({ 7: '1', 8: '3' })
  })

  it('keeps its marks when going back fails', async () => {
    const base = createMemoryStore()
    const store = new SnapshotStore(base)
    await store.write([put(7, 1)])
    await store.mark(1)
    await store.write([put(7, 2)])
    const { write } = base
    base.write = () => Promise.reject(new RangeError('no space left'))
    await expect(store.change({ mark: 1 })).rejects.toThrow('no space')
    base.write = write
    await store.change({ mark: 1 })
    expect(store.get(KEY)).toEqual(Uint8Array.of(1))
  })

  it('replaces everything but its identity', async () => {
    const store = new SnapshotStore(createMemoryStore())
    await store.write([put(0, 9), put(7, 1)])
    await store.mark(1)
    await store.change({ entries: [] })
    expect(await contents(store)).toEqual({ 0: '9' })
    await store.change({ mark: 1 })
    expect(await contents(store)).toEqual({ 0: '9' })
    await store.change({
      entries: [
        [Uint8Array.of(0), KEY],
        [Uint8Array.of(8), KEY],
      ],
    })
    expect(await contents(store)).toEqual({ 0: '9', 8: '7' })
    expect(await store.contents()).toEqual([[Uint8Array.of(8), KEY]])
  })

  it('is what it was at the mark, whatever was written since', async () => {
    const operation = fc.record({ key: fc.nat(4), value: fc.option(fc.nat(9), { nil: undefined }) })
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), batch: fc.array(operation, { maxLength: 4 }) }),
      fc.record({ kind: fc.constant('mark' as const) }),
      fc.record({ kind: fc.constant('back' as const), to: fc.nat(5) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const store = new SnapshotStore(createMemoryStore())
        let marks: { mark: number; then: Record<string, string> }[] = []
        let last = 0
        for (const one of steps) {
          if (one.kind === 'mark') {
            await store.mark(++last)
            marks.push({ mark: last, then: await contents(store) })
          } else if (one.kind === 'write') {
            const batch = one.batch.map(({ key, value }) => ({
              key: Uint8Array.of(key),
              value: value === undefined ? undefined : Uint8Array.of(value),
            }))
            await store.write(batch)
          } else {
            const target = marks[one.to]
            if (target === undefined) continue
            await store.change({ mark: target.mark })
            marks = marks.slice(0, one.to)
            expect(await contents(store)).toEqual(target.then)
          }
        }
      }),
    )
  })
})
