import { EMPTY_BYTES } from '../../primitives/bytes.ts'
import { RecoveryTable } from '../senders/RecoveryTable.ts'
import { recoveryThreads } from '../senders/recoveryThreads.ts'
import type { PlannedPart } from './planReplay.ts'
import type { ReplayOrder, ReplayPart } from './messages/ReplayPlan.ts'

/** Parts that a thread has and not answered all of. */
const PARTS_AHEAD = 3

/** Says that nothing follows. */
const NOTHING_MORE: ReplayPart = {
  transactions: RecoveryTable.of([]).shared,
  views: EMPTY_BYTES,
  roots: EMPTY_BYTES,
  blocks: EMPTY_BYTES,
  isLast: true,
}

/** Sends the parts of a history to a thread as it gets on, and knows those that somebody still needs: a long history is never there twice. */
export class PartSupply {
  readonly #parts: Iterator<PlannedPart>
  readonly #send: (order: ReplayOrder) => void
  /** Those that were sent and have not been forgotten. */
  #sent: PlannedPart[] = []
  /** Of each part that the thread has not answered all of, the blocks that are missing. */
  #missing: number[] = []
  #isDone = false

  constructor(parts: Iterator<PlannedPart>, send: (order: ReplayOrder) => void) {
    this.#parts = parts
    this.#send = send
  }

  /** Sends what the thread is going to need. @param answered blocks that it has answered since the last call. */
  goOn(answered: number): void {
    for (let left = answered; left > 0 && this.#missing.length > 0;) {
      const [missing = 0] = this.#missing
      if (missing > left) this.#missing[0] = missing - left
      else this.#missing.shift()
      left -= missing
    }
    while (!this.#isDone && this.#missing.length < PARTS_AHEAD) this.#sendNext()
  }

  /** The part that holds a transaction, if there is one. @param position in the history, not before those that were forgotten. */
  partOf(position: number): PlannedPart | undefined {
    // A node that goes on by itself may be ahead of what the thread has been given.
    while (!this.#isDone && (this.#sent.at(-1)?.end ?? 0) <= position) this.#sendNext()
    return this.#sent.find(({ end }) => position < end)
  }

  /** Where the oldest part ends that has not been forgotten. */
  get oldestEnd(): number {
    return this.#sent[0]?.end ?? Infinity
  }

  /** Forgets the oldest part. */
  forgetOldest(): void {
    this.#sent.shift()
  }

  /** Sends no more: the thread may have got something else to do. */
  end(): void {
    this.#isDone = true
  }

  /** Lets the thread stop. */
  abandon(): void {
    for (const { table } of this.#sent) table.abandon()
    this.end()
    // It may be waiting for a part.
    this.#send({ kind: 'part', part: NOTHING_MORE })
  }

  #sendNext(): void {
    const planned = this.#next()
    const part = planned?.part ?? NOTHING_MORE
    this.#isDone = part.isLast
    if (planned !== undefined) {
      this.#sent.push(planned)
      this.#missing.push(planned.blocks)
      if (!planned.table.isComplete) for (const thread of recoveryThreads()) thread.postMessage(planned.table.shared)
    }
    this.#send({ kind: 'part', part })
  }

  #next(): PlannedPart | undefined {
    try {
      const next = this.#parts.next()
      return next.done === true ? undefined : next.value
    } catch {
      // The node finds out what is wrong.
      return undefined
    }
  }
}
