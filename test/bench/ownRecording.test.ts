/** The program of bench/README.md that records a workload of one's own, as it stands there. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { readResults } from '../../src/bench/results/readResults.ts'
import { readFlow } from '../../src/bench/workloads/flowHistory.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { builtDist } from '../support/builtDist.ts'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

it('records what can be replayed', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const dist = await builtDist()
  const readme = await readFile(join(root, 'bench/README.md'), 'utf8')
  const [, program = ''] = /```js\n(\/\/ record\.mjs\n[^]*?)```/.exec(readme) ?? []
  await writeFile(join(folder, 'record.mjs'), program)
  const installed = join(folder, 'node_modules', 'coterie')
  await mkdir(installed, { recursive: true })
  await symlink(dist, join(installed, 'dist'))
  await symlink(join(root, 'package.json'), join(installed, 'package.json'))
  for (const [count, file] of [
    ['5', 'short.json.gz'],
    ['25', 'own.json.gz'],
  ] as const) {
    await run(process.execPath, ['record.mjs', count, file], { cwd: folder })
  }
  // The deployment and the lock are part of it, and the creation of the group.
  const { history } = await readFlow(join(folder, 'own.json.gz'))
  expect(history).toMatchObject({ name: 'own', newcomer: 'newcomer', member: 'alice', transactions: 25 + 3 })
  expect(history.parameters).toMatchObject({ perBlock: 10, gap: 0 })
  const options = [
    '--recording',
    'own.json.gz',
    '--repeats',
    '1',
    '--warm-up',
    '0',
    '--no-costs',
    '--json',
    'out.jsonl',
  ]
  await run(process.execPath, [join(dist, 'cli', 'main.js'), 'bench', 'replay', ...options], { cwd: folder })
  const runs = (await readResults(join(folder, 'out.jsonl'))).filter((line) => line.kind !== 'environment')
  expect(runs).toMatchObject([
    { kind: 'run', contender: 'fast', roots: history.roots },
    { kind: 'run', contender: 'reference', roots: history.roots },
  ])
})
