/** A replay as head maps see it. */
export interface ReplayPlan {
  /** Which group, 0 to 2. */
  readonly group: number
  /** The canonical blocks that hold its transactions, in the order of the history. */
  readonly numbers: readonly bigint[]
  /** Position of the block that fails, and whether what it gave is staged nevertheless. */
  readonly failure: { readonly at: number; readonly staged: boolean } | undefined
  /** Positions of blocks that are given up although their roots are right: nothing of them is staged. */
  readonly abandoned: ReadonlySet<number>
  /** Strict rule `merge-head-maps`. */
  readonly merge: boolean
}
