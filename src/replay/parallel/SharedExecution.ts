import { setImmediate } from 'node:timers/promises'
import { equalBytes, toBase64 } from '../../primitives/bytes.ts'
import { rememberSender } from '../../transaction/knownSenders.ts'
import { provideFrom } from '../senders/SenderRecovery.ts'
import { type BlockReader, BlockStream } from './BlockStream.ts'
import type { ExecutedBlock } from './messages/ExecutedBlock.ts'
import type { AheadAnswer, HistoryAhead } from './HistoriesAhead.ts'
import { PartSupply } from './PartSupply.ts'
import type { Planned } from './planReplay.ts'
import { ReplayBrake } from './messages/ReplayBrake.ts'
import type { ReplayAnswer, ReplayOrder } from './messages/ReplayPlan.ts'
import type { WaitingHistory } from './waitingHistory.ts'

/** What a {@link SharedExecution} tells the thread that does it. */
export interface ExecutionWatch {
  /** Somebody waits for an answer; called with `false` when nobody does any more. */
  onWaiting(waits: boolean): void
  /** To be sent to the thread. */
  send(order: ReplayOrder): void
}

/**
 * What a node does that has caught up with the thread, if no other one needs what the thread gives: it waits; leaves the thread alone,
 * which would be too slow; or goes on by itself until the thread is ahead again.
 */
export type WhenBehind = 'wait' | 'leave' | 'overtake'

/** A thread that is being started is looked for so often. */
const LOOK_MS = 2

/** How far a node has got. */
interface Reading {
  /** Position in the history behind what it has taken. */
  position: number
}

/** The execution of a history by a thread, once for all nodes that get the history in one block. */
export class SharedExecution {
  readonly #brake = new ReplayBrake()
  readonly #stream = new BlockStream((bytes) => this.#brake.freed(bytes))
  readonly #waiting: WaitingHistory
  readonly #planned: Planned
  readonly #behind: WhenBehind
  readonly #readings = new Set<Reading>()
  #watch: ExecutionWatch | undefined
  #supply: PartSupply | undefined
  #hasEnded = false
  #looked = 0

  constructor(waiting: WaitingHistory, planned: Planned, behind: WhenBehind) {
    this.#waiting = waiting
    this.#planned = planned
    this.#behind = behind
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

  /** A thread begins. */
  begin(watch: ExecutionWatch): void {
    this.#watch = watch
    watch.send({ kind: 'plan', plan: { ...this.#planned.plan, brake: this.#brake.shared } })
    this.#supply = new PartSupply(this.#planned.parts, (order) => watch.send(order))
    this.#supply.goOn(0)
  }

  /** The thread has answered. */
  accept(answer: ReplayAnswer): void {
    if (answer.kind === 'end') return this.end()
    this.#stream.add(answer.count, answer.bytes)
    this.#supply?.goOn(answer.count)
  }

  /** The thread says no more. */
  end(): void {
    this.#hasEnded = true
    this.#supply?.end()
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
    if (!this.#hasEnded) this.#supply?.abandon()
  }

  /** For one more node that gets the history; before any has begun with it. */
  share(): HistoryAhead {
    const { base, first } = this.#waiting
    const reader = this.#stream.reader()
    const reading: Reading = { position: first }
    this.#readings.add(reading)
    return {
      blocks: this.#planned.blocks,
      base,
      next: () => this.#next(reader),
      tellSender: (position) => {
        this.#tellSender(position)
        this.#passed(reading, position)
      },
      provide: (position, transaction) => {
        const part = this.#supply?.partOf(position)
        if (part !== undefined) provideFrom(part.table, position - part.first, transaction)
        this.#passed(reading, position)
      },
      end: () => {
        reader.leave()
        this.#readings.delete(reading)
        if (this.isAbandoned) this.stop()
      },
    }
  }

  #tellSender(position: number): void {
    const part = this.#supply?.partOf(position)
    if (part === undefined || part.table.isNoted(position - part.first)) return
    const found = part.table.result(position - part.first)
    if (found !== undefined) rememberSender(found.id, found.sender)
  }

  /** A node has a transaction behind it; parts that all nodes have behind them are forgotten. */
  #passed(reading: Reading, position: number): void {
    reading.position = position + 1
    const end = this.#supply?.oldestEnd ?? Infinity
    if (reading.position < end) return
    for (const other of this.#readings) if (other.position < end) return
    this.#supply?.forgetOldest()
  }

  #next(reader: BlockReader): ReturnType<HistoryAhead['next']> {
    if (this.#watch === undefined) return undefined
    if (reader.isReady) return reader.next()
    return this.#behind === 'overtake' ? this.#overtake(reader) : this.#awaitNext(reader, this.#watch)
  }

  /** A node that has caught up with the thread goes on by itself, unless another one needs what the thread gives, too. */
  async #awaitNext(reader: BlockReader, { onWaiting }: ExecutionWatch): Promise<ExecutedBlock | undefined> {
    // What has been sent comes in.
    await setImmediate()
    if (!reader.isReady && this.#stream.readers === 1 && this.#behind === 'leave') return undefined
    onWaiting(true)
    try {
      return await reader.next()
    } finally {
      onWaiting(false)
    }
  }

  #overtake(reader: BlockReader): 'later' | Promise<AheadAnswer> {
    if (performance.now() - this.#looked >= LOOK_MS) return this.#look(reader)
    reader.skip()
    return 'later'
  }

  async #look(reader: BlockReader): Promise<AheadAnswer> {
    // What has been sent comes in.
    await setImmediate()
    this.#looked = performance.now()
    if (reader.isReady) return reader.next()
    reader.skip()
    return 'later'
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
