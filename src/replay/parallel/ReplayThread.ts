import { Worker } from 'node:worker_threads'
import type { ReplayAnswer } from './ReplayPlan.ts'
import type { SharedExecution } from './SharedExecution.ts'

/** What a {@link ReplayThread} tells. */
export interface ThreadListener {
  /** So many blocks have come. */
  onBlocks(count: number): void
  /** It can take on another history. */
  onFree(): void
  /** It has ended. */
  onLost(): void
}

/** A thread that executes one history at a time. It does not keep the process alive unless somebody waits for it. */
export class ReplayThread {
  readonly #worker: Worker
  #execution: SharedExecution | undefined
  #waits = 0

  /** @throws when the machine gives no thread. */
  constructor(program: URL, { onBlocks, onFree, onLost }: ThreadListener) {
    this.#worker = new Worker(program, { execArgv: [] })
    this.#worker.unref()
    this.#worker.on('message', (answer: ReplayAnswer) => {
      this.#execution?.accept(answer)
      if (answer.kind === 'blocks') return onBlocks(answer.count)
      this.#execution = undefined
      onFree()
    })
    // Nodes then do themselves what it leaves undone.
    this.#worker.on('error', () => undefined)
    this.#worker.on('messageerror', () => void this.end())
    this.#worker.on('exit', () => {
      this.#execution?.end()
      this.#execution = undefined
      onLost()
    })
  }

  get isFree(): boolean {
    return this.#execution === undefined
  }

  /** Takes a history on; only while it is free. */
  begin(execution: SharedExecution): void {
    this.#execution = execution
    this.#worker.postMessage(execution.begin({ onWaiting: (waits) => this.#hold(waits) }))
  }

  /** Ends the thread; what it has begun is left undone. */
  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #hold(waits: boolean): void {
    this.#waits += waits ? 1 : -1
    if (this.#waits > 0) this.#worker.ref()
    else this.#worker.unref()
  }
}
