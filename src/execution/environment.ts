import type { BlockHeader } from '../chain/BlockHeader.ts'
import type { HardforkName } from '../chain/hardfork.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import { rewardRuleAt } from '../chain/rewardRules.ts'
import type { Address } from '../primitives/identifiers.ts'

/** What private code may learn about the block that it runs in and the chain (spec 02 §6.3). */
export interface ExecutionEnvironment {
  readonly fork: HardforkName
  readonly chainId: bigint
  /** Bytes of deployed code. */
  readonly codeSizeLimit: number
  readonly number: bigint
  /** In seconds. */
  readonly timestamp: bigint
  /** Mining beneficiary of the block. */
  readonly coinbase: Address
  readonly gasLimit: bigint
  readonly difficulty: bigint
  /** 32 bytes; zeros before shanghai. */
  readonly prevRandao: Uint8Array
  /** In wei; `undefined` before london. */
  readonly baseFee: bigint | undefined
  /** Hash of an ancestor within the window of 256 blocks; `undefined` when there is no such block. */
  blockHash(number: bigint): Uint8Array | undefined
}

/** The environment of a block: its header values, with the mining beneficiary that the consensus configuration fixes. */
export function environmentOf(chain: PublicChain, block: BlockHeader): ExecutionEnvironment {
  return {
    fork: block.fork,
    chainId: chain.genesis.chainId,
    number: block.number,
    timestamp: block.timestamp,
    coinbase: rewardRuleAt(chain.genesis.rewards, block.number).beneficiary ?? block.coinbase,
    codeSizeLimit: chain.genesis.codeSizeLimit,
    gasLimit: block.gasLimit,
    difficulty: block.difficulty,
    prevRandao: block.mixHash,
    baseFee: block.baseFee,
    blockHash: (number) => chain.ancestor(block.parentHash, number),
  }
}
