import type { ExecutionCap } from '../../../execution/engine.ts'
import type { EraRule } from '../../../management/managementCalls.ts'
import type { SharedRecovery } from '../../senders/RecoveryTable.ts'

/** What a thread needs to execute a history, but for the history. */
export interface ReplayPlan {
  /** Group id. */
  readonly group: Uint8Array
  /** Root of the state to begin with. */
  readonly base: Uint8Array
  /** That state: its trie nodes, then its code (`writeHashed`). */
  readonly state: Uint8Array
  /** Whether the thread hashes states, too: otherwise it answers with what is written, and whoever reads that hashes. */
  readonly hashes: boolean
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

/** A part of a history: the next blocks. */
export interface ReplayPart {
  /** The signed transactions with what is known of their senders. */
  readonly transactions: SharedRecovery
  /** Of each transaction: 1 when it can be read item by item (`HistoryBlob.isOrdinary`). */
  readonly views: Uint8Array
  /** The recorded root after each transaction, 32 bytes each. */
  readonly roots: Uint8Array
  /** The blocks that hold them (`writePlannedBlock`), in the order of the history. */
  readonly blocks: Uint8Array
  /** Whether nothing follows. */
  readonly isLast: boolean
}

/** What is sent to a thread: a plan, then the parts of the history. */
export type ReplayOrder =
  { readonly kind: 'plan'; readonly plan: ReplayPlan } | { readonly kind: 'part'; readonly part: ReplayPart }

/** What a thread answers: the next blocks (`writeExecutedBlock`), or that it has ended. */
export type ReplayAnswer =
  | { readonly kind: 'blocks'; readonly count: number; readonly bytes: Uint8Array }
  | {
      readonly kind: 'end'
      /** Why it has given up; `undefined` when it is through, or was told to stop. */
      readonly reason: string | undefined
    }
