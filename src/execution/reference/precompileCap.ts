import { toBigInt } from '../../primitives/bytes.ts'

const MODEXP = 5
const PAIRING = 8
const BLAKE2F = 9
const PAIR_BYTES = 192
const GAS_PER_PAIR = 34_000n

/**
 * Whether a call to a precompiled contract costs more gas than a cap: the three whose work is not bounded by the size of
 * their input in memory. Not exact, and not meant to be.
 * @param address of the precompile, hex without `0x`.
 */
export function exceedsPrecompileCap(address: string, data: Uint8Array, cap: bigint): boolean {
  switch (Number.parseInt(address, 16)) {
    case MODEXP:
      return modexpGas(data) > cap
    case PAIRING:
      return BigInt(Math.floor(data.length / PAIR_BYTES)) * GAS_PER_PAIR > cap
    case BLAKE2F:
      return toBigInt(data.subarray(0, 4)) > cap
    default:
      return false
  }
}

/** Gas of MODEXP after EIP-2565, the cheapest of its price lists, with every exponent taken as full. */
function modexpGas(data: Uint8Array): bigint {
  const [base, exponent, modulus] = [0, 32, 64].map((at) => toBigInt(data.subarray(at, at + 32)))
  const longest = (base ?? 0n) > (modulus ?? 0n) ? (base ?? 0n) : (modulus ?? 0n)
  const words = (longest + 7n) / 8n
  return (words * words * (exponent ?? 0n) * 8n) / 3n
}
