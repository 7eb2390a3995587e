import fc from 'fast-check'
import { expect, it } from 'vitest'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import type { KeyValueStore } from '../../src/storage/KeyValueStore.ts'
import { temporaryFolder } from './temporaryFolder.ts'

async function listed(store: KeyValueStore, prefix: Uint8Array): Promise<(readonly [Uint8Array, Uint8Array])[]> {
  const found: (readonly [Uint8Array, Uint8Array])[] = []
  for await (const entry of store.entries(prefix)) found.push(entry)
  return found
}

const key = fc.uint8Array({ maxLength: 3 })
const batches = fc.array(
  fc.array(fc.record({ key, value: fc.option(fc.uint8Array({ maxLength: 4 }), { nil: undefined }) }), { maxLength: 8 }),
  { maxLength: 6 },
)

it('a store in memory answers as one on disk does', async () => {
  const folder = await temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(batches, fc.array(key, { maxLength: 6 }), async (written, asked) => {
      const memory = createMemoryStore()
      const level = await openLevelStore(`${folder}/${run++}`)
      try {
        for (const batch of written) await Promise.all([memory.write(batch), level.write(batch)])
        for (const some of [...asked, ...written.flat().map((operation) => operation.key)]) {
          expect(memory.get(some)).toEqual(level.get(some))
          expect(await listed(memory, some)).toEqual(await listed(level, some))
        }
      } finally {
        await level.close()
      }
    }),
    { numRuns: 40 },
  )
})

it('a store in memory takes over what has been staged', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (written) => {
      const [plain, memory] = [createMemoryStore(), createMemoryStore()]
      const staged = new StagedStore(memory)
      for (const batch of written) {
        for (const { key, value } of batch) {
          if (value === undefined) staged.delete(key)
          else staged.put(key, value)
        }
        await Promise.all([plain.write(batch), staged.commit()])
        expect(await listed(memory, new Uint8Array(0))).toEqual(await listed(plain, new Uint8Array(0)))
      }
    }),
  )
})

it('a store in memory gives values that stay as they are while others take their place', async () => {
  const store = createMemoryStore()
  const [replaced, removed] = [Uint8Array.of(1), (i: number): Uint8Array => Uint8Array.of(2, i >> 8, i)]
  const found: (Uint8Array | undefined)[] = []
  for (let i = 0; i < 100; i++) {
    await store.write([{ key: replaced, value: new Uint8Array(100_000).fill(i) }])
    found.push(store.get(replaced))
  }
  for (const [i, value] of found.entries()) expect([value?.length, value?.[0], value?.at(-1)]).toEqual([100_000, i, i])
  for (let i = 0; i < 10_000; i++) await store.write([{ key: removed(i), value: removed(i) }])
  for (let i = 0; i < 10_000; i += 10) {
    await store.write(Array.from({ length: 9 }, (_, j) => ({ key: removed(i + j), value: undefined })))
  }
  const left = await listed(store, Uint8Array.of(2))
  expect(left).toEqual(Array.from({ length: 1000 }, (_, i) => [removed(i * 10 + 9), removed(i * 10 + 9)]))
  expect(store.get(replaced)?.[0]).toBe(99)
  expect(store.get(removed(10))).toBeUndefined()
})
