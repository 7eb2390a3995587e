import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SIGNALS } from '../../src/cli/serve/StopRequest.ts'

/** Processes that run, each the first of a group that its own children are in, too. */
const running = new Map<ChildProcess, Promise<unknown>>()
/** Folders that are there. */
const folders = new Set<string>()

/**
 * Does the work of a benchmark. A signal that ends this process in the middle ends the processes that it has started and removes its
 * folders first; the exit code is that of shells then.
 */
export async function leavingNothing<T>(work: () => Promise<T>): Promise<T> {
  const handlers = Object.entries(SIGNALS).map(([signal, exitCode]) => {
    const end = (): void => void endAll().finally(() => process.exit(exitCode))
    process.once(signal, end)
    return () => process.off(signal, end)
  })
  try {
    return await work()
  } finally {
    handlers.forEach((release) => release())
    await endAll()
  }
}

/** A new folder for temporary files. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  folders.add(folder)
  return folder
}

/**
 * Counts a process among those that end with this one.
 * @param child started with `detached`, so that a signal of the terminal does not end it before and its own children end with it.
 */
export function endingWithUs<Child extends ChildProcess>(child: Child): Child {
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => running.delete(child))
  running.set(child, ended)
  return child
}

/**
 * Runs a program to its end.
 * @param stderr where its standard error goes; `pipe`: into the error.
 * @returns its standard output.
 * @throws {Error} when it cannot be started, or ends with another code than 0.
 */
export function output(
  program: string,
  args: readonly string[],
  { cwd, stderr = 'inherit' }: { readonly cwd?: string; readonly stderr?: 'inherit' | 'pipe' } = {},
): Promise<string> {
  const child = endingWithUs(spawn(program, args, { cwd, stdio: ['ignore', 'pipe', stderr], detached: true }))
  const said = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void (said.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void (said.stderr += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve(said.stdout)
      else reject(new Error(`${[program, ...args].join(' ')} has ended with ${code ?? signal}\n${said.stderr}`))
    })
  })
}

async function endAll(): Promise<void> {
  for (const child of running.keys()) kill(child)
  await Promise.all(running.values())
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  folders.clear()
}

/** Ends a process with its group, where there are groups. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}
