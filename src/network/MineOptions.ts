import { CoterieError } from '../errors/CoterieError.ts'
import { type FieldNames, fieldsFrom, listFrom } from '../node/doors.ts'
import { wholeNumber } from './wholeNumber.ts'

/** Options of one block. */
export interface MineOptions {
  /** In seconds; must be later than the parent's. Default: what the clock says. */
  readonly timestamp?: bigint
  /** Hash (hex) of the block to build on. Default: the chain's head. */
  readonly parent?: string
  /**
   * Markers and other transactions to take, by hash (hex), in this order: those that wait, and those of blocks on other branches. What is not
   * valid in the block is left out. Default: all that wait and fit.
   */
  readonly transactions?: readonly string[]
}

/** Options of several blocks; {@link MineOptions} concern the first. */
export interface MineManyOptions extends MineOptions {
  /** Number of blocks, 0 to 100,000. */
  readonly count: number | bigint
  /** Seconds from each block to the next. Default: what the clock says. */
  readonly intervalSeconds?: number | bigint
}

const names: FieldNames<MineManyOptions> = {
  timestamp: true,
  parent: true,
  transactions: true,
  count: true,
  intervalSeconds: true,
}

/**
 * Makes sure that the options of one block or several are known and have the types that they should have.
 * @throws {CoterieError} `INVALID_ARGUMENT`.
 */
export function checkMineOptions(options: MineOptions | MineManyOptions): void {
  const all: Partial<MineManyOptions> = options
  const { timestamp, transactions } = fieldsFrom(all, names, 'the options of mine', '{ count: 3 }')
  if (all.intervalSeconds !== undefined && !('count' in options)) {
    throw new CoterieError(
      'INVALID_ARGUMENT',
      'intervalSeconds is for several blocks: give count as well, or timestamp',
    )
  }
  if (timestamp !== undefined) wholeNumber(timestamp, 'a timestamp')
  if (transactions !== undefined) listFrom(transactions, 'transactions', "['0x…']")
}
