import { type Block, createBlockFromRLP } from '@ethereumjs/block'
import { RLP } from '@ethereumjs/rlp'
import { CoterieError } from '../errors/CoterieError.ts'
import { toBigInt } from '../primitives/bytes.ts'
import { decodePlainBlock } from './decodePlainBlock.ts'
import { forkAt } from './forkSchedule.ts'
import type { Genesis } from './genesis.ts'
import { type HardforkName, decodingRules } from './hardfork.ts'
import { type PublicBlock, publicBlock } from './PublicBlock.ts'

/**
 * Decodes a whole block.
 * @throws {CoterieError} `BLOCK_INVALID` when the bytes are no block of this chain.
 */
export function decodeBlock(rlp: Uint8Array, genesis: Genesis): PublicBlock {
  return decodePlainBlock(rlp, genesis, sourceOf) ?? decodeWith(rlp, genesis)
}

function decodeWith(rlp: Uint8Array, genesis: Genesis): PublicBlock {
  try {
    const fork = forkOfBlock(rlp, genesis)
    return publicBlock(sourceOf(rlp, fork, genesis.chainId), fork)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new CoterieError('BLOCK_INVALID', `not a block of this chain: ${problem}`, { cause })
  }
}

function sourceOf(rlp: Uint8Array, fork: HardforkName, chainId: bigint): Block {
  const common = decodingRules(fork, chainId)
  return createBlockFromRLP(rlp, { common, skipConsensusFormatValidation: true, freeze: false })
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
