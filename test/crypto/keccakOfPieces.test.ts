import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { keccak256 } from '../../src/crypto/keccak.ts'
import { keccakOfPieces } from '../../src/crypto/keccakOfPieces.ts'
import { toHex } from '../../src/primitives/bytes.ts'

const data = new Uint8Array(300_000).map((_, at) => at * at + (at >> 8))

/** The bytes up to the last position, cut at the others. */
function cut(positions: readonly number[]): Uint8Array[] {
  const sorted = [...positions].sort((a, b) => a - b)
  return sorted.map((end, index) => data.subarray(sorted[index - 1] ?? 0, end))
}

it('the digest is that of the whole, however it is cut', () => {
  // Around a block (136 bytes) and around what goes in at once (64,736), too.
  const position = fc.oneof(
    fc.nat(data.length),
    fc.nat(300),
    fc.integer({ min: 64_730, max: 64_740 }),
    fc.integer({ min: 129_470, max: 129_475 }),
  )
  fc.assert(
    fc.property(fc.array(position, { minLength: 1, maxLength: 6 }), (positions) => {
      expect(toHex(keccakOfPieces(cut(positions)))).toBe(toHex(keccak256(data.subarray(0, Math.max(...positions)))))
    }),
  )
  expect(toHex(keccakOfPieces([]))).toBe(toHex(keccak256(new Uint8Array(0))))
})

it('one digest may be computed while another one is under way', () => {
  function* pieces(): Generator<Uint8Array> {
    for (const piece of cut([100, 70_000, 140_000])) {
      keccakOfPieces([piece, piece])
      keccak256(piece)
      yield piece
    }
  }
  expect(toHex(keccakOfPieces(pieces()))).toBe(toHex(keccak256(data.subarray(0, 140_000))))
})

it('without WebAssembly it is the same', async () => {
  vi.resetModules()
  vi.stubGlobal('WebAssembly', undefined)
  try {
    const fallback = await import('../../src/crypto/keccakOfPieces.ts')
    expect(toHex(fallback.keccakOfPieces(cut([5, 70_000])))).toBe(toHex(keccak256(data.subarray(0, 70_000))))
  } finally {
    vi.unstubAllGlobals()
    vi.resetModules()
  }
})
