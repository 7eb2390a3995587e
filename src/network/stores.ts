import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CoterieError } from '../errors/CoterieError.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import type { WriteFailure } from '../storage/levelStore.ts'
import { createMemoryStore } from '../storage/memoryStore.ts'
import { readOnlyStore } from '../storage/readOnlyStore.ts'

/** Where the databases of a network are: one for the public chain, one a node. In memory without a folder. */
export interface NetworkStores {
  chain(): Promise<KeyValueStore>
  node(name: string): Promise<KeyValueStore>
}

/**
 * Stores below a folder (`chain/`, `nodes/<name>/`), or in memory. When one on disk has failed to write, none of them takes writes
 * any more, until the network is opened again.
 * @param readOnly nothing is created and every write fails.
 * @throws {CoterieError} `INVALID_OPTION` for an empty path; its stores throw `NOT_FOUND` when there is nothing to read.
 */
export function networkStores(dataPath: string | undefined, readOnly: boolean): NetworkStores {
  if (dataPath === undefined) {
    if (readOnly) throw new CoterieError('INVALID_OPTION', 'readOnly needs the dataPath of a network')
    return { chain: async () => createMemoryStore(), node: async () => createMemoryStore() }
  }
  if (dataPath.trim() === '') {
    throw new CoterieError(
      'INVALID_OPTION',
      'dataPath is empty: name a folder, or leave it out to keep everything in memory',
    )
  }
  // A network of which one part can be written and another cannot would go on, and look well from most of its nodes.
  const failure: WriteFailure = { first: undefined }
  const open = async (path: string, missing: () => CoterieError): Promise<KeyValueStore> => {
    // LevelDB is loaded for networks on disk only.
    const { openLevelStore } = await import('../storage/levelStore.ts')
    if (!readOnly) return openLevelStore(path, failure)
    // LevelDB creates what it does not find, so it is looked for first.
    if (!(await exists(join(path, 'CURRENT')))) throw missing()
    return readOnlyStore(await openLevelStore(path))
  }
  return {
    chain: async () => {
      if (readOnly) await requireFolder(dataPath)
      await requireWholeNetwork(dataPath)
      return open(join(dataPath, 'chain'), () => noNetwork(dataPath))
    },
    node: (name) => open(join(dataPath, 'nodes', name), () => missingNode(name)),
  }
}

/** The database of a node of an existing network is not there or empty. */
export function missingNode(name: string): CoterieError {
  return new CoterieError(
    'STORE_CORRUPT',
    `the database of node ${name} is gone from the data path; restore it from a copy`,
  )
}

/** Nodes without their chain are what is left of a network: neither is that none, nor is a new one made over them. */
async function requireWholeNetwork(dataPath: string): Promise<void> {
  if ((await exists(join(dataPath, 'chain', 'CURRENT'))) || !(await exists(join(dataPath, 'nodes')))) return
  throw new CoterieError(
    'STORE_CORRUPT',
    'the database of the public chain is gone from the data path; restore it from a copy, or begin in another folder',
  )
}

async function requireFolder(dataPath: string): Promise<void> {
  const found = await stat(dataPath).catch(() => undefined)
  if (found !== undefined && !found.isDirectory()) {
    throw new CoterieError('NOT_FOUND', `${dataPath} is a file; give the folder that is the dataPath of a network`)
  }
}

function noNetwork(dataPath: string): CoterieError {
  const advice = `give the dataPath of a network, or make one: coterie demo --data-path '${dataPath}'`
  return new CoterieError('NOT_FOUND', `there is no network in ${dataPath}; ${advice}`)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
