/** A replayed transaction that two engines execute differently; all hashes and roots are hex. */
export interface EngineDefect {
  /** Name of the engine that was wrong. */
  readonly engine: string
  /** Group id, base64. */
  readonly group: string
  readonly block: string
  readonly blockNumber: string
  /** Marker of the first transaction that differs. */
  readonly transaction: string
  /** Root that the transaction was executed on. */
  readonly before: string
  /** Root that the history and the reference engine agree on. */
  readonly expected: string
  /** Root that the engine gave. */
  readonly computed: string | undefined
  /** The signed private transaction (12-item wire form). */
  readonly raw: string
}
