import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readResults } from '../../src/bench/results/readResults.ts'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { builtDist } from '../support/builtDist.ts'
import { capturedTerminal } from './capturedTerminal.ts'

interface Setting {
  readonly folder: string
  readonly words: readonly string[]
  /** Paths of the files of results. */
  readonly results: readonly string[]
}

/** Words for short runs, with files of results. */
async function setting(): Promise<Setting> {
  const folder = await temporaryFolder()
  const results = ['out.jsonl', 'out.csv', 'out.html'].map((name) => join(folder, name))
  const [json = '', csv = '', report = ''] = results
  const words = [
    ...['bench', 'replay', '--accounts', '3', '--repeats', '1', '--warm-up', '0', '--no-costs'],
    ...['--cache', join(folder, 'cache'), '--json', json, '--csv', csv, '--report', report],
  ]
  return { folder, words, results }
}

/** A module with a contender. @param text the rest of the module, which has `history` for what it replays. */
async function contender(folder: string, text: string): Promise<string> {
  const path = join(folder, 'odd.mjs')
  const entry = { name: 'odd', engine: null, prepared: false, expectedUs: 1, counted: false }
  const kinds = { senders: ['fresh'], crypto: ['native'], joins: ['replay'] }
  await writeFile(
    path,
    `const entry = { ...${JSON.stringify({ ...entry, ...kinds })}, module: import.meta.url }
     const use = { seconds: 1, cpuSeconds: 1, writtenBytes: null, costs: null }
     const outcome = ({ roots, transactions }) =>
       ({ use, roots, transactions, storedBytes: null, sentBytes: null, parts: {} })
     ${text}`,
  )
  return path
}

/** Starts the program. @param whileRunning called with it and with what it says on standard error so far. */
async function run(
  words: readonly string[],
  whileRunning: (child: ChildProcess, told: string) => void = () => undefined,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const main = join(await builtDist(), 'cli', 'main.js')
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString('utf8')))
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString('utf8')
    whileRunning(child, stderr)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const histories = async (json: string): Promise<string[]> =>
  (await readResults(json)).flatMap((line) => (line.kind === 'run' ? [line.history] : []))

it('wrong input leaves the results of an earlier run alone', async () => {
  const { folder, words, results } = await setting()
  const damaged = join(folder, 'damaged.json.gz')
  await writeFile(damaged, 'nothing')
  for (const path of results) await writeFile(path, 'precious')
  for (const [code, ...others] of [
    [3, '--recording', join(folder, 'nowhere.json.gz')],
    [1, '--workload', 'erc20', '--n', '3', '--recording', damaged],
    [2, '--n', '3', '--per-block', '4'],
    [2, '--n', '3', '--report', join(folder, 'nowhere', 'out.html')],
  ] as const) {
    const terminal = capturedTerminal()
    // What shapes workloads is not for recordings alone.
    const wanted = others[0] === '--recording' ? words.filter((word) => word !== '--accounts' && word !== '3') : words
    expect([others, await runCommandLine([...wanted, ...others], terminal)]).toEqual([others, code])
    for (const path of results) expect(await readFile(path, 'utf8')).toBe('precious')
  }
})

it('a folder of recorded workloads that cannot be one is refused', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'file')
  await writeFile(file, '')
  for (const cache of [file, join(file, 'below'), '/proc/zz/below']) {
    const terminal = capturedTerminal()
    expect(await runCommandLine(['bench', 'replay', '--n', '3', '--cache', cache], terminal)).toBe(2)
    expect(terminal.stderr()).toMatch(/^coterie: INVALID_OPTION: .*; name another folder with --cache\n$/)
  }
})

