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
