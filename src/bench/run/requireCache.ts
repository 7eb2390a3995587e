import { mkdtempSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { CoterieError } from '../../errors/CoterieError.ts'
import { makeFolder } from '../../storage/makeFolder.ts'

/** Makes the folder of recorded histories. @throws {CoterieError} `INVALID_OPTION` when nothing can be written there. */
export async function requireCache(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
    // At once, so that no signal comes between.
    rmdirSync(mkdtempSync(join(folder, '.writable-')))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CoterieError(
      'INVALID_OPTION',
      `recorded workloads cannot be kept in ${folder}: ${why}; name another folder with --cache`,
      { cause },
    )
  }
}
