import type { TypedTransaction } from '@ethereumjs/tx'
import { type Address, type TransactionHash, toAddress, toTransactionHash } from '../primitives/identifiers.ts'
import type { HardforkName } from './hardfork.ts'
import { impersonatedSender } from './impersonatedTransaction.ts'

/** A transaction of the public chain, in a block or waiting for one. */
export interface PublicTransaction {
  readonly hash: TransactionHash
  /** Protocol version that it has been read under. */
  readonly fork: HardforkName
  /** EIP-2718; 0 for legacy. */
  readonly type: number
  readonly nonce: bigint
  readonly gasLimit: bigint
  readonly to: Address | undefined
  /** In wei. */
  readonly value: bigint
  readonly data: Uint8Array
  /** The transaction as it is in lists of transactions: RLP, behind its type unless that is 0. */
  readonly wire: Uint8Array
  /** @internal The transaction as `@ethereumjs/tx` sees it; may have to be made first. */
  readonly source: TypedTransaction
  /** The sender of a transaction that nobody has signed. */
  readonly impersonated: Address | undefined
  /** Signer, recovered when first asked for. Throws what `@ethereumjs/tx` throws when nobody can have signed it. */
  readonly sender: () => Address
  /** Lets another thread begin to recover the signer, where there is one; absent where that is not worth it. */
  readonly senderAhead?: () => void
  /** The most that it pays, in wei per gas. */
  readonly maxGasPrice: bigint
  /** What it pays in wei per gas under a base fee. */
  gasPrice(baseFee: bigint | undefined): bigint
  intrinsicGas(): bigint
}

/** @internal Wraps a transaction of `@ethereumjs/tx`. @param fork the protocol version whose rules it has. */
export function publicTransaction(source: TypedTransaction, fork: HardforkName): PublicTransaction {
  let wire: Uint8Array | undefined
  let sender: Address | undefined
  const { type, nonce, gasLimit, to, value, data } = source
  return {
    hash: toTransactionHash(source.hash()),
    fork,
    type,
    nonce,
    gasLimit,
    to: to === undefined ? undefined : toAddress(to.bytes),
    value,
    data,
    get wire() {
      return (wire ??= source.serialize())
    },
    source,
    get impersonated() {
      return impersonatedSender(source)
    },
    // The library remembers senders of frozen transactions only.
    sender: () => (sender ??= toAddress(source.getSenderAddress().bytes)),
    maxGasPrice: 'maxFeePerGas' in source ? source.maxFeePerGas : source.gasPrice,
    gasPrice: (baseFee) => effectiveGasPrice(source, baseFee),
    intrinsicGas: () => source.getIntrinsicGas(),
  }
}

/** Gas price that a transaction pays under a base fee, in wei per gas. */
function effectiveGasPrice(transaction: TypedTransaction, baseFee = 0n): bigint {
  if (!('maxFeePerGas' in transaction)) return transaction.gasPrice
  const priority = transaction.maxFeePerGas - baseFee
  return baseFee + (priority < transaction.maxPriorityFeePerGas ? priority : transaction.maxPriorityFeePerGas)
}
