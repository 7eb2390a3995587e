import type { CoterieError } from '../errors/CoterieError.ts'
import type { MarkerOutcome } from '../execution/executeMarker.ts'
import type { Hex } from '../primitives/bytes.ts'
import type { ReplayReport } from '../replay/ReplayContext.ts'

/** Why a marker had no private effect on a node although its block was accepted (spec 02 §3). */
export type SkipReason =
  | 'not-a-marker'
  | 'payload-not-here'
  | 'sender-key-mismatch'
  | 'no-group-id'
  | 'unknown-group'
  | 'sender-not-in-group'
  | 'malformed-payload'
  | 'unanswering-group'

/** What became of one marker on one node. Hashes are hex, group ids base64. */
export interface ImportedMarker {
  readonly marker: Hex
  readonly group: string | undefined
  /** `executed`: there is a private receipt. Otherwise nothing is recorded. */
  readonly result: 'executed' | 'refused' | 'skipped'
  /** Why it was refused or skipped. */
  readonly reason: SkipReason | Extract<MarkerOutcome, { kind: 'refused' }>['reason'] | undefined
  /** Status of the private receipt. */
  readonly status: 0 | 1 | 2 | undefined
  /** Set when the execution cap ended the transaction. */
  readonly capped: boolean
}

/** What became of a block on one node. */
export interface ImportReport {
  /** Hash of the block, hex. */
  readonly hash: Hex
  readonly number: bigint
  /** Whether the node has the block now. */
  readonly imported: boolean
  /** Why the node refused the block: its code says at which stage; `INVALID_OPTION` when `privateGenesis` gave no accounts. */
  readonly error: CoterieError | undefined
  readonly markers: readonly ImportedMarker[]
  /** Histories that were replayed before the block was executed. */
  readonly replays: readonly ReplayReport[]
  /** Markers of adds whose history the node had already, or ignores in strict mode, hex: nothing was replayed for them. */
  readonly known: readonly string[]
}
