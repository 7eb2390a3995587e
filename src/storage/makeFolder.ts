import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CoterieError } from '../errors/CoterieError.ts'

/**
 * Makes a folder and the parents that are missing, one by one: Node's own recursive `mkdir` never returns where a parent
 * exists but refuses new entries with ENOENT, as below `/proc`. A folder that is there already is fine.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = []
  let folder = resolve(path)
  while (!(await exists(folder)) && dirname(folder) !== folder) {
    missing.unshift(folder)
    folder = dirname(folder)
  }
  for (const next of missing) await makeOne(next)
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** @throws {CoterieError} `STORE_IO` when it exists and is no folder. */
function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => {
      if (found.isDirectory()) return true
      throw new CoterieError('STORE_IO', `${path} is no folder; choose another path`)
    },
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    },
  )
}
