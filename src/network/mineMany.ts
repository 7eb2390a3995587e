import type { PublicChain } from '../chain/PublicChain.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import type { MineManyOptions, MineOptions } from './MineOptions.ts'
import type { Inclusion } from './SendingNode.ts'
import { wholeNumber } from './wholeNumber.ts'

const MOST_BLOCKS = 100_000n

/**
 * Makes several blocks by making one again and again.
 * @param mineOne asks for its options when it is its turn.
 * @throws {CoterieError} `INVALID_ARGUMENT` for a count or an interval that cannot be.
 */
export async function mineMany(
  { count, intervalSeconds, ...first }: MineManyOptions,
  mineOne: (options: () => MineOptions) => Promise<Inclusion>,
  chain: PublicChain,
): Promise<readonly Inclusion[]> {
  const blocks = wholeNumber(count, 'the number of blocks')
  if (blocks > MOST_BLOCKS) {
    throw new CoterieError('INVALID_ARGUMENT', `mine at most ${MOST_BLOCKS} blocks at once, not ${blocks}`)
  }
  const interval = intervalSeconds === undefined ? undefined : wholeNumber(intervalSeconds, 'the interval')
  if (interval === 0n) throw new CoterieError('INVALID_ARGUMENT', 'blocks are at least 1 second apart')
  const later = (): MineOptions => (interval === undefined ? {} : { timestamp: chain.head.timestamp + interval })
  const made: Inclusion[] = []
  while (made.length < blocks) made.push(await mineOne(made.length === 0 ? () => first : later))
  return made
}
