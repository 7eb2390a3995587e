import fc from 'fast-check'
import { expect, it } from 'vitest'
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
