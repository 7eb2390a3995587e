import { describe, expect, it } from 'vitest'
import type { KeyValueStore } from '../../src/storage/KeyValueStore.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { SnapshotStore } from '../../src/storage/SnapshotStore.ts'
import { storeSuite } from './storeSuite.ts'
import { StagedStoreAdapter } from './StagedStoreAdapter.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const memory = async (): Promise<KeyValueStore> => createMemoryStore()
const level = async (): Promise<KeyValueStore> => openLevelStore(await temporaryFolder())

const marked = async (store: SnapshotStore): Promise<KeyValueStore> => {
  await store.mark(1)
  return store
}

const backends: Readonly<Record<string, () => Promise<KeyValueStore>>> = {
  memory,
  level,
  'staged over memory': async () => new StagedStoreAdapter(await memory()),
  'snapshots over memory': async () => new SnapshotStore(await memory()),
  'snapshots over level': async () => marked(new SnapshotStore(await level())),
  'staged over level': async () => new StagedStoreAdapter(await level()),
}

for (const [name, open] of Object.entries(backends)) {
  describe(`a store in ${name}`, () => {
    for (const check of storeSuite(open)) it(check.name, () => check.run())
  })
}

describe('the suite itself', () => {
  it('notices a store that loses writes', async () => {
    const forgetful = async (): Promise<KeyValueStore> =>
      Object.assign(createMemoryStore(), { write: async (): Promise<void> => undefined })
    const outcomes = await Promise.allSettled(storeSuite(forgetful).map((check) => check.run()))
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(5)
  })
})
