import { join } from 'node:path'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import { openLevelStore } from '../storage/levelStore.ts'
import { createMemoryStore } from '../storage/memoryStore.ts'

/** Where the databases of a network are: one for the public chain, one a node. In memory without a folder. */
export interface NetworkStores {
  chain(): Promise<KeyValueStore>
  node(name: string): Promise<KeyValueStore>
}

/** Stores below a folder (`chain/`, `nodes/<name>/`), or in memory. */
export function networkStores(dataPath: string | undefined): NetworkStores {
  if (dataPath === undefined) {
    return { chain: async () => createMemoryStore(), node: async () => createMemoryStore() }
  }
  return {
    chain: () => openLevelStore(join(dataPath, 'chain')),
    node: (name) => openLevelStore(join(dataPath, 'nodes', name)),
  }
}
