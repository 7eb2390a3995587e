import { FLEXIBLE_PRIVACY_PRECOMPILE, OFFCHAIN_PRIVACY_PRECOMPILE } from '../primitives/addresses.ts'
import type { Address } from '../primitives/identifiers.ts'

/**
 * Where the groups of a network come from. `flexible`: from management contracts in private state. `offchain`: from the
 * enclaves, as legacy groups (`privateFor`) or made by request. A network has one mode (spec 01 §1).
 */
export type PrivacyMode = 'flexible' | 'offchain'

/** The address that markers go to; the other mode's is an ordinary account. */
export function precompileOf(mode: PrivacyMode): Address {
  return mode === 'flexible' ? FLEXIBLE_PRIVACY_PRECOMPILE : OFFCHAIN_PRIVACY_PRECOMPILE
}
