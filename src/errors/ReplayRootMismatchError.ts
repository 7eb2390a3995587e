import { CoterieError } from './CoterieError.ts'

/** Where a replay went wrong; hashes and roots are hex, the group id is base64. */
export interface ReplayRootMismatch {
  readonly group: string
  readonly blockNumber: string
  readonly block: string
  /** Marker of the first transaction with another root. */
  readonly transaction: string
  readonly expected: string
  /** `undefined` when the replay stored no root at all. */
  readonly computed: string | undefined
  /** Why the replay of the block was given up, if it was. */
  readonly abandoned: string | undefined
}

/** Replaying a history gave another private state root than the history records (spec 02 §13.3, step 5d). */
export class ReplayRootMismatchError extends CoterieError<'REPLAY_ROOT_MISMATCH'> {
  override readonly name = 'ReplayRootMismatchError'
  readonly mismatch: ReplayRootMismatch

  constructor(mismatch: ReplayRootMismatch) {
    const { group, blockNumber, transaction, expected, computed, abandoned } = mismatch
    super(
      'REPLAY_ROOT_MISMATCH',
      `replay of group ${group} at block ${blockNumber}: transaction ${transaction} should give root ${expected}, ` +
        `not ${computed ?? 'none'}${abandoned === undefined ? '' : ` (${abandoned})`}; ` +
        'the private state before it differs from that of the node which sent the history',
      { details: { ...mismatch } },
    )
    this.mismatch = mismatch
  }
}