it('what has been measured is shown and written when something fails later', { timeout: 120_000 }, async () => {
  const { folder, words, results } = await setting()
  const odd = await contender(
    folder,
    `const unfit = ({ parameters }) => { if (parameters.n === 5) throw new Error('out of order') }
     export const contenders = [{ ...entry, unfit }]
     export const replay = async ({ begin, history }) => { await (await begin())(); return outcome(history) }`,
  )
  const { code, stdout, stderr } = await run([...words, '--n', '4,5,6', '--with', odd, '--contenders', 'odd'])
  expect([code, stderr]).toEqual([1, expect.stringContaining('coterie: UNEXPECTED: out of order')])
  expect(stdout).toMatch(/^erc20-n4-accounts3 +odd /m)
  expect(await histories(results[0] ?? '')).toEqual(['erc20-n4-accounts3'])
  expect(await readFile(results[1] ?? '', 'utf8')).toContain('erc20-n4-accounts3')
  expect(await readFile(results[2] ?? '', 'utf8')).toContain('erc20-n4-accounts3')
})

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('what has been measured is shown and written after %s', { timeout: 120_000 }, async (signal, code) => {
  const { folder, words, results } = await setting()
  const odd = await contender(
    folder,
    `export const contenders = [entry]
     export async function replay({ begin, history }) {
       await (await begin())()
       if (history.parameters.n === 4) return outcome(history)
       process.send({ kind: 'progress', done: 1 })
       await new Promise(() => setInterval(() => undefined, 1000))
     }`,
  )
  const end = (child: ChildProcess, told: string): void => void (told.includes('erc20-n5') && child.kill(signal))
  const { code: ended, stdout, stderr } = await run([...words, '--n', '4,5', '--with', odd, '--contenders', 'odd'], end)
  expect([ended, stderr]).toEqual([code, expect.stringContaining(`coterie: ended by ${signal}`)])
  expect(stdout).toMatch(/^erc20-n4-accounts3 +odd /m)
  expect(await histories(results[0] ?? '')).toEqual(['erc20-n4-accounts3'])
  expect(await readFile(results[1] ?? '', 'utf8')).toContain('erc20-n4-accounts3')
  expect(await readFile(results[2] ?? '', 'utf8')).toMatch(/erc20-n4-accounts3[\s\S]*<\/html>\n$/)
})

it('where nothing has been measured, no file is written', { timeout: 120_000 }, async () => {
  const { folder, words, results } = await setting()
  const odd = await contender(
    folder,
    `export const contenders = [{ ...entry, unfit: () => { throw new Error('out of order') } }]`,
  )
  const terminal = capturedTerminal()
  expect(await runCommandLine([...words, '--n', '4', '--with', odd, '--contenders', 'odd'], terminal)).toBe(1)
  const files = await readdir(folder)
  expect(results.filter((path) => files.includes(path))).toEqual([])
  expect(terminal.stdout()).toBe('')
})

it('what is named twice is measured once', { timeout: 120_000 }, async () => {
  const { folder, words, results } = await setting()
  const odd = await contender(
    folder,
    `export const contenders = [{ ...entry, aliases: ['strange'] }]
     export const replay = async ({ begin, history }) => { await (await begin())(); return outcome(history) }`,
  )
  const twice = ['--n', '4,4', '--gap', '0', '--gap', '0', '--workload', 'erc20,erc20', '--senders', 'fresh,fresh']
  const { code } = await run([...words, ...twice, '--with', `${odd},${odd}`, '--contenders', 'odd,strange,odd'])
  expect(code).toBe(0)
  const [environment, ...lines] = await readResults(results[0] ?? '')
  expect(lines.map(({ kind }) => kind)).toEqual(['run'])
  expect(environment).toMatchObject({
    kind: 'environment',
    environment: { warmUpSeconds: 0, date: expect.stringMatching(/^20[0-9]{2}-.*Z$/) as string },
  })
})

it('contenders of modules have names of their own', async () => {
  const { folder, words } = await setting()
  await mkdir(join(folder, 'other'))
  const text = 'export const contenders = [entry]'
  const [odd, other] = [await contender(folder, text), await contender(join(folder, 'other'), text)]
  const terminal = capturedTerminal()
  expect(await runCommandLine([...words, '--n', '4', '--with', `${odd},${other}`], terminal)).toBe(2)
  expect(terminal.stderr()).toContain('has another contender called odd: rename it')
})
