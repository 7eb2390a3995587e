import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { equalBytes } from '../../primitives/bytes.ts'
import type { BlockHash, PayloadHandle } from '../../primitives/identifiers.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import type { ReplayContext } from '../ReplayContext.ts'
import { areKnown } from '../senders/SenderRecovery.ts'
import type { HistoriesAhead, HistoryAhead } from './HistoriesAhead.ts'
import { planReplay } from './planReplay.ts'
import { type ReplayThreads, replayThreads } from './ReplayThreads.ts'
import { SharedExecution, haveSameTask } from './SharedExecution.ts'
import { type WaitingHistory, waitingHistory } from './waitingHistory.ts'

/** Most threads of whoever does not say how many. */
const MOST_THREADS = 4
/** Cores that are busy without replay threads: those of the main thread and of a thread that recovers senders. */
const BUSY_CORES = 2

/** When threads are used. */
export interface ThreadUse {
  /** Transactions that a history must have when several wait. Default 200. */
  readonly transactions: number
  /** Transactions that a history must have when no other one waits. Default 1000. */
  readonly alone: number
  /**
   * Transactions that such histories must have had in the process within a short time, this one included: a thread that has just been
   * started is slow for a second, and makes the main thread slow. Default 20,000.
   */
  readonly aloneInAll: number
  /** Whether a node always waits for a thread that it has caught up with. Default false. */
  readonly waits: boolean
}

const USUAL: ThreadUse = { transactions: 200, alone: 1000, aloneInAll: 20_000, waits: false }

/** A history that one node has been promised. */
interface Promised {
  readonly waiting: WaitingHistory
  readonly ahead: HistoryAhead
}

/**
 * Executes the histories of a network in threads. When several wait at a time, those of several groups or of several nodes, nodes come
 * to them in their turn, and take what is done; the first one is left to the main thread, which would only wait otherwise. Of a history
 * that waits alone the thread does the execution, and the main thread the hashing.
 */
export class ParallelReplay implements HistoriesAhead {
  readonly #count: number
  readonly #isChosen: boolean
  readonly #threads: ReplayThreads
  readonly #use: ThreadUse
  #promised: Promised[] = []
  #known = new Map<string, HistoryBlob>()

  /**
   * @param count threads at most; 0: none. By default one for each core but the first, for what gains by it there.
   * @param threads by default those of the process.
   */
  constructor(count?: number, threads: ReplayThreads = replayThreads, use: ThreadUse = USUAL) {
    this.#count = count ?? Math.min(availableParallelism() - 1, MOST_THREADS)
    this.#isChosen = count !== undefined
    this.#threads = threads
    this.#use = use
  }

  /** Whether there may be threads. */
  get isOn(): boolean {
    return this.#count > 0 && this.#threads.arePossible
  }

  /**
   * Looks at the histories that a block is going to bring to nodes, and begins with those that gain by it. To be followed by
   * {@link end}.
   * @param nodes in the order in which they get the block. @param parent the block before it.
   */
  async begin(nodes: readonly ReplayContext[], parent: BlockHash, handles: readonly PayloadHandle[]): Promise<void> {
    // Looking at a history costs memory, a multiple of a long one: its text is kept.
    if (!this.isOn || (nodes.length * handles.length < 2 && !this.#mayShare)) return
    const waiting = this.#waiting(nodes, parent, handles)
    const tasks: WaitingHistory[][] = []
    for (const one of waiting) {
      const same = tasks.find(([other]) => other !== undefined && haveSameTask(one, other))
      if (same === undefined) tasks.push([one])
      else same.push(one)
    }
    const [first] = tasks
    const [history] = waiting
    const isAlone = waiting.length === 1
    if (first === undefined || history === undefined || (isAlone && !this.#isWorthItAlone(history))) return
    // What only one node wants, and comes first, the main thread can do as well.
    if (tasks.length > 1 && first.length === 1) tasks.shift()
    for (const task of tasks.filter((one) => this.#isWorthIt(one))) {
      // Planning a long history takes a while: other work of the process gets its turn.
      await setImmediate()
      this.#plan(task, isAlone)
    }
  }

  historyOf(payload: string): HistoryBlob | undefined {
    return this.#known.get(payload)
  }

  take(owner: object, history: HistoryBlob, first: number): HistoryAhead | undefined {
    const index = this.#promised.findIndex(
      ({ waiting }) => waiting.context.metadata === owner && waiting.history === history && waiting.first === first,
    )
    const [promised] = index < 0 ? [] : this.#promised.splice(index, 1)
    if (promised === undefined) return undefined
    if (this.#promised.length === 0) this.#known = new Map()
    const { waiting, ahead } = promised
    if (equalBytes(waiting.head, waiting.context.canonical.head.hash)) return ahead
    ahead.end()
    return undefined
  }

  /** Nobody is going to take what has not been taken. */
  end(): void {
    for (const { ahead } of this.#promised) ahead.end()
    this.#promised = []
    this.#known = new Map()
  }

  #waiting(nodes: readonly ReplayContext[], parent: BlockHash, handles: readonly PayloadHandle[]): WaitingHistory[] {
    const found: WaitingHistory[] = []
    for (const context of nodes) {
      for (const handle of handles) {
        const one = waitingHistory(context, parent, handle, this.#use.transactions, this.#known)
        // A second history of a group begins where the first one ends, which is not there yet.
        const isSecond = found.some((other) => other.context === context && isSameGroup(one, other))
        if (one !== undefined && !isSecond) found.push(one)
      }
    }
    return found
  }

  /** What several nodes get is executed once; another history competes with the recovery of its senders. */
  #isWorthIt(task: readonly WaitingHistory[]): boolean {
    if (this.#isChosen || task.length > 1 || availableParallelism() > BUSY_CORES) return true
    return task.every(({ history, first }) => areKnown(history, first))
  }

  #isWorthItAlone({ history, first }: WaitingHistory): boolean {
    const length = history.length - first
    if (length < this.#use.alone) return false
    return this.#isChosen || (this.#mayShare && this.#threads.noteAlone(length) >= this.#use.aloneInAll)
  }

  /** Whether a history that waits alone may be shared: writes and the collection of garbage need a part of the second core. */
  get #mayShare(): boolean {
    return this.#isChosen || availableParallelism() > BUSY_CORES
  }

  #plan(task: readonly WaitingHistory[], isAlone: boolean): void {
    const [first] = task
    const planned = first && planOrNothing(first, !isAlone)
    if (first === undefined || planned === undefined) return
    const execution = new SharedExecution(first, planned, this.#use.waits ? 'wait' : isAlone ? 'overtake' : 'leave')
    for (const waiting of task) this.#promised.push({ waiting, ahead: execution.share() })
    this.#threads.execute(execution, this.#count)
  }
}

const isSameGroup = (a: WaitingHistory | undefined, b: WaitingHistory): boolean =>
  a !== undefined && equalBytes(a.group, b.group)

function planOrNothing(waiting: WaitingHistory, hashes: boolean): ReturnType<typeof planReplay> {
  try {
    return planReplay(waiting, hashes)
  } catch {
    // The node finds out what is wrong.
    return undefined
  }
}
