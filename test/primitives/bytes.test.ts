import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  concat,
  equalBytes,
  fromBase64,
  fromHex,
  padLeft,
  padRight,
  toBase64,
  toBigInt,
  toHex,
  toScalar,
  toWord,
  trimLeft,
} from '../../src/primitives/bytes.ts'

const bytes = fc.uint8Array({ maxLength: 100 })

describe('hex', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(toHex(data)).toBe(`0x${Buffer.from(data).toString('hex')}`)
        expect(fromHex(toHex(data))).toEqual(data)
        expect(fromHex(toHex(data).slice(2).toUpperCase())).toEqual(data)
      }),
    )
  })

  it.each(['0', '0x0', '0x0g', 'xyz', '0x 0', '0X00', '00\n', '0x0x00', '-1'])('refuses "%s"', (text) => {
    expect(() => fromHex(text)).toThrow(RangeError)
  })

  it('gives bytes that nobody else has', () => {
    const data = fromHex('0102')
    expect([data.byteOffset, data.buffer.byteLength]).toEqual([0, 2])
  })
})

describe('base64', () => {
  it('decodes large texts, with and without padding', () => {
    for (const length of [786_432, 786_433, 786_434, 1_572_865]) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 31) % 251)
      const text = toBase64(data)
      expect(equalBytes(fromBase64(text), data)).toBe(true)
      expect(equalBytes(fromBase64(text.replace(/=+$/, '')), data)).toBe(true)
    }
  })

  it('goes there and back, also of views', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const view = concat(Uint8Array.of(1), data).subarray(1)
        expect(toBase64(view)).toBe(Buffer.from(data).toString('base64'))
        expect(fromBase64(toBase64(data))).toEqual(data)
        expect(fromBase64(toBase64(data).replace(/=+$/, ''))).toEqual(data)
      }),
    )
  })

  it.each(['a', 'ab=', 'abc==', 'ab==c', '=', '====', 'ab cd', 'abc\n', 'a-b_', 'äb==', 'abcde', 'ab==='])(
    'refuses "%s"',
    (text) => {
      expect(() => fromBase64(text)).toThrow(RangeError)
    },
  )

  it('takes what a pattern of the alphabet takes, and nothing else', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ABz09+/==-_ \n\0\xe4\u0100'), maxLength: 12 })
    fc.assert(
      fc.property(text, (candidate) => {
        const digits = candidate.replace(/=+$/, '').length
        const isPadded = digits === candidate.length || candidate.length % 4 === 0
        const isRight = /^[A-Za-z0-9+/]*={0,2}$/.test(candidate) && digits % 4 !== 1 && isPadded
        if (isRight) expect(fromBase64(candidate)).toHaveLength(Math.floor((digits * 3) / 4))
        else expect(() => fromBase64(candidate)).toThrow(RangeError)
      }),
      { numRuns: 5000 },
    )
  })

  it('refuses large texts with anything else in them', () => {
    const text = 'AbC+'.repeat(600_000)
    expect(fromBase64(text)).toHaveLength((text.length / 4) * 3)
    for (const wrong of [' ', '-', '=', '\n', '*']) {
      for (const at of [0, 1_048_575, 1_048_576, text.length - 5]) {
        expect(() => fromBase64(text.slice(0, at) + wrong + text.slice(at + 1))).toThrow(RangeError)
      }
    }
  })

  it('takes the empty text', () => {
    expect(fromBase64('')).toHaveLength(0)
  })
})

describe('numbers', () => {
  it('are scalars without leading zeros, and words with them', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
        expect(toBigInt(toScalar(value))).toBe(value)
        expect(toScalar(value)[0]).not.toBe(0)
        expect(toWord(value)).toHaveLength(32)
        expect(toBigInt(toWord(value))).toBe(value)
        expect(trimLeft(toWord(value))).toEqual(toScalar(value))
      }),
    )
    expect(toScalar(0n)).toHaveLength(0)
    expect(toBigInt(new Uint8Array(0))).toBe(0n)
  })
})

describe('padding and comparison', () => {
  it('pads on the side that it says, and never cuts', () => {
    expect([...padLeft(Uint8Array.of(1, 2), 4)]).toEqual([0, 0, 1, 2])
    expect([...padRight(Uint8Array.of(1, 2), 4)]).toEqual([1, 2, 0, 0])
    const long = Uint8Array.of(1, 2, 3)
    expect([padLeft(long, 2), padRight(long, 3)]).toEqual([long, long])
    expect([...trimLeft(Uint8Array.of(0, 0))]).toEqual([])
    expect([...trimLeft(Uint8Array.of(0, 1, 0))]).toEqual([1, 0])
  })

  it('compares contents', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equalBytes(a, b)).toBe(toHex(a) === toHex(b))
        expect(equalBytes(a, Uint8Array.from(a))).toBe(true)
        expect(toHex(concat(a, b))).toBe(toHex(a) + toHex(b).slice(2))
      }),
    )
  })
})
