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
  /** Whether the private state before that transaction had the root that the history records there. */
  readonly sameStateBefore: boolean
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
        explanation(mismatch),
      { details: { ...mismatch } },
    )
    this.mismatch = mismatch
  }
}

/** What may be the reason, with what to do about it (spec 02 §14, item 27). */
function explanation({ group, abandoned, sameStateBefore }: ReplayRootMismatch): string {
  if (abandoned !== undefined) return 'Besu gives such a block up, a node with strict: true replays it'
  if (!sameStateBefore) return 'the private state before it differs from that of the node which sent the history'
  return (
    'the private state before it is as recorded: private code has read public state of its own block (join with strict: ' +
    `true), the nodes differ in besuVersion or strict, or the recorded root is wrong; see network.divergence('${group}')`
  )
}
