import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { endingWithUs } from '../processes/leavingNothing.ts'

/** What one process has measured: microseconds a block. */
export interface Measurement {
  /** Median of batches of 50 blocks. */
  readonly time: number
  /** CPU time of all threads, over all blocks. */
  readonly cpu: number
  /** Each batch, in their order. */
  readonly batches: readonly number[]
  readonly root: string
}

/** What a process says: that it waits for its turn, or at the end what it has measured. */
type Message = 'waiting' | Measurement

/**
 * Lets processes measure the same blocks at the same time, some batches after the others in turns, and each of them first as often as the
 * others: what else the machine does meets all of them.
 * @param program of the processes. @param args of each.
 */
export async function takeTurns(program: string, args: readonly (readonly string[])[]): Promise<Measurement[]> {
  const processes = args.map((own) => new TurnTaker(endingWithUs(fork(program, [...own], { detached: true }))))
  try {
    for (const process of processes) await process.next()
    for (let turn = 0; processes.some((process) => process.measurement === undefined); turn++) {
      for (let at = 0; at < processes.length; at++) await processes[(turn + at) % processes.length]?.takeTurn()
    }
    return processes.map(({ measurement }) => {
      if (measurement === undefined) throw new Error('a process has measured nothing')
      return measurement
    })
  } finally {
    for (const process of processes) process.end()
  }
}

class TurnTaker {
  measurement: Measurement | undefined
  readonly #process: ChildProcess
  /** Never resolves. */
  readonly #ended: Promise<never>

  constructor(process: ChildProcess) {
    this.#process = process
    this.#ended = once(process, 'exit').then(([code]) => {
      throw new Error(`a process has ended with ${String(code)} before it has measured anything`)
    })
    // Nobody may be waiting for it when it ends.
    this.#ended.catch(() => undefined)
  }

  /** Lets it do the next batches, and waits until it has. */
  async takeTurn(): Promise<void> {
    if (this.measurement !== undefined) return
    const next = this.next()
    this.#process.send('go')
    await next
  }

  /** Waits for what it says next. */
  async next(): Promise<void> {
    const [message] = (await Promise.race([once(this.#process, 'message'), this.#ended])) as [Message]
    if (message !== 'waiting') this.measurement = message
  }

  end(): void {
    this.#process.kill()
  }
}
