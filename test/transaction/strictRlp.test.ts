import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../src/errors/DecodeError.ts'
import { concat, EMPTY_BYTES, equalBytes, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { encodeRlpList } from '../../src/transaction/encodeRlp.ts'
import {
  decodeRlp,
  rlpBytesAt,
  rlpItems,
  rlpListBounds,
  rlpScalars,
  type RlpItem,
} from '../../src/transaction/strictRlp.ts'
import { anyBytes, decoded, hostile, thrownBy } from './arbitraries.ts'

const decode = (hex: string): RlpItem => decodeRlp(fromHex(hex), 'thing')

const item = fc.letrec<{ item: RlpItem }>((tie) => ({
  item: fc.oneof(
    { depthSize: 'small', maxDepth: 10 },
    anyBytes(80),
    fc.array(tie('item'), { maxLength: 5 }) as fc.Arbitrary<RlpItem>,
  ),
})).item

describe('decodeRlp', () => {
  test('byte strings, numbers and lists', () => {
    expect(decode('80')).toEqual(EMPTY_BYTES)
    expect(decode('00')).toEqual(Uint8Array.of(0))
    expect(decode('7f')).toEqual(Uint8Array.of(0x7f))
    expect(decode('8180')).toEqual(Uint8Array.of(0x80))
    expect(decode('c0')).toEqual([])
    expect(decode('c3c20180')).toEqual([[Uint8Array.of(1), EMPTY_BYTES]])
    expect(decode(`b838${'ab'.repeat(56)}`)).toEqual(new Uint8Array(56).fill(0xab))
    expect(decode(`f838${'01'.repeat(56)}`)).toHaveLength(56)
  })

  test.each([
    ['nothing', ''],
    ['a prefix before a small byte', '8105'],
    ['a prefix before a small byte in a list', 'c28105'],
    ['the long form of a short string', `b837${'ab'.repeat(55)}`],
    ['the long form of a short list', `f837${'01'.repeat(55)}`],
    ['a length with leading zeros', `b90038${'ab'.repeat(56)}`],
    ['a list length with leading zeros', `f90038${'01'.repeat(56)}`],
    ['a length of zero', 'b800'],
    ['a string that is cut off', '83abcd'],
    ['a list that is cut off', 'c3ab'],
    ['a length that is cut off', 'b9ff'],
    ['a length of eight bytes', `bf${'ff'.repeat(8)}`],
    ['a list length of eight bytes', `ff${'ff'.repeat(8)}`],
    ['an item that runs out of its list', 'c2830102'],
    ['an item that runs out of its list into the next', 'c4c2830102'],
    ['trailing bytes', '8000'],
    ['trailing bytes after a list', 'c0c0'],
  ])('refuses %s', (_, hex) => {
    expect(thrownBy(() => decode(hex))).toMatchObject({ code: 'DECODE_FAILED', kind: 'format' })
  })

  test('refuses deep nesting without exhausting the stack', () => {
    let nested: Uint8Array = Uint8Array.of(0xc0)
    for (let i = 0; i < 300; i++) nested = encodeRlpList([nested])
    expect(thrownBy(() => decodeRlp(nested, 'thing'))).toBeInstanceOf(DecodeError)
    expect(thrownBy(() => decodeRlp(new Uint8Array(1_000_000).fill(0xc1), 'thing'))).toBeInstanceOf(DecodeError)
  })

  test('accepts sixteen levels of lists and no more', () => {
    const levels = (count: number): string =>
      toHex(RLP.encode(Array.from({ length: count }).reduce<RlpItem>((inner) => [inner], EMPTY_BYTES)))
    expect(decode(levels(16))).toHaveLength(1)
    expect(thrownBy(() => decode(levels(17)))).toMatchObject({
      message: expect.stringContaining('too deeply') as string,
    })
  })

  test('long lists', () => {
    const list = encodeRlpList(Array.from({ length: 250_000 }, () => Uint8Array.of(1)))
    expect(decodeRlp(list, 'thing')).toHaveLength(250_000)
  })

  test('returns plain copies, also of a Buffer', () => {
    const input = Buffer.from('82abcd', 'hex')
    const output = decodeRlp(input, 'thing') as Uint8Array
    input.fill(0)
    expect(output.constructor).toBe(Uint8Array)
    expect(output).toEqual(Uint8Array.of(0xab, 0xcd))
  })

  test('undoes the encoding of any item', () => {
    fc.assert(
      fc.property(item, (value) => {
        expect(decodeRlp(RLP.encode(value), 'thing')).toEqual(value)
      }),
    )
  })

  test('accepts the canonical encoding only', () => {
    const valid = RLP.encode([anyLong, [anyLong, Uint8Array.of(3)], EMPTY_BYTES, []])
    fc.assert(
      fc.property(hostile(valid), (input) => {
        const value = decoded((bytes) => decodeRlp(bytes, 'thing'), input)
        if (value !== undefined) expect(equalBytes(RLP.encode(value), input)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

const anyLong = new Uint8Array(60).fill(7)

describe('encodeRlpList', () => {
  test('is the encoding of the list of the items', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), (items) => {
        expect(encodeRlpList(items.map((value) => RLP.encode(value)))).toEqual(RLP.encode(items))
      }),
    )
  })

  test.each([0, 55, 56, 255, 256, 65_535, 65_536])('%i bytes of items', (length) => {
    const items = Array.from({ length }, () => Uint8Array.of(5))
    expect(concat(encodeRlpList(items))).toEqual(RLP.encode(items))
  })
})

describe('parts of a list', () => {
  const items = fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 20 })

  test('are those of the whole', () => {
    fc.assert(
      fc.property(items, (list) => {
        const encoded = RLP.encode(list)
        for (let place = 0; place < list.length + 2; place++) {
          expect(rlpBytesAt(encoded, place, 'list')).toEqual(list[place])
        }
        const bounds = rlpListBounds(encoded, 'list')
        const parts = list.map((_, place) => encoded.slice(bounds[place], bounds[place + 1]))
        expect(parts).toEqual(list.map((item) => RLP.encode(item)))
        expect(bounds.at(-1)).toBe(encoded.length)
        expect(rlpItems(encoded, 'list')).toEqual(parts)
      }),
    )
  })

  test('numbers are read wherever they stand', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), { maxLength: 12 }), (numbers) => {
        const encoded = RLP.encode(numbers)
        const places = numbers.map((_, place) => place).filter((place) => place % 2 === 0)
        expect(rlpScalars(encoded, places, 'list')).toEqual(places.map((place) => numbers[place]))
      }),
    )
  })

  test('refuse what is no list, and a list where a byte string should be', () => {
    for (const [hex, place] of [
      ['0x80', 0],
      ['0xc1c0', 0],
      ['0xc281', 0],
      ['0xc101ff', 0],
    ] as const) {
      expect(thrownBy(() => rlpBytesAt(fromHex(hex), place, 'list'))).toBeInstanceOf(DecodeError)
    }
    expect(() => rlpScalars(fromHex('0xc101'), [1], 'list')).toThrow(DecodeError)
    expect(() => rlpScalars(RLP.encode([new Uint8Array(33).fill(1)]), [0], 'list')).toThrow(DecodeError)
  })
})
