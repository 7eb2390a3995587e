import { EMPTY_BYTES } from '../primitives/bytes.ts'
import type { Address, BlockHash } from '../primitives/identifiers.ts'
import type { BlockHeader } from './BlockHeader.ts'
import { forkAt } from './forkSchedule.ts'
import type { Genesis } from './genesis.ts'
import { isAtLeast } from './hardfork.ts'
import type { PublicBlock } from './PublicBlock.ts'
import type { PublicTransaction } from './PublicTransaction.ts'
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
  readonly transactions: readonly PublicTransaction[]
}

/** A block that has been made, with the candidates that are not in it. */
export interface MadeBlock {
  readonly block: PublicBlock
  /** Candidates that can never be in a block on this parent, with the reason. */
  readonly refused: readonly { readonly transaction: PublicTransaction; readonly reason: unknown }[]
  /** Candidates that did not fit. */
  readonly postponed: readonly PublicTransaction[]
}

/** Header of a block to be made, as far as its execution does not give it. */
export interface DraftHeader extends Omit<BlockHeader, 'hash' | 'stateRoot'> {
  readonly extraData: Uint8Array
}

/** What the template says, and where it is silent, what follows from the parent. */
export function draftHeader(template: BlockTemplate, parent: PublicBlock, genesis: Genesis): DraftHeader {
  const number = parent.number + 1n
  const fork = forkAt(genesis.forks, number, template.timestamp)
  const london = isAtLeast(fork, 'london')
  return {
    parentHash: parent.hash,
    number,
    fork,
    timestamp: template.timestamp,
    coinbase: template.coinbase,
    gasLimit: template.gasLimit ?? parent.gasLimit,
    difficulty: isAtLeast(fork, 'shanghai') ? 0n : (template.difficulty ?? parent.difficulty),
    extraData: template.extraData ?? EMPTY_BYTES,
    mixHash: template.mixHash ?? new Uint8Array(32),
    baseFee: london ? (template.baseFee ?? nextBaseFee(genesis, parent, number, london)) : undefined,
  }
}
