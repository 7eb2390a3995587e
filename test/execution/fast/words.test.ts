import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FAR,
  bigOf,
  hexDigits,
  isSmall,
  isZero,
  numberOf,
  putWord,
  scalarBytes,
  setBig,
  setBytes,
  setNumber,
  wordBytes,
} from '../../../src/execution/fast/words.ts'
import { toHex, toScalar, toWord } from '../../../src/primitives/bytes.ts'

const word = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n }),
  fc.nat(256).map((bits) => 2n ** BigInt(bits) - 1n),
)

describe('words of eight limbs', () => {
  it('are the numbers that were written', () => {
    fc.assert(
      fc.property(word, (value) => {
        const words = new Uint32Array(24).fill(0xdeadbeef)
        setBig(words, 8, value)
        expect(bigOf(words, 8)).toBe(value)
        expect([words[7], words[16]]).toEqual([0xdeadbeef, 0xdeadbeef])
        expect(isZero(words, 8)).toBe(value === 0n)
        expect(isSmall(words, 8)).toBe(value < 2n ** 32n)
        expect(numberOf(words, 8)).toBe(value < BigInt(FAR) ? Number(value) : FAR)
        expect(`0x${hexDigits(words, 8, 8)}`).toBe(toHex(toWord(value)))
        expect(wordBytes(words, 8)).toEqual(toWord(value))
        expect(scalarBytes(words, 8)).toEqual(toScalar(value))
      }),
    )
  })

  it('are read from bytes of any length and written as 32', () => {
    fc.assert(
      fc.property(word, fc.nat(5), (value, offset) => {
        const words = new Uint32Array(8).fill(1)
        const scalar = toScalar(value)
        const bytes = new Uint8Array(offset + scalar.length + 3).fill(9)
        bytes.set(scalar, offset)
        setBytes(words, 0, bytes, offset, scalar.length)
        expect(bigOf(words, 0)).toBe(value)
        const memory = new Uint8Array(40).fill(7)
        putWord(words, 0, memory, 4)
        expect(memory.subarray(4, 36)).toEqual(toWord(value))
        expect([memory[3], memory[36]]).toEqual([7, 7])
      }),
    )
  })

  it('hold numbers below 2^53', () => {
    const words = new Uint32Array(8).fill(5)
    setNumber(words, 0, 2 ** 53 - 1)
    expect(bigOf(words, 0)).toBe(2n ** 53n - 1n)
  })
})
