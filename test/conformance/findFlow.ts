import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CoterieError } from '../../src/index.ts'

/**
 * The flow whose nodes were asked: of the same name as the file of answers, beside it, in `../flows`, or among our own.
 * @param flows folder of our own flows.
 * @throws {CoterieError} `NOT_FOUND`.
 */
export function findFlow(answers: string, flows: string): string {
  const name = basename(answers).replace(/\.jsonl?(\.gz)?$/, '')
  const folders = [dirname(answers), join(dirname(answers), '..', 'flows'), flows]
  const found = folders
    .flatMap((folder) => [join(folder, `${name}.json.gz`), join(folder, `${name}.json`)])
    .find((path) => path !== answers && statSync(path, { throwIfNoEntry: false })?.isFile() === true)
  if (found !== undefined) return found
  throw new CoterieError(
    'NOT_FOUND',
    `the flow ${name} (.json.gz or .json) of these answers is missing; it was looked for in ${folders.join(', ')}`,
  )
}
