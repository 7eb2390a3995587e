import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeAscending, encodeAscending } from '../../src/storage/ascendingNumbers.ts'

describe('ascending numbers', () => {
  it('come back as they were', () => {
    const numbers = fc.uniqueArray(fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 32 - 1 })), { maxLength: 60 })
    fc.assert(
      fc.property(numbers, (unsorted) => {
        const ascending = Uint32Array.from(unsorted).sort()
        expect(decodeAscending(encodeAscending(ascending))).toEqual(ascending)
      }),
    )
  })

  it('take one byte each when they are near each other', () => {
    const numbers = Uint32Array.from({ length: 1000 }, (_, index) => index * 100)
    expect(encodeAscending(numbers)).toHaveLength(1000)
    expect([...encodeAscending(Uint32Array.of(0, 127, 255, 2 ** 32 - 1))]).toEqual([
      0, 127, 0x80, 1, 0x80, 0xfe, 0xff, 0xff, 0x0f,
    ])
  })
})
