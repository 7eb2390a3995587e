import { toBase64 } from '../../primitives/bytes.ts'
import type { GroupId, PayloadHandle, StateRoot } from '../../primitives/identifiers.ts'
import type { ReplayInProgress } from '../../state/ReplaySpans.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import { type HistoricTask, historicTask } from '../historicTask.ts'
import type { HistoricBlock } from '../HistoricBlock.ts'
import type { HistoryAhead } from '../parallel/HistoriesAhead.ts'
import { recordedRoot } from '../parallel/recordedRoot.ts'
import { storeExecuted } from '../parallel/storeExecuted.ts'
import { replayBlock } from '../replayBlock.ts'
import type { ReplayContext, ReplayProgress } from '../ReplayContext.ts'
import { SenderRecovery } from '../senders/SenderRecovery.ts'
import { WriteBehind } from '../WriteBehind.ts'
import { ReplacedBlocks } from './ReplacedBlocks.ts'

/** The part of a history that a node is making its own. */
export interface NeededHistory {
  readonly group: GroupId
  /** Handle of the history blob. */
  readonly blob: PayloadHandle
  readonly history: HistoryBlob
  /** Position of the first entry that is needed. */
  readonly first: number
  /** The blocks that hold the needed entries, in the order of the history. */
  readonly blocks: readonly HistoricBlock[]
}

/** What goes on beside a replay. */
export interface ReplayHelp {
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined
  /** What a thread executes ahead of the node. */
  readonly ahead?: HistoryAhead | undefined
  /** Senders from the first needed entry on, if their recovery has begun. */
  readonly senders?: SenderRecovery | undefined
}

/** What the strategies share: blocks by their index, and what is counted and told while a history is made one's own. */
export class ReplayRun {
  readonly context: ReplayContext
  readonly needed: NeededHistory
  /** Transactions that were executed, again or not. */
  executed = 0
  /** Recorded roots that were compared with computed ones, or received states with. */
  verifiedRoots = 0
  /** Transactions whose states, or states and receipts, are deferred. */
  deferred = 0
  /** Bytes of requests and answers of a received state. */
  snapshotBytes = 0
  readonly #writing: WriteBehind
  readonly #span: ReplayInProgress
  readonly #replaced: ReplacedBlocks
  readonly #onProgress: ((progress: ReplayProgress) => void) | undefined
  readonly #started = performance.now()
  #done = 0
  #senders: SenderRecovery | undefined
  /** What a thread gives, as long as it can be used. */
  #ahead: HistoryAhead | undefined

  constructor(context: ReplayContext, needed: NeededHistory, { onProgress, ahead, senders }: ReplayHelp = {}) {
    this.context = context
    this.needed = needed
    this.#onProgress = onProgress
    this.#ahead = ahead
    this.#senders = senders
    this.#writing = new WriteBehind(context.store)
    this.#span = context.metadata.beginSpan(needed.group)
    this.#replaced = new ReplacedBlocks(context, needed.group, needed.history)
  }

  /** Number of blocks. */
  get length(): number {
    return this.needed.blocks.length
  }

  block(index: number): HistoricBlock {
    return this.needed.blocks[index] as HistoricBlock
  }

  /** Position in the history of a block's first transaction; for the block behind the last, the end of the history. */
  position(index: number): number {
    return this.needed.blocks[index]?.entries[0]?.position ?? this.needed.history.length
  }

  /** The recorded root after the last transaction of a block. */
  recordedRoot(index: number): StateRoot {
    return this.needed.history.entry(this.position(index + 1) - 1).stateRoot
  }

  task(index: number): Promise<HistoricTask> {
    const { group, history } = this.needed
    const senders = this.#ahead ?? (this.#senders ??= new SenderRecovery(history, this.position(index)))
    return historicTask(this.context, group, history, this.block(index), senders)
  }

  /** Executes a block with every root verified, and stores all of it. @throws {ReplayRootMismatchError}. */
  async replay(index: number): Promise<void> {
    if (this.#ahead === undefined || !(await this.#storeAhead(this.#ahead, index))) {
      await replayBlock(this.context, await this.task(index), () => this.staged(index))
    }
    this.executed += this.block(index).entries.length
    this.verifiedRoots++
    this.replayed(index)
  }

  /** To be called when what a block gave is staged. */
  staged(index: number): void {
    this.#replaced.add(this.block(index))
  }

  /** To be called for block after block when it is done with: staged, or given up though it has been stored before. */
  replayed(index: number): void {
    const { number, hash } = this.block(index)
    const next = this.needed.blocks[index + 1]
    const before = next && next.number - 1n
    this.#span.replayed(number, hash, next?.keepsHeads === true ? before : undefined)
    // Up to the next replayed block, or up to the chain head after the last (spec 02 §13.3, step 5e).
    this.#span.repairUpTo(before ?? this.context.canonical.head.number)
  }

  /** Tells that the blocks before an index are done with, when that is news; lets other work have its turn. */
  async reached(index: number): Promise<void> {
    const { group, first, history } = this.needed
    const done = this.needed.blocks.length === index ? history.length - first : this.position(index) - first
    if (done > this.#done) {
      this.#done = done
      const rate = (done * 1000) / Math.max(performance.now() - this.#started, 1e-3)
      this.#onProgress?.({ group: toBase64(group), done, total: history.length - first, rate })
    }
    await this.#writing.goOn()
  }

  /** Defers the states before those after block `end - 1`, from the block at `start` on. @param base root before it. */
  defer(start: number, end: number, base: StateRoot): void {
    const { group, blob } = this.needed
    const [first, behind] = [this.position(start), this.position(end)]
    this.context.metadata.deferred.add(group, { blob, first, end: behind, base, tip: this.block(end - 1).hash })
    this.deferred += behind - first
  }

  /** Stages what a thread has made of the next block. @returns whether there is something that is right. */
  async #storeAhead(ahead: HistoryAhead, index: number): Promise<boolean> {
    const next = ahead.next()
    const executed = next instanceof Promise ? await next : next
    if (executed === 'later') return false
    const base = index === 0 ? ahead.base : recordedRoot(this.needed.history, this.position(index) - 1)
    const block = this.block(index)
    if (executed !== undefined && storeExecuted(this.context, this.needed, block, base, executed)) {
      this.staged(index)
      for (const { position } of block.entries) ahead.tellSender(position)
      return true
    }
    ahead.end()
    this.#ahead = undefined
    return false
  }

  /** Ends what goes on beside the replay; waits for writes unless the replay has failed. */
  async end(hasFailed: boolean): Promise<void> {
    this.#span.end()
    this.#replaced.end()
    this.#senders?.end()
    this.#ahead?.end()
    if (!hasFailed) await this.#writing.end()
  }
}
