import { bls12_381 as bls } from '@noble/curves/bls12-381.js'

/** The second G2 power of Ethereum's KZG ceremony: all that verifying a single evaluation needs of the setup (EIP-4844). */
const TAU_G2 =
  'b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72' +
  '185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2'

type G1 = typeof bls.G1.Point.BASE
type G2 = typeof bls.G2.Point.BASE

let tauG2: G2 | undefined

/**
 * Whether a polynomial with this commitment has the value `y` at `z` (the check of precompile `0x0a`, EIP-4844). Input that
 * is no point or no field element is not.
 * @param commitment 48 bytes. @param z 32 bytes. @param y 32 bytes. @param proof 48 bytes. All hex.
 */
export function verifyPointEvaluation(commitment: string, z: string, y: string, proof: string): boolean {
  try {
    const [point, value] = [BigInt(z), BigInt(y)]
    if (point >= bls.fields.Fr.ORDER || value >= bls.fields.Fr.ORDER) return false
    const [committed, quotient] = [g1(commitment), g1(proof)]
    tauG2 ??= bls.G2.Point.fromHex(TAU_G2)
    // e(C − y·G1, −G2) · e(π, τ·G2 − z·G2) = 1
    const left = committed.subtract(times(bls.G1.Point.BASE, value))
    const right = tauG2.subtract(times(bls.G2.Point.BASE, point))
    const pairs = [
      { g1: left, g2: bls.G2.Point.BASE.negate() },
      { g1: quotient, g2: right },
    ].filter((pair) => !pair.g1.is0() && !pair.g2.is0())
    return pairs.length === 0 || bls.fields.Fp12.eql(bls.pairingBatch(pairs), bls.fields.Fp12.ONE)
  } catch {
    return false
  }
}

function g1(hex: string): G1 {
  const point = bls.G1.Point.fromHex(hex.replace(/^0x/, ''))
  point.assertValidity()
  return point
}

function times<P extends { multiply(scalar: bigint): P; subtract(other: P): P }>(point: P, scalar: bigint): P {
  return scalar === 0n ? point.subtract(point) : point.multiply(scalar)
}
