import type { Block } from '@ethereumjs/block'
import type { TypedTransaction } from '@ethereumjs/tx'
import {
  type Address,
  type TransactionHash,
  toAddress,
  toBlockHash,
  toStateRoot,
  toTransactionHash,
} from '../primitives/identifiers.ts'
import type { BlockHeader } from './BlockHeader.ts'
import type { HardforkName } from './hardfork.ts'
import { impersonatedSender } from './impersonatedTransaction.ts'

/** A transaction of a public block. */
export interface PublicTransaction {
  readonly hash: TransactionHash
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
  /** The transaction as `@ethereumjs/tx` sees it; may have to be made first. */
  readonly source: TypedTransaction
  /** The sender of a transaction that nobody has signed. */
  readonly impersonated: Address | undefined
  /** Signer, recovered when first asked for. Throws what `@ethereumjs/tx` throws when nobody can have signed it. */
  readonly sender: () => Address
  /** What it pays in wei per gas under a base fee. */
  gasPrice(baseFee: bigint | undefined): bigint
  intrinsicGas(): bigint
}

/** A block of the public chain. */
export interface PublicBlock extends BlockHeader {
  readonly gasUsed: bigint
  readonly transactionsRoot: Uint8Array
  readonly receiptsRoot: Uint8Array
  readonly logsBloom: Uint8Array
  readonly transactions: readonly PublicTransaction[]
  /** The whole block. */
  readonly rlp: Uint8Array
  /** The block as `@ethereumjs/block` sees it; may have to be made first. */
  readonly source: Block
  /** Whether it is known to have no withdrawals, no impersonated senders and nothing else that is out of the ordinary. */
  readonly isPlain: boolean
}

/** Wraps a block of `@ethereumjs/block`. */
export function publicBlock(source: Block, fork: HardforkName): PublicBlock {
  const { header } = source
  let rlp: Uint8Array | undefined
  return {
    hash: toBlockHash(source.hash()),
    parentHash: toBlockHash(header.parentHash),
    number: header.number,
    fork,
    stateRoot: toStateRoot(header.stateRoot),
    timestamp: header.timestamp,
    coinbase: toAddress(header.coinbase.bytes),
    gasLimit: header.gasLimit,
    gasUsed: header.gasUsed,
    difficulty: header.difficulty,
    mixHash: header.mixHash,
    baseFee: header.baseFeePerGas,
    transactionsRoot: header.transactionsTrie,
    receiptsRoot: header.receiptTrie,
    logsBloom: header.logsBloom,
    transactions: source.transactions.map(publicTransaction),
    get rlp() {
      return (rlp ??= source.serialize())
    },
    source,
    isPlain: false,
  }
}

const wrapped = new WeakMap<TypedTransaction, PublicTransaction>()

/** Wraps a transaction of `@ethereumjs/tx`: once, since the pool, a block that is being made and that block ask for it. */
export function publicTransaction(source: TypedTransaction): PublicTransaction {
  let known = wrapped.get(source)
  if (known === undefined) wrapped.set(source, (known = wrap(source)))
  return known
}

function wrap(source: TypedTransaction): PublicTransaction {
  let wire: Uint8Array | undefined
  let sender: Address | undefined
  const { type, nonce, gasLimit, to, value, data } = source
  return {
    hash: toTransactionHash(source.hash()),
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
    gasPrice: (baseFee) => effectiveGasPrice(source, baseFee),
    intrinsicGas: () => source.getIntrinsicGas(),
  }
}

/** Gas price that a transaction pays under a base fee, in wei per gas. */
export function effectiveGasPrice(transaction: TypedTransaction, baseFee = 0n): bigint {
  if (!('maxFeePerGas' in transaction)) return transaction.gasPrice
  const priority = transaction.maxFeePerGas - baseFee
  return baseFee + (priority < transaction.maxPriorityFeePerGas ? priority : transaction.maxPriorityFeePerGas)
}
