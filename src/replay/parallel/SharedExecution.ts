import { setImmediate } from 'node:timers/promises'
import { equalBytes, toBase64 } from '../../primitives/bytes.ts'
import { rememberSender } from '../../transaction/knownSenders.ts'
import { type BlockReader, BlockStream } from './BlockStream.ts'
import type { ExecutedBlock } from './ExecutedBlock.ts'
import type { HistoryAhead } from './HistoriesAhead.ts'
import type { Planned } from './planReplay.ts'
import { ReplayBrake } from './ReplayBrake.ts'
import type { ReplayAnswer, ReplayPlan } from './ReplayPlan.ts'
import type { WaitingHistory } from './waitingHistory.ts'

/** What a {@link SharedExecution} tells the thread that does it. */
export interface ExecutionWatch {
  /** Somebody waits for an answer; called with `false` when nobody does any more. */
  onWaiting(waits: boolean): void
}

/** The execution of a history by a thread, once for all nodes that get the history in one block. */
export class SharedExecution {
  readonly #brake = new ReplayBrake()
  readonly #stream = new BlockStream((bytes) => this.#brake.freed(bytes))
  readonly #waiting: WaitingHistory
  readonly #planned: Planned
  #watch: ExecutionWatch | undefined

  readonly #waits: boolean

  /** @param waits whether a node waits also for what no other node needs. */
  constructor(waiting: WaitingHistory, planned: Planned, waits: boolean) {
    this.#waiting = waiting
    this.#planned = planned
    this.#waits = waits
  }

  /** Whether nobody wants what it gives. */
  get isAbandoned(): boolean {
    return this.#stream.readers === 0
  }

  /** What changes whenever the thread gets on. */
  get steps(): number {
    return this.#brake.steps
  }

  /** Whether the thread waits until somebody takes what it has sent. */
  get isHeld(): boolean {
    return this.#brake.isHeld
  }

  /** A thread begins. @returns what to tell it. */
  begin(watch: ExecutionWatch): ReplayPlan {
    this.#watch = watch
    return { ...this.#planned.plan, brake: this.#brake.shared }
  }

  /** The thread has answered. */
  accept(answer: ReplayAnswer): void {
    if (answer.kind === 'blocks') this.#stream.add(answer.count, answer.bytes)
    else this.end()
  }

  /** The thread says no more. */
  end(): void {
    this.#stream.end()
  }

  /** The thread makes no progress and is not waited for any more: nodes go on by themselves. */
  giveUp(): void {
    const { context, group } = this.#waiting
    const message = 'a replay thread has made no progress for too long and is ended; nodes do its work themselves'
    context.logger.warn(message, { group: toBase64(group) })
    this.end()
  }

  /** Lets the thread stop. */
  stop(): void {
    this.#brake.stop()
    this.#planned.table.abandon()
  }

  /** For one more node that gets the history; before any has begun with it. */
  share(): HistoryAhead {
    const { blocks, table } = this.#planned
    const { base, first } = this.#waiting
    const reader = this.#stream.reader()
    return {
      blocks,
      base,
      next: () => this.#next(reader),
      tellSender: (position) => {
        const found = table.result(position - first)
        if (found !== undefined) rememberSender(found.id, found.sender)
      },
      end: () => {
        reader.leave()
        if (this.isAbandoned) this.stop()
      },
    }
  }

  #next(reader: BlockReader): ReturnType<HistoryAhead['next']> {
    if (this.#watch === undefined) return undefined
    return reader.isReady ? reader.next() : this.#awaitNext(reader, this.#watch)
  }

  /** A node that has caught up with the thread goes on by itself, unless another one needs what the thread gives, too. */
  async #awaitNext(reader: BlockReader, { onWaiting }: ExecutionWatch): Promise<ExecutedBlock | undefined> {
    // What has been sent comes in.
    await setImmediate()
    if (!reader.isReady && this.#stream.readers === 1 && !this.#waits) return undefined
    onWaiting(true)
    try {
      return await reader.next()
    } finally {
      onWaiting(false)
    }
  }
}

/** Whether two nodes have the same to execute, so that one execution will do. */
export function haveSameTask(a: WaitingHistory, b: WaitingHistory): boolean {
  return (
    a.history === b.history &&
    a.first === b.first &&
    equalBytes(a.base, b.base) &&
    equalBytes(a.head, b.head) &&
    a.context.chain === b.context.chain &&
    a.context.settings.cap === b.context.settings.cap &&
    a.context.settings.era === b.context.settings.era &&
    a.context.settings.privateGenesis === b.context.settings.privateGenesis
  )
}
