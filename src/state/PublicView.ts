import type { Hex } from '../primitives/bytes.ts'
import type { AccountRecord } from './account.ts'

/**
 * Public state as private execution may see it: read-only, asked lazily, as of one point (inside a marker, after a block).
 * Nothing else of the public chain's state reaches private execution (spec 02 §6.4, §7.2).
 */
export interface PublicView {
  account(address: Hex): Pick<AccountRecord, 'nonce' | 'balance' | 'codeHash'> | undefined
  /** Value of a slot, big-endian without leading zeros; zero is empty. */
  slot(address: Hex, slot: Hex): Uint8Array
  code(address: Hex): Uint8Array
}
