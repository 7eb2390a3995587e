import { join } from 'node:path'
import { CoterieError } from '../errors/CoterieError.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import { openLevelStore } from '../storage/levelStore.ts'
import { createMemoryStore } from '../storage/memoryStore.ts'

/** Where the databases of a network are: one for the public chain, one a node. In memory without a folder. */
export interface NetworkStores {
  chain(): Promise<KeyValueStore>
  node(name: string): Promise<KeyValueStore>
}

/**
 * Stores below a folder (`chain/`, `nodes/<name>/`), or in memory.
 * @throws {CoterieError} `INVALID_OPTION` for an empty path.
 */
export function networkStores(dataPath: string | undefined): NetworkStores {
  if (dataPath === undefined) {
    return { chain: async () => createMemoryStore(), node: async () => createMemoryStore() }
  }
  if (dataPath.trim() === '') {
    throw new CoterieError(
      'INVALID_OPTION',
      'dataPath is empty: name a folder, or leave it out to keep everything in memory',
    )
  }
  return {
    chain: () => openLevelStore(join(dataPath, 'chain')),
    node: (name) => openLevelStore(join(dataPath, 'nodes', name)),
  }
}
