import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

const MOST_THREADS = 3
/** Threads end when nobody has asked for them so long. */
const IDLE_MS = 10_000

let threads: readonly Worker[] = []
let idle: NodeJS.Timeout | undefined

/**
 * The threads of this process that recover senders. They are started when they are first asked for, do not keep the process
 * alive and end after some idle time. None where there is one core, or where threads cannot be had.
 */
export function recoveryThreads(): readonly Worker[] {
  clearTimeout(idle)
  idle = setTimeout(end, IDLE_MS).unref()
  if (threads.length === 0) threads = start()
  return threads
}

function end(): void {
  for (const thread of threads) void thread.terminate()
  threads = []
}

function start(): Worker[] {
  // Sources are run by tools that strip their types, which threads do not know of.
  if (import.meta.url.endsWith('.ts')) return []
  const count = Math.min(availableParallelism() - 1, MOST_THREADS)
  const started: Worker[] = []
  try {
    while (started.length < count) {
      const worker = new Worker(new URL('./recoveryWorker.js', import.meta.url), { execArgv: [] })
      // What a thread leaves undone is done by whoever waits for it.
      worker.on('error', () => (threads = threads.filter((thread) => thread !== worker)))
      worker.unref()
      started.push(worker)
    }
  } catch {
    // The machine gives no more threads.
  }
  return started
}
