import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readResults } from '../../src/bench/results/readResults.ts'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import { sampleResults, sampleRun } from '../bench/sampleResults.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { builtDist } from '../support/builtDist.ts'
import { capturedTerminal } from './capturedTerminal.ts'

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built program: the benchmark starts processes of its own. */
async function coterie(words: readonly string[], temporary = tmpdir()): Promise<Ended> {
  const main = join(await builtDist(), 'cli', 'main.js')
  const env = { ...process.env, TMPDIR: temporary }
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

it('replays workloads with every engine and writes what was asked for', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const file = (name: string): string => join(folder, name)
  const { code, stdout, stderr } = await coterie([
    ...['bench', 'replay', '--workload', 'mix', '--n', '6', '--per-block', '1,3', '--accounts', '5'],
    ...['--repeats', '1', '--warm-up', '3', '--senders', 'fresh', '--cache', file('cache')],
    ...['--json', file('out.jsonl'), '--csv', file('out.csv'), '--report', file('report.html')],
  ])
  expect([code, stderr]).toEqual([0, expect.stringContaining('100 %')])
  const lines = await readResults(file('out.jsonl'))
  expect(lines.filter(({ kind }) => kind === 'run')).toHaveLength(2 * 2)
  expect(lines.filter(({ kind }) => kind === 'costs')).toHaveLength(2 * 2)
  expect(lines.filter(({ kind }) => kind === 'failed' || kind === 'skipped')).toEqual([])
  expect(stdout).toMatch(/^workload +contender +transactions/)
  expect(stdout).toMatch(/^mix-n6-perBlock3-accounts5 +fast +7 /m)
  expect((await readFile(file('out.csv'), 'utf8')).trimEnd().split('\r\n')).toHaveLength(1 + 4)
  expect(await readFile(file('report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
})

it('measures nodes that join in one block, with and without replay threads', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const file = (name: string): string => join(folder, name)
  const { code, stdout, stderr } = await coterie([
    ...['bench', 'replay', '--n', '250', '--per-block', '5', '--accounts', '10', '--joiners', '1,2'],
    ...['--replay-threads', '0,1', '--contenders', 'fast', '--repeats', '1', '--warm-up', '0', '--no-costs'],
    ...['--cache', file('cache'), '--json', file('out.jsonl'), '--csv', file('out.csv')],
  ])
  expect([code, stderr]).toEqual([0, expect.stringContaining('100 %')])
  const runs = (await readResults(file('out.jsonl'))).filter((line) => line.kind === 'run')
  const [one, two] = [251, 2 * 251]
  expect(
    runs.map(({ parameters: { joiners }, replayThreads, transactions }) => [joiners, replayThreads, transactions]),
  ).toEqual([
    [1, 0, one],
    [1, 1, one],
    [2, 0, two],
    [2, 1, two],
  ])
  // One node with one history is no work for threads; of two, the history is executed once.
  expect(runs.slice(0, 3).map(({ threadBlocks }) => threadBlocks)).toEqual([0, 0, 0])
  expect(runs[3]?.threadBlocks).toBeGreaterThan(0)
  for (const { roots } of runs.slice(2)) expect(roots).toEqual([roots[0], roots[0]])
  expect(stdout).toMatch(/^workload +contender +joiners +blocks by threads +transactions/)
  expect(stdout).toMatch(/^erc20-n250-perBlock5-accounts10-joiners2 +fast, 1 replay thread +2 +[1-9][0-9]* +502 /m)
})

/** Starts the program and ends it with a signal. @param begun resolves when it is to be sent. */
async function ended(
  words: readonly string[],
  temporary: string,
  signal: NodeJS.Signals,
  begun: (child: ChildProcess) => Promise<unknown>,
): Promise<number | null> {
  const main = join(await builtDist(), 'cli', 'main.js')
  const env = { ...process.env, TMPDIR: temporary }
  const child = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exit = once(child, 'exit') as Promise<[number | null]>
  await begun(child)
  child.kill(signal)
  return (await exit)[0]
}

const SIGNALS = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const

it.each(SIGNALS)('%s in a run leaves nothing behind', { timeout: 120_000 }, async (signal, code) => {
  const [folder, temporary] = [await temporaryFolder(), await temporaryFolder()]
  const entry = { name: 'busy', engine: null, prepared: false, expectedUs: 1 }
  const kinds = { senders: ['fresh'], crypto: ['native'], joins: ['replay'] }
  const busy = join(folder, 'busy.mjs')
  // It hears of nothing any more.
  await writeFile(
    busy,
    `import { writeFileSync } from 'node:fs'
     export const contenders = [{ ...${JSON.stringify({ ...entry, ...kinds })}, module: import.meta.url }]
     export async function replay({ scratch }) {
       writeFileSync(scratch + '/file', 'something')
       writeFileSync(${JSON.stringify(join(folder, 'pid'))}, String(process.pid))
       process.send({ kind: 'progress', done: 3 }, () => { for (;;); })
       await new Promise(() => undefined)
     }`,
  )
  const words = [
    ...['bench', 'replay', '--n', '3', '--accounts', '3', '--repeats', '1', '--warm-up', '0', '--no-costs'],
    ...['--with', busy, '--contenders', 'busy', '--cache', join(folder, 'cache')],
  ]
  let told = ''
  const begun = async (child: ChildProcess): Promise<void> => {
    for await (const text of child.stderr ?? []) if ((told += String(text)).includes('busy')) break
    expect(await readdir(temporary)).toEqual([expect.stringMatching(/^coterie-bench-/)])
  }
  expect(await ended(words, temporary, signal, begun)).toBe(code)
  expect(told).not.toContain('failed')
  expect(await readdir(temporary)).toEqual([])
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

it.each(SIGNALS)(
  '%s while a workload is recorded leaves nothing behind',
  { timeout: 120_000 },
  async (signal, code) => {
    const [cache, temporary] = [await temporaryFolder(), await temporaryFolder()]
    const words = ['bench', 'replay', '--n', '100000', '--contenders', 'fast', '--cache', cache]
    const watcher = watch(cache)
    onTestFinished(() => watcher.close())
    expect(await ended(words, temporary, signal, () => once(watcher, 'change'))).toBe(code)
    expect([await readdir(temporary), await readdir(cache)]).toEqual([[], []])
  },
)

it('a contender that fails is told of, and the exit code is 1', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const broken = join(folder, 'broken.mjs')
  const entry = {
    name: 'broken',
    engine: null,
    prepared: false,
    senders: ['fresh'],
    crypto: ['native'],
    joins: ['replay'],
    expectedUs: 1,
  }
  await writeFile(
    broken,
    `export const contenders = [{ ...${JSON.stringify(entry)}, module: import.meta.url }]
     export async function replay() { throw new Error('out of order') }`,
  )
  const temporary = await temporaryFolder()
  const { code, stderr } = await coterie(
    [
      ...['bench', 'replay', '--n', '3', '--accounts', '3', '--repeats', '2', '--warm-up', '0', '--no-costs'],
      ...['--with', broken, '--contenders', 'broken', '--cache', join(folder, 'cache')],
    ],
    temporary,
  )
  expect([code, stderr]).toEqual([1, expect.stringContaining('broken: failed: CALL_FAILED: out of order')])
  expect(await readdir(temporary)).toEqual([])
})

it('lets runs of several histories take turns', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder()
  const temporary = await temporaryFolder()
  const out = join(folder, 'out.jsonl')
  const { code } = await coterie(
    [
      ...['bench', 'replay', '--n', '3', '--gap', '0,1', '--accounts', '3', '--contenders', 'fast', '--take-turns'],
      ...['--repeats', '2', '--warm-up', '0', '--no-costs', '--cache', join(folder, 'cache'), '--json', out],
    ],
    temporary,
  )
  expect(code).toBe(0)
  const runs = (await readResults(out)).filter((line) => line.kind === 'run')
  expect(runs.map(({ parameters: { gap }, repeat }) => [gap, repeat])).toEqual([
    [0, 1],
    [1, 1],
    [0, 2],
    [1, 2],
  ])
  expect(await readdir(temporary)).toEqual([])
})

it('compares two files', async () => {
  const folder = await temporaryFolder()
  const [before, after] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')]
  const text = (...milliseconds: number[]): string =>
    sampleResults(...milliseconds.map((one) => sampleRun('fast', one)))
      .map((line) => JSON.stringify(line))
      .join('\n')
  await writeFile(before, text(100, 110))
  await writeFile(after, text(50, 55))
  const terminal = capturedTerminal()
  expect(await runCommandLine(['bench', 'compare', before, after], terminal)).toBe(0)
  expect(terminal.stdout()).toMatch(/erc20-n1000 +fast +100 \(100–110\) +50 \(50–55\) +2 \(1.818–2.2\) +faster/)
  const json = capturedTerminal()
  expect(await runCommandLine(['bench', 'compare', '--json', before, after], json)).toBe(0)
  expect(JSON.parse(json.stdout())).toMatchObject({ rows: [{ verdict: 'faster' }], onlyBefore: [] })
})

it('wrong usage is told in a line', async () => {
  const cases: readonly (readonly [number, string, ...string[]])[] = [
    [2, 'no workload is called erc777', 'replay', '--workload', 'erc777'],
    [2, 'Give a whole number', 'replay', '--n', '1e3'],
    [2, 'n must be a whole number from 1', 'replay', '--n', '0'],
    [2, 'joiners must be a whole number from 1', 'replay', '--joiners', '0'],
    [2, 'replay threads must be whole numbers from 0 to 64', 'replay', '--replay-threads', '1,65'],
    [2, 'replay threads are for the contender fast', 'replay', '--contenders', 'reference', '--replay-threads', '1'],
    [2, 'a recording is as it is', 'replay', '--recording', 'x.json.gz', '--joiners', '2'],
    [2, '--senders old is not known', 'replay', '--senders', 'old'],
    [2, '--join teleport is not known', 'replay', '--join', 'replay,teleport'],
    [2, '--crypto rust is not known', 'replay', '--crypto', 'native,rust'],
    [2, 'a recording is as it is', 'replay', '--recording', 'x.json.gz', '--n', '5'],
    [2, 'cannot be written', 'replay', '--n', '1', '--json', '/nowhere/at/all.jsonl'],
    [3, 'no contender is called geth', 'replay', '--contenders', 'geth'],
    [3, 'contenders cannot be loaded', 'replay', '--with', '/nowhere/at/all.mjs'],
    [3, 'cannot be read', 'replay', '--recording', '/nowhere/at/all.json.gz'],
    [
      3,
      '/nowhere/first.json.gz',
      'replay',
      '--recording',
      '/nowhere/first.json.gz',
      '--recording',
      '/nowhere/second.json.gz',
    ],
    [2, 'from 0 to', 'replay', '--replay-threads', '99', '--replay-threads', '0'],
    [3, 'cannot be read', 'compare', '/nowhere/a.jsonl', '/nowhere/b.jsonl'],
  ]
  for (const [code, message, ...words] of cases) {
    const terminal = capturedTerminal()
    expect([await runCommandLine(['bench', ...words], terminal), terminal.stderr()]).toEqual([
      code,
      expect.stringContaining(message),
    ])
    expect(terminal.stdout()).toBe('')
  }
})
