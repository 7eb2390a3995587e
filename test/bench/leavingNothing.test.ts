import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../storage/temporaryFolder.ts'

const BENCH = resolve(import.meta.dirname, '../../bench')

interface Process {
  readonly pid: number
  readonly parent: number
  /** What it was started with. */
  readonly words: string
}

/** Processes that run; those that have ended and wait for somebody to notice are left out. */
async function processes(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='])
  return stdout.split('\n').flatMap((line) => {
    const [, own = '', parent = '', state = '', words = ''] = /^ *(\d+) +(\d+) +(\S+) +(.*)$/.exec(line) ?? []
    return own === '' || state.startsWith('Z') ? [] : [{ pid: Number(own), parent: Number(parent), words }]
  })
}

/** Processes that a process has started, directly or not. */
async function descendants(pid: number): Promise<Process[]> {
  const all = await processes()
  const below = (of: number): Process[] =>
    all.filter(({ parent }) => parent === of).flatMap((child) => [child, ...below(child.pid)])
  return below(pid)
}

// Small images of Node have no `ps`.
it.runIf(spawnSync('ps').error === undefined).each([
  ['live', ['--blocks', '300', '--warm-up', '50', '--runs', '1'], /process\.mjs .* one /, 'SIGINT', 130],
  // The second kind of process is one that the first kind has started.
  ['rpc', ['--only', 'priv_call over HTTP', '--runs', '1'], /process\.mjs server/, 'SIGTERM', 143],
] as const)(
  'a signal that ends the benchmark %s leaves no folder and no process behind',
  { timeout: 120_000 },
  async (name, words, running, signal, exitCode) => {
    const folder = await temporaryFolder()
    const bench = spawn(process.execPath, [join(BENCH, name, 'bench.mjs'), ...words], {
      env: { ...process.env, TMPDIR: folder },
      stdio: 'ignore',
    })
    onTestFinished(() => void bench.kill('SIGKILL'))
    const ended = once(bench, 'exit')
    let started = await descendants(bench.pid ?? 0)
    while (!started.some((child) => running.test(child.words))) {
      expect(bench.exitCode).toBeNull()
      started = await descendants(bench.pid ?? 0)
    }
    if (name === 'live') expect(await readdir(folder)).toEqual([expect.stringMatching(/^coterie-live-/)])
    bench.kill(signal)
    expect(await ended).toEqual([exitCode, null])
    expect(await readdir(folder)).toEqual([])
    // What they have started themselves has been told to end, and takes a moment.
    const isLeft = ({ pid, words: its }: Process): boolean =>
      started.some((one) => one.pid === pid && one.words === its)
    while ((await processes()).some(isLeft));
  },
)
