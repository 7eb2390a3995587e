import type { Address, BlockHash, StateRoot } from '../primitives/identifiers.ts'
import type { HardforkName } from './hardfork.ts'

/** What a block of the public chain says of itself: the fields that Coterie asks for all the time. */
export interface BlockHeader {
  readonly hash: BlockHash
  readonly parentHash: BlockHash
  readonly number: bigint
  readonly fork: HardforkName
  readonly stateRoot: StateRoot
  /** In seconds. */
  readonly timestamp: bigint
  /** As the header names it; the consensus configuration may pay somebody else. */
  readonly coinbase: Address
  readonly gasLimit: bigint
  readonly difficulty: bigint
  /** 32 bytes; random from shanghai on. */
  readonly mixHash: Uint8Array
  /** In wei; `undefined` before london. */
  readonly baseFee: bigint | undefined
}
