import type { Hex } from '../primitives/bytes.ts'
import type { AccountChange, EmptinessFields } from './account.ts'

/**
 * What execution needs of a state, which may or may not know its root. Addresses and slots are lower-case hex of 20 and 32 bytes;
 * slot values are big-endian without leading zeros.
 */
export interface ExecutableState {
  /** Whether there is no account. */
  readonly isEmpty: boolean
  /** `undefined` when there is none; an empty account is not none. */
  account(address: Hex): EmptinessFields | undefined
  slot(address: Hex, slot: Hex): Uint8Array
  /** Code with this keccak-256 hash. @throws {CoterieError} `STATE_INCONSISTENT` when it is not there. */
  code(hash: Uint8Array): Uint8Array
  apply(changes: Iterable<AccountChange>): void
}
