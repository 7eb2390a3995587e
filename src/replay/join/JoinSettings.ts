/**
 * Ways in which a node makes a history its own. `replay` is Besu's; the others end in the same head state, and are
 * deviations: see `src/replay/README.md`.
 */
export const JOIN_STRATEGIES = ['replay', 'replay-final', 'snapshot'] as const

export type JoinStrategy = (typeof JOIN_STRATEGIES)[number]

/** Which recorded roots `replay-final` compares: that of the last transaction, or that of each block's last one. */
export const JOIN_CHECKS = ['end', 'block'] as const

export type JoinCheck = (typeof JOIN_CHECKS)[number]

/** How a node makes histories its own. */
export interface JoinSettings {
  readonly strategy: JoinStrategy
  /** For `replay-final`. */
  readonly check: JoinCheck
  /** For `snapshot`: transactions from one possible checkpoint to the next. */
  readonly checkpointEvery: number
}

export const DEFAULT_CHECKPOINT_EVERY = 1000

/** As Besu does it. */
export const BESU_JOIN: JoinSettings = {
  strategy: 'replay',
  check: 'end',
  checkpointEvery: DEFAULT_CHECKPOINT_EVERY,
}
