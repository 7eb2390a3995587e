import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type NibblePath,
  commonLength,
  comparePaths,
  joinPaths,
  nibbleAt,
  singleNibble,
} from '../../../src/state/trie/nibbles.ts'

const path = fc
  .tuple(fc.array(fc.constantFrom(0x00, 0x01, 0x10, 0x12, 0xff), { maxLength: 5 }), fc.nat(), fc.nat())
  .map(([bytes, a, b]): NibblePath => {
    const limit = bytes.length * 2 + 1
    return { bytes: Uint8Array.from(bytes), start: Math.min(a % limit, b % limit), end: Math.max(a % limit, b % limit) }
  })
const nibblesOf = (one: NibblePath): number[] =>
  Array.from({ length: one.end - one.start }, (_, i) => nibbleAt(one.bytes, one.start + i))

describe('nibble paths', () => {
  it('joins', () => {
    fc.assert(
      fc.property(path, path, (a, b) => {
        const joined = joinPaths(a, b)
        expect(nibblesOf(joined)).toEqual([...nibblesOf(a), ...nibblesOf(b)])
        expect(joined.end).toBe(joined.bytes.length * 2)
      }),
    )
    expect(nibblesOf(singleNibble(11))).toEqual([11])
  })

  it('compares by nibbles, a prefix first', () => {
    fc.assert(
      fc.property(path, path, (a, b) => {
        const text = (one: NibblePath): string =>
          nibblesOf(one)
            .map((n) => n.toString(16))
            .join('')
        const expected = text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0
        expect(Math.sign(comparePaths(a, b))).toBe(expected)
      }),
    )
  })

  it('counts what a path has in common with a key', () => {
    fc.assert(
      fc.property(path, path, fc.nat(), (a, { bytes }, at) => {
        const from = at % (bytes.length * 2 + 1)
        const rest = nibblesOf({ bytes, start: from, end: bytes.length * 2 })
        const own = nibblesOf(a)
        const differs = own.findIndex((nibble, i) => nibble !== rest[i])
        expect(commonLength(a, bytes, from)).toBe(differs < 0 ? own.length : differs)
      }),
    )
  })
})
