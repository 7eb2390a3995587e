import { listFrom, objectFrom } from '../node/doors.ts'
import { wholeNumber } from './wholeNumber.ts'

/** Options of one block. */
export interface MineOptions {
  /** In seconds; must be later than the parent's. Default: what the clock says. */
  readonly timestamp?: bigint
  /** Hash (hex) of the block to build on. Default: the chain's head. */
  readonly parent?: string
  /** Markers and other transactions to take, by hash (hex), in this order. Default: all that fit. */
  readonly transactions?: readonly string[]
}

/** Options of several blocks; {@link MineOptions} concern the first. */
export interface MineManyOptions extends MineOptions {
  /** Number of blocks, 0 to 100,000. */
  readonly count: number | bigint
  /** Seconds from each block to the next. Default: what the clock says. */
  readonly intervalSeconds?: number | bigint
}

/** Makes sure that the options of a block have the types that they should have. @throws {CoterieError} `INVALID_ARGUMENT`. */
export function checkMineOptions(options: MineOptions): void {
  const { timestamp, transactions } = objectFrom(options, 'the options of mine', '{ count: 3 }')
  if (timestamp !== undefined) wholeNumber(timestamp, 'a timestamp')
  if (transactions !== undefined) listFrom(transactions, 'transactions', "['0x…']")
}
