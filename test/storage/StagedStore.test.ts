import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CoterieError } from '../../src/errors/CoterieError.ts'
import type { KeyValueStore, WriteOperation } from '../../src/storage/KeyValueStore.ts'
import { SnapshotStore } from '../../src/storage/SnapshotStore.ts'
import { PackedOperations } from '../../src/storage/PackedOperations.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

/** A store whose writes end only when the test says so. */
function held(): {
  base: KeyValueStore
  writes: (readonly WriteOperation[])[]
  end(error?: CoterieError): Promise<void>
} {
  const memory = createMemoryStore()
  const waiting: ((error?: CoterieError) => Promise<void>)[] = []
  const writes: (readonly WriteOperation[])[] = []
  const base = Object.assign(Object.create(memory) as KeyValueStore, {
    get: (key: Uint8Array) => memory.get(key),
    write: (batch: Iterable<WriteOperation>): Promise<void> => {
      writes.push([...batch].map(({ key, value }) => ({ key: key.slice(), value: value?.slice() })))
      return new Promise((resolve, reject) => {
        waiting.push(async (error) => {
          if (error !== undefined) return reject(error)
          await memory.write(batch)
          resolve()
        })
      })
    },
  })
  return { base, writes, end: (error) => waiting.shift()?.(error) ?? Promise.reject(new Error('no write is waiting')) }
}

const full = new CoterieError('STORE_IO', 'the disk is full')

