import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { watch } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ComparedResults } from '../../src/bench/results/compareResults.ts'
import { readResults } from '../../src/bench/results/readResults.ts'
import type { ResultLine } from '../../src/bench/results/ResultLine.ts'
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
    // Before that, it is only found out whether the folder can be written.
    const recording = async (): Promise<void> => {
      for await (const [, name] of on(watcher, 'change') as AsyncIterable<[string, string]>)
        if (name.startsWith('erc20')) return
    }
    expect(await ended(words, temporary, signal, recording)).toBe(code)
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

/** Writes a file of results for each list of lines and compares them. */
async function compared(...files: readonly (readonly ResultLine[])[]) {
  const folder = await temporaryFolder()
  const paths = files.map((_, index) => join(folder, `${index}.jsonl`))
  for (const [index, lines] of files.entries()) {
    await writeFile(paths[index] ?? '', lines.map((line) => JSON.stringify(line)).join('\n'))
  }
  const [terminal, json] = [capturedTerminal(), capturedTerminal()]
  expect(await runCommandLine(['bench', 'compare', ...paths], terminal)).toBe(0)
  expect(await runCommandLine(['bench', 'compare', '--json', ...paths], json)).toBe(0)
  return { text: terminal.stdout(), json: JSON.parse(json.stdout()) as ComparedResults }
}

it('compares two files', async () => {
  const results = (...milliseconds: number[]) => sampleResults(...milliseconds.map((one) => sampleRun('fast', one)))
  const enough = await compared(results(100, 110, 105), results(50, 55, 52))
  expect(enough.text).toMatch(/erc20-n1000 +fast +105 \(100–110\) +52 \(50–55\) +3, 3 +2.019 \(1.818–2.2\) +faster\n/)
  expect(enough.json).toMatchObject({ rows: [{ verdict: 'faster' }], onlyBefore: [] })
  const few = await compared(results(100, 110), results(50, 55, 52))
  expect(few.text).toMatch(/ +105 \(100–110\) +52 \(50–55\) +2, 3 .* too few runs\n/)
})

it('a comparison tells of failures, of other histories, and that nothing is in common', async () => {
  const run = sampleRun('fast', 50)
  const failed: ResultLine = { ...run, kind: 'failed', reason: 'REPLAY_ROOT_MISMATCH: no' }
  const failure = await compared(sampleResults(run), sampleResults(failed))
  expect(failure.text).toMatch(/erc20-n1000 +fast +50 +– +1, 0 +– +failed after: REPLAY_ROOT_MISMATCH: no\n/)
  const gap = sampleRun('fast', 50, { parameters: { ...run.parameters, gap: 10 } })
  const different = await compared(sampleResults(run), sampleResults(gap))
  expect(different.text).toBe(
    'Nothing in common: no contender is in both files with the same history.\n' +
      'different histories, not compared: erc20-n1000, fast: gap 0 → 10\n',
  )
  const others = await compared(sampleResults(failed), sampleResults(sampleRun('reference', 50)))
  expect(others.text).toBe(
    'Nothing in common: no contender is in both files with the same history.\n' +
      'only before: erc20-n1000, fast: failed: REPLAY_ROOT_MISMATCH: no\n' +
      'only after: erc20-n1000, reference\n',
  )
})

it('a comparison says which file is damaged, and goes on without a line that was cut off', async () => {
  const folder = await temporaryFolder()
  const [whole, cut, damaged] = [join(folder, 'whole'), join(folder, 'cut'), join(folder, 'damaged')]
  const text = sampleResults(sampleRun('fast', 50), sampleRun('fast', 40, { repeat: 2 }))
    .map((line) => JSON.stringify(line))
    .join('\n')
  await writeFile(whole, text)
  await writeFile(cut, text.slice(0, -20))
  await writeFile(damaged, `${text}\n{"kind":"run"}\n`)
  const terminal = capturedTerminal()
  expect(await runCommandLine(['bench', 'compare', whole, cut], terminal)).toBe(0)
  expect(terminal.stdout()).toContain('2, 1')
  expect(terminal.stderr()).toBe(`coterie: ${cut}, line 3, was left out: it was not written to its end\n`)
  const refusing = capturedTerminal()
  expect(await runCommandLine(['bench', 'compare', whole, damaged], refusing)).toBe(1)
  expect(refusing.stderr()).toContain(`coterie: DECODE_FAILED: not a file of benchmark results: ${damaged}, line 4: `)
})

const MANY = ['--n', '100', '--per-block', '40'] as const

it('wrong usage is told in a line', async () => {
  const cases: readonly (readonly [number, string, ...string[]])[] = [
    [2, 'no workload is called erc777', 'replay', '--workload', 'erc777'],
    [2, 'no workload is called erc777; there are', 'replay', '--workload', 'erc20,erc777'],
    [2, "'--workload <name,…>' argument '' is invalid. Give names", 'replay', '--workload', ''],
    [2, "'--recording <file,…>' argument 'a,' is invalid", 'replay', '--recording', 'a,'],
    [2, "'--n <number,…>' argument '1e3' is invalid. Give a whole number from 1 to 10000000", 'replay', '--n', '1e3'],
    [2, 'Give a whole number from 1 to 10000000', 'replay', '--n', '1000000000'],
    [2, 'Give a whole number from 1 to 10000000', 'replay', '--n', '0'],
    [2, "'--per-block <number,…>' argument '1001' is invalid", 'replay', '--per-block', '1001'],
    [2, '--per-block 40 needs at least --n 40', 'replay', '--n', '100,20', '--per-block', '1,40'],
    [2, '--per-block 40 needs at least 40 accounts', 'replay', '--workload', 'mix', ...MANY, '--accounts', '30'],
    [2, "'--joiners <number,…>' argument '0' is invalid", 'replay', '--joiners', '0'],
    [2, 'Give a whole number from 0 to 64', 'replay', '--replay-threads', '1,65'],
    [2, 'Give a whole number from 1 to 1000', 'replay', '--repeats', '0'],
    [2, 'Give a path', 'replay', '--json', ''],
    [2, 'replay threads are for the contender fast', 'replay', '--contenders', 'reference', '--replay-threads', '1'],
    [2, 'a recording is as it is', 'replay', '--recording', 'x.json.gz', '--joiners', '2'],
    [2, '--senders old is not known', 'replay', '--senders', 'old'],
    [2, '--join teleport is not known', 'replay', '--join', 'replay,teleport'],
    [2, '--crypto rust is not known', 'replay', '--crypto', 'native,rust'],
    [2, 'a recording is as it is', 'replay', '--recording', 'x.json.gz', '--n', '5'],
    [2, 'cannot be written', 'replay', '--n', '1', '--json', '/nowhere/at/all.jsonl'],
    [2, 'no contender is called geth; there are fast, reference', 'replay', '--contenders', 'geth'],
    [2, 'obvious comes with the checkout: npm run bench -- replay', 'replay', '--contenders', 'fast,obvious'],
    [2, 'edr comes with the checkout', 'replay', '--contenders', 'edr'],
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
    [2, 'from 0 to 64', 'replay', '--replay-threads', '99', '--replay-threads', '0'],
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
