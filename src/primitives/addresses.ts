/** Reserved addresses (spec 01 §1). */
import { fromHex } from './bytes.ts'
import { type Address, toAddress } from './identifiers.ts'

const reserved = (last: string): Address => toAddress(fromHex(`0x${last.padStart(40, '0')}`))

/** `to` of every marker transaction of a flexible privacy group. */
export const FLEXIBLE_PRIVACY_PRECOMPILE = reserved('7d')
/** `to` of every marker transaction of an offchain group. */
export const OFFCHAIN_PRIVACY_PRECOMPILE = reserved('7e')
/** The proxy that every management transaction of a group is sent to; lives in private state. */
export const MANAGEMENT_PROXY = reserved('7c')
/** The default management contract behind the proxy; lives in private state. */
export const DEFAULT_MANAGEMENT_CONTRACT = reserved('7b')
/** The address that Besu deletes when a frame fails while it is empty (spec 02 §7.1). */
export const RIPEMD160_PRECOMPILE = reserved('03')
/** Origin and sender of the view calls that a node makes for itself (spec 02 §4). */
export const ZERO_ADDRESS = reserved('00')
