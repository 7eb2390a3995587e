import { CoterieError } from '../errors/CoterieError.ts'
import { londonBlock } from './forkSchedule.ts'
import type { Genesis } from './genesis.ts'
import { isAtLeast } from './hardfork.ts'
import type { PublicBlock } from './PublicBlock.ts'

const MIN_GAS_LIMIT = 5000n
/** A block's gas limit moves by less than this fraction of its parent's. */
const GAS_LIMIT_BOUND = 1024n
const INITIAL_BASE_FEE = 1_000_000_000n

/** The base fee of a block on `parent`; `undefined` before london (EIP-1559, `zeroBaseFee`). */
export function nextBaseFee(
  genesis: Genesis,
  parent: PublicBlock,
  number: bigint,
  london: boolean,
): bigint | undefined {
  if (!london) return undefined
  if (genesis.zeroBaseFee) return 0n
  if (number === londonBlock(genesis.forks)) return INITIAL_BASE_FEE
  return parent.source.header.calcNextBaseFee()
}

/**
 * Checks a header against its parent: number, time, gas limit, base fee. The seal and the difficulty are not checked, since
 * Coterie has no consensus.
 * @throws {CoterieError} `BLOCK_INVALID` naming the rule.
 */
export function validateHeader(block: PublicBlock, parent: PublicBlock, genesis: Genesis): void {
  if (block.number !== parent.number + 1n)
    throw invalidHeader(block, `its number is ${block.number}, after ${parent.number}`)
  if (block.timestamp <= parent.timestamp) throw invalidHeader(block, 'it is not younger than its parent')
  if (block.gasUsed > block.gasLimit) throw invalidHeader(block, 'it uses more gas than its limit')
  const difference = block.gasLimit - parent.gasLimit
  const bound = parent.gasLimit / GAS_LIMIT_BOUND
  if (block.gasLimit < MIN_GAS_LIMIT || difference >= bound || -difference >= bound) {
    if (difference !== 0n)
      throw invalidHeader(block, `its gas limit ${block.gasLimit} is too far from ${parent.gasLimit}`)
  }
  const baseFee = nextBaseFee(genesis, parent, block.number, isAtLeast(block.fork, 'london'))
  if (block.baseFee !== baseFee) {
    throw invalidHeader(block, `its base fee is ${block.baseFee} and should be ${baseFee}`)
  }
}

/** A refusal before anything of the block is executed. */
function invalidHeader(block: PublicBlock, problem: string): CoterieError<'BLOCK_INVALID'> {
  const { message, details } = invalid(block, problem)
  return new CoterieError('BLOCK_INVALID', message, { details: { ...details, stage: 'header' } })
}

/** A refusal of a block by a rule of the public chain. */
export function invalid(block: PublicBlock, problem: string, cause?: unknown): CoterieError<'BLOCK_INVALID'> {
  const details = { number: block.number.toString(), hash: `0x${Buffer.from(block.hash).toString('hex')}` }
  return new CoterieError('BLOCK_INVALID', `block ${block.number} breaks a rule: ${problem}`, { cause, details })
}
