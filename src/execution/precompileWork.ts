import { toBigInt } from '../primitives/bytes.ts'
import type { ExecutionCap } from './engine.ts'
import { ExecutionCapReached } from './executionErrors.ts'

const ECRECOVER = 1
const RIPEMD = 3
const MODEXP = 5
const ADDITION = 6
const MULTIPLICATION = 7
const PAIRING = 8
const BLAKE2F = 9
const POINT_EVALUATION = 10

/** Prices of those that cost the same whatever their input is. */
const FIXED_GAS: Readonly<Record<number, bigint>> = {
  [ECRECOVER]: 3000n,
  [ADDITION]: 150n,
  [MULTIPLICATION]: 6000n,
  [POINT_EVALUATION]: 50_000n,
}
const PAIR_BYTES = 192
const GAS_PER_PAIR = 34_000n
const GAS_PER_UNIT = 100n
/** What takes longer than its gas says. */
const GAS_PER_UNIT_OF: Readonly<Record<number, bigint>> = { [MULTIPLICATION]: 10n }
const RIPEMD_BYTES_PER_UNIT = 64

/**
 * Units of work of a call to a precompiled contract, without that of passing its input.
 * @param address of the precompile, hex without `0x`.
 * @throws {ExecutionCapReached} when the call costs more gas than the cap allows.
 */
export function precompileWork(address: string, data: Uint8Array, { precompileGas }: ExecutionCap): number {
  const number = Number.parseInt(address, 16)
  if (number === RIPEMD) return Math.floor(data.length / RIPEMD_BYTES_PER_UNIT)
  const gas = gasOf(number, data)
  if (gas > precompileGas) throw new ExecutionCapReached('precompileGas')
  return Number(gas / (GAS_PER_UNIT_OF[number] ?? GAS_PER_UNIT))
}

/** About what a call costs, before it runs; not exact, and not meant to be. 0 where the size of the input bounds the work. */
function gasOf(number: number, data: Uint8Array): bigint {
  switch (number) {
    case MODEXP:
      return modexpGas(data)
    case PAIRING:
      return BigInt(Math.floor(data.length / PAIR_BYTES)) * GAS_PER_PAIR
    case BLAKE2F:
      return toBigInt(data.subarray(0, 4))
    default:
      return FIXED_GAS[number] ?? 0n
  }
}

/** Gas of MODEXP after EIP-2565, the cheapest of its price lists, with every exponent taken as full. */
function modexpGas(data: Uint8Array): bigint {
  const [base, exponent, modulus] = [0, 32, 64].map((at) => toBigInt(data.subarray(at, at + 32)))
  const longest = (base ?? 0n) > (modulus ?? 0n) ? (base ?? 0n) : (modulus ?? 0n)
  const words = (longest + 7n) / 8n
  return (words * words * (exponent ?? 0n) * 8n) / 3n
}
