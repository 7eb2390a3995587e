import { type ChildProcess, fork } from 'node:child_process'
import { CoterieError } from '../../errors/CoterieError.ts'
import { type ErrorCode, errorCodes } from '../../errors/registry.ts'
import type { Crypto, RunMeasurement, RunRequest } from './Contender.ts'
import type { ProcessMessage } from './contenderProcess.ts'

/** The processes of the runs that are under way. */
const running = new Set<ChildProcess>()

/**
 * Does one run in a process of its own.
 * @param onProgress called with the number of transactions that are done.
 * @throws {CoterieError} what the run has thrown; `CALL_FAILED` when the process ends without an answer.
 */
export async function startRun(
  request: RunRequest,
  crypto: Crypto,
  onProgress: (done: number) => void = () => undefined,
): Promise<RunMeasurement> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const { COTERIE_PURE_CRYPTO: _, ...environment } = process.env
  const child = fork(new URL(`./contenderProcess.${ending}`, import.meta.url), {
    execArgv: [],
    env: { ...environment, COTERIE_CRYPTO: crypto },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  // Before the folder that it writes into is removed.
  const kill = (): void => void child.kill('SIGKILL')
  process.prependOnceListener('exit', kill)
  running.add(child)
  const complaints: string[] = []
  child.stderr?.on('data', (text: Buffer) => complaints.push(text.toString('utf8')))
  try {
    return await new Promise<RunMeasurement>((resolve, reject) => {
      child.on('message', (message: ProcessMessage) => {
        if (message.kind === 'progress') onProgress(message.done)
        else if (message.kind === 'measured') resolve(message.measurement)
        else reject(failure(message.code, message.message))
      })
      child.once('error', reject)
      child.once('exit', (code, signal) => {
        const why = complaints.join('').trim().split('\n').slice(-3).join(' ')
        reject(failure('CALL_FAILED', `a process of the benchmark has ended with ${signal ?? code}: ${why}`))
      })
      child.send(request)
    })
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      // It ends by itself once it has answered; one that was given up is ended.
      if (!child.connected) await ended
      else {
        child.kill()
        await ended
      }
    }
    process.off('exit', kill)
    running.delete(child)
  }
}

/**
 * Ends the processes of all runs at once, for a program that is about to end. Nothing more is heard of those runs.
 * @returns resolves when the processes are gone.
 */
export async function endRuns(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.removeAllListeners()
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    }),
  )
}

function failure(code: string, message: string): CoterieError {
  return new CoterieError(Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'CALL_FAILED', message)
}
