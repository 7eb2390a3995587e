import type { BlockHash } from '../primitives/identifiers.ts'

/** A block of the node's chain with the part of a history that it holds. */
export interface HistoricBlock {
  readonly hash: BlockHash
  readonly number: bigint
  /** In the order of the history. */
  readonly entries: HistoricEntry[]
  /** Whether its parent has the head map that the replay gives to the block before it in the history: that need not be read then. */
  readonly keepsHeads: boolean
}

/** Where an entry of a history is. */
export interface HistoricEntry {
  /** In the history. */
  readonly position: number
  /** Of the marker in its block. */
  readonly index: number
}
