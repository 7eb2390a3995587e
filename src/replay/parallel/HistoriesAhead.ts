import type { StateRoot } from '../../primitives/identifiers.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import type { PrivateTransaction } from '../../transaction/privateTransaction.ts'
import type { HistoricBlock } from '../HistoricBlock.ts'
import type { ExecutedBlock } from './messages/ExecutedBlock.ts'

/** What a node gets that asks for a block. */
export type AheadAnswer = ExecutedBlock | 'later' | undefined

/** A history that a thread executes ahead of its node. */
export interface HistoryAhead {
  /** The blocks that hold what the node needs of it, as far as they have been looked up: all of them. */
  readonly blocks: readonly HistoricBlock[]
  /** Root of the state that the execution has begun with. */
  readonly base: StateRoot
  /**
   * What the next block has given, in the order of {@link blocks}. `undefined` once the thread has given up, or when none has
   * begun: then the node executes it and all that follow. `'later'`: the node executes it, and may ask for those that follow.
   */
  next(): AheadAnswer | Promise<AheadAnswer>
  /** Tells the sender of an entry, which needs not be recovered again, to the process. @param position in the history. */
  tellSender(position: number): void
  /** Makes the sender of a transaction known that the node executes. @param position in the history. */
  provide(position: number, transaction: PrivateTransaction): void
  /** The node wants no more of it. */
  end(): void
}

/** Histories that threads execute while nodes do something else. */
export interface HistoriesAhead {
  /** The history that has been read already from a text; `undefined` for any other text. */
  historyOf(payload: string): HistoryBlob | undefined
  /**
   * What is executed for a node, to be asked for once and ended.
   * @param owner the node's metadata. @param first position of the first entry that the node needs.
   */
  take(owner: object, history: HistoryBlob, first: number): HistoryAhead | undefined
}
