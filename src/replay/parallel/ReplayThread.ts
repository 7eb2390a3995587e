import { Worker } from 'node:worker_threads'
import type { ReplayAnswer, ReplayOrder } from './messages/ReplayPlan.ts'
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

/** How long a thread may go without progress. */
export interface ThreadPatience {
  /** Looks in a row that must find none. Several, since a process that was stopped for a while has been asked for one only. */
  readonly looks: number
  /** Asks for a look again and again. @returns stops that. */
  readonly every: (look: () => void) => () => void
}

/**
 * A thread that executes one history at a time. It does not keep the process alive unless somebody waits for it. One that hangs is ended.
 */
export class ReplayThread {
  readonly #worker: Worker
  #execution: SharedExecution | undefined
  readonly #patience: ThreadPatience
  readonly #onLost: () => void
  #waits = 0
  #endWatch: (() => void) | undefined
  #isLost = false

  /** @throws when the machine gives no thread. */
  constructor(program: URL, patience: ThreadPatience, { onBlocks, onFree, onLost }: ThreadListener) {
    this.#patience = patience
    this.#onLost = onLost
    this.#worker = new Worker(program, { execArgv: [] })
    this.#worker.unref()
    this.#worker.on('message', (answer: ReplayAnswer) => {
      this.#execution?.accept(answer)
      if (answer.kind === 'blocks') return onBlocks(answer.count)
      this.#leave()
      onFree()
    })
    // Nodes then do themselves what it leaves undone.
    this.#worker.on('error', () => undefined)
    this.#worker.on('messageerror', () => void this.end())
    this.#worker.on('exit', () => {
      this.#execution?.end()
      this.#lose()
    })
  }

  get isFree(): boolean {
    return this.#execution === undefined && !this.#isLost
  }

  /** Takes a history on; only while it is free. */
  begin(execution: SharedExecution): void {
    this.#execution = execution
    this.#watch(execution)
    const send = (order: ReplayOrder): void => this.#worker.postMessage(order)
    execution.begin({ onWaiting: (waits) => this.#hold(waits), send })
  }

  /** Ends the thread; what it has begun is left undone. */
  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  /** Ends the thread, and with it what nodes wait for, when it neither gets on nor waits for them. */
  #watch(execution: SharedExecution): void {
    const { looks, every } = this.#patience
    let steps = execution.steps
    let still = 0
    this.#endWatch = every(() => {
      still = execution.steps === steps && !execution.isHeld ? still + 1 : 0
      steps = execution.steps
      if (still < looks) return
      execution.giveUp()
      this.#lose()
      void this.end()
    })
  }

  #leave(): void {
    this.#endWatch?.()
    this.#endWatch = undefined
    this.#execution = undefined
  }

  #lose(): void {
    this.#leave()
    if (this.#isLost) return
    this.#isLost = true
    this.#onLost()
  }

  #hold(waits: boolean): void {
    this.#waits += waits ? 1 : -1
    if (this.#waits > 0) this.#worker.ref()
    else this.#worker.unref()
  }
}
