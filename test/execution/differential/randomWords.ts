import type { SeededRandom } from '../../rpc/fuzz/SeededRandom.ts'

const LIMIT = 2n ** 256n

/** A word that operations treat in a special way more often than a random one. */
export function interestingWord(random: SeededRandom): bigint {
  switch (random.below(8)) {
    case 0:
      return BigInt(random.below(4))
    case 1:
      return BigInt(random.below(300))
    case 2:
      return 2n ** BigInt(random.below(256))
    case 3:
      return 2n ** BigInt(random.below(257)) - 1n
    case 4:
      return LIMIT - 1n - BigInt(random.below(300))
    case 5:
      return BigInt(random.below(2 ** 32))
    case 6:
      return (2n ** BigInt(random.below(256)) + BigInt(random.below(1000))) % LIMIT
    default:
      return BigInt(`0x${Buffer.from(random.bytes(1 + random.below(32))).toString('hex')}`)
  }
}

/** An offset into memory or data: mostly small, seldom absurd. */
export function offset(random: SeededRandom): bigint {
  if (random.oneIn(60)) return interestingWord(random)
  if (random.oneIn(15)) return BigInt(random.below(20_000))
  return BigInt(random.below(200))
}

/** A length: mostly small, often 0, seldom absurd. */
export function length(random: SeededRandom): bigint {
  if (random.oneIn(80)) return interestingWord(random)
  if (random.oneIn(12)) return BigInt(random.below(8000))
  return random.oneIn(5) ? 0n : BigInt(random.below(130))
}