describe('StagedStore', () => {
  it('shows staged changes over the base and writes nothing before the commit', async () => {
    const base = createMemoryStore()
    await base.write([1, 2].map((i) => ({ key: bytes(i), value: bytes(i) })))
    const staged = new StagedStore(base)
    staged.put(bytes(1), bytes(9))
    staged.delete(bytes(2))
    staged.put(bytes(3), bytes(3))
    expect([1, 2, 3, 4].map((i) => staged.get(bytes(i)))).toEqual([bytes(9), undefined, bytes(3), undefined])
    expect([1, 2, 3].map((i) => base.get(bytes(i)))).toEqual([bytes(1), bytes(2), undefined])
    await staged.commit()
    expect([1, 2, 3].map((i) => base.get(bytes(i)))).toEqual([bytes(9), undefined, bytes(3)])
    expect(staged.size).toBe(0)
    expect(staged.get(bytes(1))).toEqual(bytes(9))
  })

  it('counts distinct keys and the bytes of what stands', () => {
    const staged = new StagedStore(createMemoryStore())
    staged.put(bytes(1, 2), bytes(1, 2, 3))
    staged.put(bytes(5), bytes(1))
    expect([staged.size, staged.bytes]).toEqual([2, 7])
    staged.put(bytes(1, 2), bytes(1))
    staged.delete(bytes(5))
    expect([staged.size, staged.bytes]).toEqual([2, 4])
    staged.discard()
    expect([staged.size, staged.bytes]).toEqual([0, 0])
    expect(staged.get(bytes(5))).toBeUndefined()
  })

  it('writes one batch for a commit and none for an empty one', async () => {
    const { base, writes, end } = held()
    const staged = new StagedStore(base)
    await staged.commit()
    expect(writes).toEqual([])
    staged.put(bytes(1), bytes(1))
    staged.put(bytes(1), bytes(2))
    staged.delete(bytes(2))
    const commit = staged.commit()
    await end()
    await commit
    expect(writes).toEqual([
      [
        { key: bytes(1), value: bytes(2) },
        { key: bytes(2), value: undefined },
      ],
    ])
  })

  it('keeps entries readable during the write and later ones for the next commit', async () => {
    const { base, writes, end } = held()
    const staged = new StagedStore(base)
    staged.put(bytes(1), bytes(1))
    staged.put(bytes(2), bytes(1))
    const first = staged.commit()
    expect([staged.size, staged.bytes]).toEqual([0, 0])
    expect(staged.get(bytes(1))).toEqual(bytes(1))
    staged.put(bytes(1), bytes(2))
    staged.delete(bytes(2))
    expect(base.get(bytes(1))).toBeUndefined()
    await end()
    await first
    expect(base.get(bytes(1))).toEqual(bytes(1))
    expect([staged.get(bytes(1)), staged.get(bytes(2)), staged.size]).toEqual([bytes(2), undefined, 2])
    const second = staged.commit()
    await end()
    await second
    expect([base.get(bytes(1)), base.get(bytes(2)), writes.length]).toEqual([bytes(2), undefined, 2])
  })

  it('writes contents before the rest when told to, and with it otherwise', async () => {
    const { base, writes, end } = held()
    const staged = new StagedStore(base)
    staged.put(bytes(1), bytes(1))
    staged.putAhead(bytes(2), bytes(2))
    staged.putAhead(bytes(2), bytes(2))
    expect([staged.size, staged.bytes, staged.aheadBytes]).toEqual([2, 4, 2])
    const early = staged.writeAhead()
    staged.putAhead(bytes(3), bytes(3))
    expect(writes).toEqual([[{ key: bytes(2), value: bytes(2) }]])
    expect([1, 2, 3].map((i) => staged.get(bytes(i)))).toEqual([bytes(1), bytes(2), bytes(3)])
    await end()
    await early
    expect([base.get(bytes(1)), base.get(bytes(2))]).toEqual([undefined, bytes(2)])
    const commit = staged.commit()
    await end()
    await commit
    expect(writes[1]?.map(({ key }) => key)).toEqual([bytes(3), bytes(1)])
    expect([staged.size, staged.aheadBytes]).toEqual([0, 0])
    await staged.writeAhead()
    expect(writes.length).toBe(2)
  })

  it('stages contents again when their write fails, and forgets what is discarded', async () => {
    const { base, end } = held()
    const staged = new StagedStore(base)
    staged.putAhead(bytes(2), bytes(2))
    const early = staged.writeAhead()
    const outcome = Promise.allSettled([early])
    await end(full)
    expect(await outcome).toEqual([{ status: 'rejected', reason: full }])
    expect(staged.get(bytes(2))).toEqual(bytes(2))
    expect(staged.size).toBe(1)
    staged.putAhead(bytes(3), bytes(3))
    staged.discard()
    expect([staged.get(bytes(3)), staged.size, staged.aheadBytes]).toEqual([undefined, 0, 0])
  })

  it('a discard during a write leaves the write alone', async () => {
    const { base, end } = held()
    const staged = new StagedStore(base)
    staged.put(bytes(1), bytes(1))
    const commit = staged.commit()
    staged.put(bytes(1), bytes(2))
    staged.discard()
    expect(staged.get(bytes(1))).toEqual(bytes(1))
    await end()
    await commit
    expect(base.get(bytes(1))).toEqual(bytes(1))
  })

  it('keeps everything staged when the write fails, and can be committed again', async () => {
    const { base, writes, end } = held()
    const staged = new StagedStore(base)
    staged.put(bytes(1), bytes(1))
    staged.put(bytes(2), bytes(1))
    const first = staged.commit()
    staged.put(bytes(2), bytes(2))
    const second = staged.commit()
    staged.put(bytes(3), bytes(3))
    const outcomes = Promise.allSettled([first, second])
    await end(full)
    expect(
      (await outcomes).map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as unknown) : undefined)),
    ).toEqual([full, full])
    expect(writes.length).toBe(1)
    expect([1, 2, 3].map((i) => staged.get(bytes(i)))).toEqual([bytes(1), bytes(2), bytes(3)])
    expect([staged.size, staged.bytes]).toEqual([3, 6])
    const again = staged.commit()
    await end()
    await again
    expect([1, 2, 3].map((i) => base.get(bytes(i)))).toEqual([bytes(1), bytes(2), bytes(3)])
  })

  it('takes a write that throws as one that rejects', async () => {
    const memory = createMemoryStore()
    let failing = true
    const base: KeyValueStore = Object.assign(Object.create(memory) as KeyValueStore, {
      get: (key: Uint8Array) => memory.get(key),
      write: (batch: Iterable<WriteOperation>) => {
        if (failing) throw full
        return memory.write(batch)
      },
    })
    const staged = new StagedStore(base)
    staged.put(bytes(1), bytes(1))
    staged.putAhead(bytes(2), bytes(2))
    const first = staged.commit()
    staged.put(bytes(3), bytes(3))
    const outcomes = await Promise.allSettled([first, staged.commit()])
    expect(outcomes).toEqual([1, 2].map(() => ({ status: 'rejected', reason: full })))
    expect([1, 2, 3].map((i) => staged.get(bytes(i)))).toEqual([bytes(1), bytes(2), bytes(3)])
    expect([staged.size, base.get(bytes(1))]).toEqual([3, undefined])
    failing = false
    await staged.commit()
    expect([1, 2, 3].map((i) => base.get(bytes(i)))).toEqual([bytes(1), bytes(2), bytes(3)])
    expect(staged.size).toBe(0)
  })

  it('a second commit writes exactly what was staged when it was called, after the first', async () => {
    const { base, writes, end } = held()
    const staged = new StagedStore(base)
    staged.put(bytes(1), bytes(1))
    const first = staged.commit()
    staged.put(bytes(1), bytes(2))
    const second = staged.commit()
    staged.put(bytes(1), bytes(3))
    expect(writes.length).toBe(1)
    await end()
    await first
    await Promise.resolve()
    await end()
    await second
    expect(writes).toEqual([[{ key: bytes(1), value: bytes(1) }], [{ key: bytes(1), value: bytes(2) }]])
    expect([base.get(bytes(1)), staged.get(bytes(1))]).toEqual([bytes(2), bytes(3)])
  })

  it('gives values that stay as they are, whatever is staged later', async () => {
    const staged = new StagedStore(createMemoryStore())
    const found: (Uint8Array | undefined)[] = []
    for (let i = 0; i < 10; i++) {
      staged.put(bytes(1), bytes(i, i))
      staged.putAhead(bytes(2), bytes(i, i, i))
      found.push(staged.get(bytes(1)), staged.get(bytes(2)))
      await staged.commit()
      found.push(staged.get(bytes(1)), staged.get(bytes(2)))
    }
    for (const [at, value] of found.entries()) {
      const i = at >> 2
      expect(value).toEqual(at % 2 === 0 ? bytes(i, i) : bytes(i, i, i))
    }
  })

  it('writes in parts what is a lot, also into a store that has to go back to a mark', async () => {
    const base = new SnapshotStore(createMemoryStore())
    await base.mark(1)
    const staged = new StagedStore(base)
    const keyOf = (i: number): Uint8Array => bytes(7, i)
    for (let i = 0; i < 20; i++) staged.putAhead(keyOf(i), new Uint8Array(1_000_000).fill(i))
    staged.put(bytes(1), bytes(1))
    await staged.commit()
    for (let i = 0; i < 20; i++) expect(base.get(keyOf(i))?.at(-1)).toBe(i)
    expect(base.get(bytes(1))).toEqual(bytes(1))
    await base.change({ mark: 1 })
    expect([base.get(keyOf(0)), base.get(keyOf(19)), base.get(bytes(1))]).toEqual([undefined, undefined, undefined])
  })

  it('reports a closed base', async () => {
    const base = createMemoryStore()
    const staged = new StagedStore(base)
    staged.put(bytes(1), bytes(1))
    await base.close()
    await expect(staged.commit()).rejects.toMatchObject({ code: 'CLOSED' })
    expect(staged.size).toBe(1)
  })

  it('behaves as a map that is copied at every commit', async () => {
    // What is packed has keys with which its values never change.
    const [CONTENT, LAST] = [10, 20]
    const command = fc.oneof(
      fc.record({ type: fc.constant('put' as const), key: fc.nat(5), value: fc.nat(255) }),
      fc.record({ type: fc.constant('delete' as const), key: fc.nat(5) }),
      fc.record({
        type: fc.constant('packed' as const),
        keys: fc.array(fc.integer({ min: CONTENT, max: LAST }), { maxLength: 3 }),
        isSealed: fc.boolean(),
      }),
      fc.record({ type: fc.constantFrom('commit' as const, 'discard' as const, 'fail' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
        const memory = createMemoryStore()
        let failing = false
        const base: KeyValueStore = Object.assign(Object.create(memory) as KeyValueStore, {
          get: (key: Uint8Array) => memory.get(key),
          write: (batch: readonly WriteOperation[]) => (failing ? Promise.reject(full) : memory.write(batch)),
        })
        const staged = new StagedStore(base)
        let committed = new Map<number, number>()
        let current = new Map<number, number>()
        for (const step of commands) {
          if (step.type === 'put') {
            staged.put(bytes(step.key), bytes(step.value))
            current.set(step.key, step.value)
          } else if (step.type === 'delete') {
            staged.delete(bytes(step.key))
            current.delete(step.key)
          } else if (step.type === 'packed') {
            const operations = new PackedOperations()
            for (const key of step.keys) operations.set(bytes(key), bytes(key))
            if (step.isSealed) operations.seal()
            staged.putAllAhead(operations)
            for (const key of step.keys) current.set(key, key)
          } else if (step.type === 'discard') {
            staged.discard()
            current = new Map(committed)
          } else if (step.type === 'commit') {
            await staged.commit()
            committed = new Map(current)
          } else if (staged.size > 0) {
            failing = true
            await expect(staged.commit()).rejects.toBe(full)
            failing = false
          }
          for (let key = 0; key <= LAST; key++) {
            expect(staged.get(bytes(key))?.[0]).toBe(current.get(key))
            expect(memory.get(bytes(key))?.[0]).toBe(committed.get(key))
          }
        }
      }),
    )
  })
})
