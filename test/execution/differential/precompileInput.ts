import { concat, fromHex, toWord } from '../../../src/primitives/bytes.ts'
import type { SeededRandom } from '../../rpc/fuzz/SeededRandom.ts'

/** A signature that ecrecover accepts: hash, v, r, s. */
const SIGNATURE = fromHex(
  '456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3' +
    '000000000000000000000000000000000000000000000000000000000000001c' +
    '9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac8038825608' +
    '4f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada',
)
/** The generator of BN254 and its double. */
const G = concat(toWord(1n), toWord(2n))

/** A precompiled contract and an input for it, which it often accepts. */
export function precompileInput(random: SeededRandom): [address: bigint, input: Uint8Array] {
  const address = 1 + random.below(10)
  const input = inputOf(address, random)
  if (random.oneIn(6) && input.length > 0) input[random.below(input.length)] = random.below(256)
  return [BigInt(address), random.oneIn(8) ? input.subarray(0, random.below(input.length + 1)) : input]
}

function inputOf(address: number, random: SeededRandom): Uint8Array {
  switch (address) {
    case 1:
      return SIGNATURE.slice()
    case 5: {
      const sizes = [random.below(40), random.below(36), random.below(40)]
      const body = sizes.reduce((sum, size) => sum + size, 0)
      return concat(...sizes.map((size) => toWord(BigInt(size))), random.bytes(body))
    }
    case 6:
      return concat(G, random.oneIn(2) ? G : new Uint8Array(64))
    case 7:
      return concat(G, random.bytes(32))
    case 8:
      return new Uint8Array(random.oneIn(2) ? 192 : 0)
    case 9: {
      const input = concat(new Uint8Array(3), Uint8Array.of(random.below(20)), random.bytes(209))
      input[212] = random.below(2)
      return input
    }
    case 10:
      return new Uint8Array(192)
    default:
      return random.bytes(random.below(100))
  }
}
