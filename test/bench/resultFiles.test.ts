import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseResults } from '../../src/bench/results/readResults.ts'
import { ResultFiles, requireResultPaths } from '../../src/bench/run/ResultFiles.ts'
import { RESULT_FORMAT, type ResultLine } from '../../src/bench/results/ResultLine.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { sampleRun } from './sampleResults.ts'

const ENVIRONMENT: ResultLine = { kind: 'environment', format: RESULT_FORMAT, environment: { node: 'v20' } }

it('what was in the files stays until there is a result', async () => {
  const folder = await temporaryFolder()
  const paths = { json: join(folder, 'a.jsonl'), csv: join(folder, 'a.csv'), report: join(folder, 'a.html') }
  for (const path of Object.values(paths)) await writeFile(path, 'precious')
  requireResultPaths(paths, [])
  const files = new ResultFiles(paths, ENVIRONMENT, undefined)
  expect(files.finish()).toEqual([])
  for (const path of Object.values(paths)) expect(await readFile(path, 'utf8')).toBe('precious')
  files.add(sampleRun('fast', 100))
  expect((await readFile(paths.json, 'utf8')).split('\n')).toHaveLength(3)
  expect(await readFile(paths.csv, 'utf8')).toBe('precious')
  files.add(sampleRun('fast', 110, { repeat: 2 }))
  expect(parseResults(await readFile(paths.json, 'utf8')).map(({ kind }) => kind)).toEqual([
    'environment',
    'run',
    'run',
  ])
  expect(files.finish()).toEqual(Object.values(paths))
  expect(await readFile(paths.csv, 'utf8')).toMatch(/^history,/)
  expect(await readFile(paths.report, 'utf8')).toMatch(/^<!doctype html>/)
})

it('who has failed is in the report, and no table is empty', async () => {
  const folder = await temporaryFolder()
  const paths = { csv: join(folder, 'a.csv'), report: join(folder, 'a.html') }
  const files = new ResultFiles(paths, ENVIRONMENT, undefined)
  const { history, parameters, madeBy, contender, senders, crypto, join: way, replayThreads } = sampleRun('fast', 1)
  const who = { history, parameters, madeBy, contender, senders, crypto, join: way, replayThreads }
  files.add({ kind: 'failed', ...who, reason: 'out of order' })
  expect(files.finish()).toEqual([paths.report])
  expect(await readFile(paths.report, 'utf8')).toContain('out of order')
})

it('whether files can be written is found out without making any', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'new.jsonl')
  await symlink(join(folder, 'target'), join(folder, 'link'))
  requireResultPaths({ json: path, csv: join(folder, 'link') }, [])
  expect(await readdir(folder)).toEqual(['link'])
  for (const wrong of [folder, join(folder, 'nowhere', 'a.jsonl'), '/proc/a.jsonl']) {
    expect(() => requireResultPaths({ json: wrong }, [])).toThrow(`--json '${wrong}' cannot be written`)
  }
})

it('no file is written twice, and none that is read', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a')
  await mkdir(join(folder, 'sub'))
  await symlink(path, join(folder, 'link'))
  const message = `--json and --report name the same file`
  expect(() => requireResultPaths({ json: path, report: path }, [])).toThrow(message)
  expect(() => requireResultPaths({ json: path, report: join(folder, 'sub', '..', 'a') }, [])).toThrow(message)
  await writeFile(path, 'a recording')
  expect(() => requireResultPaths({ json: path, report: join(folder, 'link') }, [])).toThrow(message)
  expect(() => requireResultPaths({ csv: path }, [join(folder, 'link')])).toThrow(
    '--recording and --csv name the same file',
  )
  requireResultPaths({ json: path, csv: join(folder, 'b') }, [])
})
