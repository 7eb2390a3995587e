import type { HeaderData } from '@ethereumjs/block'
import type { TypedTransaction } from '@ethereumjs/tx'
import type { Address, BlockHash } from '../primitives/identifiers.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import type { Genesis } from './genesis.ts'
import { type HardforkName, isAtLeast } from './hardfork.ts'
import type { PublicBlock } from './PublicBlock.ts'
import { nextBaseFee } from './validateHeader.ts'

/** What a block to be made consists of. */
export interface BlockTemplate {
  readonly parent: BlockHash
  /** In seconds; must be later than the parent's. */
  readonly timestamp: bigint
  readonly coinbase: Address
  /** Default: the parent's. */
  readonly gasLimit?: bigint | undefined
  readonly extraData?: Uint8Array | undefined
  /** Default: zeros. From shanghai on this is PREVRANDAO. */
  readonly mixHash?: Uint8Array | undefined
  /** In wei per gas; from london on. Default: what the parent makes of it. */
  readonly baseFee?: bigint | undefined
  /** Before shanghai. Default: the parent's. */
  readonly difficulty?: bigint | undefined
  /** Candidates in the order in which they are to be tried. */
  readonly transactions: readonly TypedTransaction[]
}

/** A block that has been made, with the candidates that are not in it. */
export interface MadeBlock {
  readonly block: PublicBlock
  /** Candidates that can never be in a block on this parent, with the reason. */
  readonly refused: readonly { readonly transaction: TypedTransaction; readonly reason: unknown }[]
  /** Candidates that did not fit. */
  readonly postponed: readonly TypedTransaction[]
}

/** Header of a block to be made, without what its execution will give. */
export function templateHeader(
  template: BlockTemplate,
  parent: PublicBlock,
  fork: HardforkName,
  genesis: Genesis,
): HeaderData {
  const number = parent.number + 1n
  const london = isAtLeast(fork, 'london')
  const shanghai = isAtLeast(fork, 'shanghai')
  const baseFee = london ? (template.baseFee ?? nextBaseFee(genesis, parent, number, london)) : undefined
  const { gasLimit, difficulty } = parent.source.header
  return {
    parentHash: parent.hash,
    number,
    timestamp: template.timestamp,
    coinbase: template.coinbase,
    gasLimit: template.gasLimit ?? gasLimit,
    difficulty: shanghai ? 0n : (template.difficulty ?? difficulty),
    ...(template.extraData === undefined ? {} : { extraData: template.extraData }),
    ...(template.mixHash === undefined ? {} : { mixHash: template.mixHash }),
    ...(baseFee === undefined ? {} : { baseFeePerGas: baseFee }),
    ...(shanghai ? { withdrawalsRoot: EMPTY_ROOT } : {}),
    ...(isAtLeast(fork, 'cancun')
      ? { blobGasUsed: 0n, excessBlobGas: 0n, parentBeaconBlockRoot: new Uint8Array(32) }
      : {}),
  }
}
