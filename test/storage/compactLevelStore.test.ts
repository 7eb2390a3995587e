import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compactLevelStore } from '../../src/storage/compactLevelStore.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const key = (n: number): Uint8Array => Uint8Array.of(0xff, n)

it('merging a database changes nothing that is read from it', async () => {
  const folder = join(await temporaryFolder(), 'database')
  for (const round of [1, 2, 3]) {
    await using store = await openLevelStore(folder)
    await store.write([
      { key: key(round), value: Uint8Array.of(round) },
      { key: key(9), value: Uint8Array.of(round) },
    ])
  }
  const tables = async (): Promise<number> => (await readdir(folder)).filter((name) => name.endsWith('.ldb')).length
  const before = await tables()
  await compactLevelStore(folder)
  expect([before > 1, await tables()]).toEqual([true, 1])
  await using store = await openLevelStore(folder)
  expect([1, 2, 3, 9, 4].map((n) => store.get(key(n)))).toEqual([
    Uint8Array.of(1),
    Uint8Array.of(2),
    Uint8Array.of(3),
    Uint8Array.of(3),
    undefined,
  ])
})

it('a folder without a database is refused and stays as it is', async () => {
  const folder = await temporaryFolder()
  await expect(compactLevelStore(join(folder, 'none'))).rejects.toThrow()
})
