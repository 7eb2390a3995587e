import type { SharedExecution } from './SharedExecution.ts'
import { ReplayThread, type ThreadPatience } from './ReplayThread.ts'

/** Threads end when they have had nothing to do for so long. */
const IDLE_MS = 10_000
/** Threads are ended when they have made no progress for 30 seconds. */
const PATIENCE: ThreadPatience = {
  looks: 10,
  every: (look) => {
    const timer = setInterval(look, 3000).unref()
    return () => clearInterval(timer)
  },
}

/** Threads that execute histories. They are started when there is something to do, and take a while to become fast. */
export class ReplayThreads {
  readonly #program: URL | undefined
  readonly #patience: ThreadPatience
  #threads: ReplayThread[] = []
  #queue: { readonly execution: SharedExecution; readonly most: number }[] = []
  #idle: NodeJS.Timeout | undefined
  #blocks = 0
  #alone = 0
  #forgetting: NodeJS.Timeout | undefined

  /**
   * @param program what a thread runs; without one there are no threads.
   * @param patience with threads that make no progress. Default: 30 seconds.
   */
  constructor(program: URL | undefined, patience: ThreadPatience = PATIENCE) {
    this.#program = program
    this.#patience = patience
  }

  /** Whether there can be threads. */
  get arePossible(): boolean {
    return this.#program !== undefined
  }

  /** Number of blocks that threads have executed so far. */
  get blocks(): number {
    return this.#blocks
  }

  /**
   * Notes the transactions of a history that waits alone.
   * @returns how many there have been since there was none for as long as threads are kept that have nothing to do.
   */
  noteAlone(transactions: number): number {
    clearTimeout(this.#forgetting)
    this.#forgetting = setTimeout(() => (this.#alone = 0), IDLE_MS).unref()
    return (this.#alone += transactions)
  }

  /** Lets a thread execute something as soon as one is free. @param most threads that may be started. */
  execute(execution: SharedExecution, most: number): void {
    this.#queue.push({ execution, most })
    this.#assign()
  }

  /** Ends all threads, also in the middle of something. */
  async end(): Promise<void> {
    clearTimeout(this.#idle)
    this.#queue = []
    const ending = this.#threads
    this.#threads = []
    await Promise.all(ending.map((thread) => thread.end()))
  }

  /** Gives what waits to threads that are free, oldest first. */
  #assign(): void {
    clearTimeout(this.#idle)
    this.#queue = this.#queue.filter(({ execution }) => !execution.isAbandoned)
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const thread = this.#threads.find(({ isFree }) => isFree) ?? this.#start(next.most)
      if (thread === undefined) break
      this.#queue.shift()
      thread.begin(next.execution)
    }
    if (this.#threads.every(({ isFree }) => isFree)) this.#idle = setTimeout(() => void this.end(), IDLE_MS).unref()
  }

  #start(most: number): ReplayThread | undefined {
    if (this.#program === undefined || this.#threads.length >= most) return undefined
    try {
      const thread: ReplayThread = new ReplayThread(this.#program, this.#patience, {
        onBlocks: (count) => (this.#blocks += count),
        onFree: () => this.#assign(),
        onLost: () => {
          this.#threads = this.#threads.filter((other) => other !== thread)
          this.#assign()
        },
      })
      this.#threads.push(thread)
      return thread
    } catch {
      // The machine gives no more.
      return undefined
    }
  }
}

/** Those of the process: networks come and go, threads that are warm are worth keeping. */
export const replayThreads: ReplayThreads = new ReplayThreads(
  // Threads do not strip types.
  import.meta.url.endsWith('.ts') ? undefined : new URL('./thread/replayWorker.js', import.meta.url),
)
