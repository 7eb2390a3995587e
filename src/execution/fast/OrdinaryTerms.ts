import type { Hex } from '../../primitives/bytes.ts'

/**
 * What an execution on an ordinary chain has beyond a private one. With it the interpreter runs public transactions on an
 * ordinary state, as the official Ethereum state tests want it; private execution has none of it.
 */
export interface OrdinaryTerms {
  /** Gas that the outermost frame starts with. */
  readonly gas: bigint
  /** Moves from sender to target, in wei. */
  readonly value: bigint
  /** What counts as accessed beside sender, target and precompiled contracts. */
  readonly accessed: readonly { readonly address: Hex; readonly slots: readonly Hex[] }[]
  /** Whether an account has storage: nothing is created there then, although private execution would (EIP-7610). */
  hasStorage(address: Hex): boolean
  /** Versioned hashes of the transaction's blobs, 32 bytes each. */
  readonly blobHashes: readonly Uint8Array[]
  /** In wei. */
  readonly blobBaseFee: bigint
}

/** What an ordinary transaction has left to be done when its code has ended. */
export interface OrdinaryRemainder {
  readonly gasLeft: bigint
  readonly refund: bigint
  /** Accounts to be deleted. */
  readonly destroyed: readonly Hex[]
}
