import type { ExecutionCap } from '../../execution/engine.ts'
import type { EraRule } from '../../management/managementCalls.ts'
import type { SharedRecovery } from '../senders/RecoveryTable.ts'

/** Everything that a thread needs to execute a history; what is sent to it. */
export interface ReplayPlan {
  /** Group id. */
  readonly group: Uint8Array
  /** The signed transactions with what is known of their senders. */
  readonly transactions: SharedRecovery
  /** The recorded root after each transaction, 32 bytes each. */
  readonly roots: Uint8Array
  /** The blocks that hold them (`writePlannedBlock`), in the order of the history. */
  readonly blocks: Uint8Array
  /** Root of the state to begin with. */
  readonly base: Uint8Array
  /** That state: its trie nodes, then its code (`writeHashed`). */
  readonly state: Uint8Array
  readonly chainId: bigint
  /** Bytes of deployed code. */
  readonly codeSizeLimit: number
  readonly cap: ExecutionCap
  readonly era: EraRule
  /** Bytes that the state may take in memory. */
  readonly memory: number
  /** Of the `ReplayBrake`. */
  readonly brake: SharedArrayBuffer
}

/** What a thread answers: the next blocks (`writeExecutedBlock`), or that it has ended. */
export type ReplayAnswer =
  | { readonly kind: 'blocks'; readonly count: number; readonly bytes: Uint8Array }
  | {
      readonly kind: 'end'
      /** Why it has given up; `undefined` when it is through, or was told to stop. */
      readonly reason: string | undefined
    }
