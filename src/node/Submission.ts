import type { Address, GroupId } from '../primitives/identifiers.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'

/** `eea`: the node makes the marker itself. `distribute`: the caller does (spec 01 §8.1, §8.3). */
export type SubmissionMethod = 'eea' | 'distribute'

/** A private transaction whose payloads are in the enclaves. */
export interface Submission {
  readonly transaction: PrivateTransaction
  /** The group that it belongs to; of a legacy transaction the one derived from its parties. */
  readonly groupId: GroupId
  /** The privacy precompile: where the marker goes. */
  readonly precompile: Address
  /** Data of the marker: 32 bytes, or 64 for an add with history. */
  readonly markerData: Uint8Array
}
