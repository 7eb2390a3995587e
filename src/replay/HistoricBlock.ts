import type { BlockHash } from '../primitives/identifiers.ts'

/** A block of the node's chain with the part of a history that it holds. */
export interface HistoricBlock {
  readonly hash: BlockHash
  readonly number: bigint
  /** In the order of the history. */
  readonly entries: HistoricEntry[]
}

/** Where an entry of a history is. */
export interface HistoricEntry {
  /** In the history. */
  readonly position: number
  /** Of the marker in its block. */
  readonly index: number
}
