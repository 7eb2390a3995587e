import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { keccak256 } from '../../src/crypto/keccak.ts'
import { keccakPair } from '../../src/crypto/keccakPair.ts'
import { PAIR_ROOM } from '../../src/crypto/keccakPairModule.ts'
import { toHex } from '../../src/primitives/bytes.ts'

function hashBoth(first: Uint8Array, second: Uint8Array): string[] {
  if (keccakPair === undefined) throw new Error('this machine has no vectors')
  keccakPair.put(0, first)
  keccakPair.put(1, second)
  keccakPair.hash()
  const digests = new Uint8Array(66)
  keccakPair.digestInto(0, digests, 1)
  keccakPair.digestInto(1, digests, 33)
  return [toHex(digests.subarray(1, 33)), toHex(digests.subarray(33, 65))]
}

describe('keccakPair', () => {
  it('gives the digests of one input at a time, whatever the lengths', () => {
    const input = fc.uint8Array({ maxLength: PAIR_ROOM })
    fc.assert(
      fc.property(input, input, (first, second) => {
        expect(hashBoth(first, second)).toEqual([toHex(keccak256(first)), toHex(keccak256(second))])
      }),
      { numRuns: 300 },
    )
    const lengths = [0, 1, 135, 136, 137, 271, 272, 532, PAIR_ROOM - 1, PAIR_ROOM]
    for (const one of lengths) {
      for (const other of lengths) {
        const [first, second] = [new Uint8Array(one).fill(one + 1), new Uint8Array(other).fill(other + 2)]
        expect(hashBoth(first, second)).toEqual([toHex(keccak256(first)), toHex(keccak256(second))])
      }
    }
  })

  it('leaves the inputs alone, and nothing of them for the next pair', () => {
    const [long, short] = [new Uint8Array(PAIR_ROOM).fill(0xff), Uint8Array.of(1)]
    hashBoth(long, long)
    expect(hashBoth(short, long)).toEqual([toHex(keccak256(short)), toHex(keccak256(long))])
    expect(hashBoth(long, short)).toEqual([toHex(keccak256(long)), toHex(keccak256(short))])
    expect(short).toEqual(Uint8Array.of(1))
  })
})

describe('keccakPair without WebAssembly', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  it('is not there', async () => {
    vi.resetModules()
    vi.stubGlobal('WebAssembly', undefined)
    const fallback = await import('../../src/crypto/keccakPair.ts')
    expect(fallback.keccakPair).toBeUndefined()
  })
})
