import type { Block } from '@ethereumjs/block'
import { toAddress, toBlockHash, toStateRoot } from '../primitives/identifiers.ts'
import type { BlockHeader } from './BlockHeader.ts'
import type { HardforkName } from './hardfork.ts'
import { type PublicTransaction, publicTransaction } from './PublicTransaction.ts'

/** A block of the public chain. */
export interface PublicBlock extends BlockHeader {
  readonly gasUsed: bigint
  readonly transactionsRoot: Uint8Array
  readonly receiptsRoot: Uint8Array
  readonly logsBloom: Uint8Array
  readonly transactions: readonly PublicTransaction[]
  /** The whole block. */
  readonly rlp: Uint8Array
  /** @internal The block as `@ethereumjs/block` sees it; may have to be made first. */
  readonly source: Block
  /** Whether it is known to have no withdrawals, no impersonated senders and nothing else that is out of the ordinary. */
  readonly isPlain: boolean
}

/** @internal Wraps a block of `@ethereumjs/block`. */
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
    transactions: source.transactions.map((transaction) => publicTransaction(transaction, fork)),
    get rlp() {
      return (rlp ??= source.serialize())
    },
    source,
    isPlain: false,
  }
}
