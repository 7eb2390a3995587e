import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CoterieError } from '../../src/index.ts'

/** How files of recordings are named. */
const RECORDING = /\.jsonl?(\.gz)?$/

/**
 * The files of recordings that are meant: folders with everything below them, files as they are.
 * @throws {CoterieError} `NOT_FOUND` when there is no such thing, or no recording in it.
 */
export function findRecordings(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined)
    throw new CoterieError('NOT_FOUND', `there is no ${path}; name a file or folder of recordings`)
  if (!found.isDirectory()) return [path]
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => RECORDING.test(name))
  if (names.length === 0)
    throw new CoterieError('NOT_FOUND', `there is no recording in ${path} (*.json, *.jsonl, *.gz)`)
  return names.sort().map((name) => join(path, name))
}
