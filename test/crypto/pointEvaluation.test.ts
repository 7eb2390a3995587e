import { describe, expect, it } from 'vitest'
import { verifyPointEvaluation } from '../../src/crypto/pointEvaluation.ts'

const INFINITY = `0xc0${'00'.repeat(47)}`
const word = (n: bigint): string => `0x${n.toString(16).padStart(64, '0')}`
const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n

/** The published example of EIP-4844's precompile. */
const KNOWN = {
  commitment: '0x8f59a8d2a1a625a17f3fea0fe5eb8c896db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7',
  z: '0x564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306',
  y: '0x24d25032e67a7e6a4910df5834b8fe70e6bcfeeac0352434196bdf4b2485d5a1',
  proof: '0x873033e038326e87ed3e1276fd140253fa08e9fc25fb2d9a98527fc22a2c9612fbeafdad446cbc7bcdbdcd780af2c16a',
}

describe('verifyPointEvaluation (EIP-4844)', () => {
  it('agrees with a known evaluation and with no other value', () => {
    const { commitment, z, y, proof } = KNOWN
    expect(verifyPointEvaluation(commitment, z, y, proof)).toBe(true)
    expect(verifyPointEvaluation(commitment, z, word(BigInt(y) + 1n), proof)).toBe(false)
    expect(verifyPointEvaluation(commitment, word(BigInt(z) + 1n), y, proof)).toBe(false)
    expect(verifyPointEvaluation(commitment, z, y, INFINITY)).toBe(false)
  })

  it('agrees that the zero polynomial is zero everywhere', () => {
    expect(verifyPointEvaluation(INFINITY, word(0n), word(0n), INFINITY)).toBe(true)
    expect(verifyPointEvaluation(INFINITY, word(17n), word(0n), INFINITY)).toBe(true)
    expect(verifyPointEvaluation(INFINITY, word(17n), word(1n), INFINITY)).toBe(false)
  })

  it.each([
    ['z is no field element', INFINITY, word(ORDER), word(0n), INFINITY],
    ['y is no field element', INFINITY, word(0n), word(ORDER), INFINITY],
    ['the commitment is no point', `0x${'11'.repeat(48)}`, word(0n), word(0n), INFINITY],
    ['the proof is no point', INFINITY, word(0n), word(0n), `0x80${'00'.repeat(47)}`],
  ])('disagrees when %s', (_, commitment, z, y, proof) => {
    expect(verifyPointEvaluation(commitment, z, y, proof)).toBe(false)
  })
})
