/** A process for one run: takes a {@link RunRequest} as its first message, tells of progress, answers and ends. */
import { isCoterieError } from '../../errors/CoterieError.ts'
import type { RunMeasurement, RunRequest } from './Contender.ts'
import { runOnce } from './runOnce.ts'

/** What the process says. */
export type ProcessMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'measured'; readonly measurement: RunMeasurement }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

/** Milliseconds between two messages about progress. */
const PAUSE = 250

// Terminals tell all processes; the one that has started this one ends it.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
// Nobody waits for an answer any more, or it has been given.
process.once('disconnect', () => process.exit())
process.once('message', (request: RunRequest) => {
  void answer(request)
})

async function answer(request: RunRequest): Promise<void> {
  let told = performance.now()
  const tell = (done: number): void => {
    if (performance.now() - told < PAUSE) return
    told = performance.now()
    send({ kind: 'progress', done })
  }
  try {
    send({ kind: 'measured', measurement: await runOnce(request, tell) })
  } catch (error) {
    const code = isCoterieError(error) ? error.code : 'UNEXPECTED'
    send({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) })
  }
  process.disconnect()
}

function send(message: ProcessMessage): void {
  process.send?.(message)
}
