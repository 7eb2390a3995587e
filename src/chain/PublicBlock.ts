import { type Block, createBlockFromRLP } from '@ethereumjs/block'
import type { TypedTransaction } from '@ethereumjs/tx'
import { CoterieError } from '../errors/CoterieError.ts'
import { RLP } from '@ethereumjs/rlp'
import { toBigInt } from '../primitives/bytes.ts'
import {
  type Address,
  type TransactionHash,
  toAddress,
  toBlockHash,
  toStateRoot,
  toTransactionHash,
} from '../primitives/identifiers.ts'
import type { BlockHeader } from './BlockHeader.ts'
import { type Genesis } from './genesis.ts'
import { forkAt } from './forkSchedule.ts'
import { type HardforkName, decodingRules } from './hardfork.ts'

/** A transaction of a public block. */
export interface PublicTransaction {
  readonly hash: TransactionHash
  readonly to: Address | undefined
  readonly data: Uint8Array
  /** The transaction as `@ethereumjs/tx` sees it. */
  readonly source: TypedTransaction
  /** Signer, recovered when first asked for. */
  sender(): Address
}

/** A block of the public chain. */
export interface PublicBlock extends BlockHeader {
  readonly transactions: readonly PublicTransaction[]
  /** The block as `@ethereumjs/block` sees it. */
  readonly source: Block
}

/** Wraps a block of `@ethereumjs/block`. */
export function publicBlock(source: Block, fork: HardforkName): PublicBlock {
  const { header } = source
  return {
    hash: toBlockHash(source.hash()),
    parentHash: toBlockHash(header.parentHash),
    number: header.number,
    fork,
    stateRoot: toStateRoot(header.stateRoot),
    timestamp: header.timestamp,
    coinbase: toAddress(header.coinbase.bytes),
    gasLimit: header.gasLimit,
    difficulty: header.difficulty,
    mixHash: header.mixHash,
    baseFee: header.baseFeePerGas,
    transactions: source.transactions.map(publicTransaction),
    source,
  }
}

/** Wraps a transaction of `@ethereumjs/tx`. */
export function publicTransaction(source: TypedTransaction): PublicTransaction {
  let sender: Address | undefined
  return {
    hash: toTransactionHash(source.hash()),
    to: source.to === undefined ? undefined : toAddress(source.to.bytes),
    data: source.data,
    source,
    // The library remembers senders of frozen transactions only.
    sender: () => (sender ??= toAddress(source.getSenderAddress().bytes)),
  }
}

/**
 * Decodes a whole block.
 * @throws {CoterieError} `BLOCK_INVALID` when the bytes are no block of this chain.
 */
export function decodeBlock(rlp: Uint8Array, genesis: Genesis): PublicBlock {
  try {
    const fork = forkOfBlock(rlp, genesis)
    const common = decodingRules(fork, genesis.chainId)
    return publicBlock(createBlockFromRLP(rlp, { common, skipConsensusFormatValidation: true, freeze: false }), fork)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new CoterieError('BLOCK_INVALID', `not a block of this chain: ${problem}`, { cause })
  }
}

/** Number and timestamp stand at fixed places of every header, so the fork is known before the rest is read. */
function forkOfBlock(rlp: Uint8Array, genesis: Genesis): HardforkName {
  const decoded: unknown = RLP.decode(rlp)
  const header: unknown = Array.isArray(decoded) ? decoded[0] : undefined
  if (!Array.isArray(header)) throw new CoterieError('BLOCK_INVALID', 'a block is a list that begins with its header')
  const [number, timestamp] = [header[8] as unknown, header[11] as unknown]
  if (!(number instanceof Uint8Array) || !(timestamp instanceof Uint8Array)) {
    throw new CoterieError('BLOCK_INVALID', 'the header has no number or timestamp')
  }
  return forkAt(genesis.forks, toBigInt(number), toBigInt(timestamp))
}
