import { expect, it } from 'vitest'
import { Slab } from '../../src/primitives/Slab.ts'

it('gives zeros that nobody else has, and copies', () => {
  const slab = new Slab(4096, 512)
  const made = Array.from({ length: 3000 }, (_, i) => {
    const bytes = slab.take(i % 700)
    expect(bytes.length).toBe(i % 700)
    expect(bytes.every((byte) => byte === 0)).toBe(true)
    return slab.copy(bytes.fill(i & 0xff))
  })
  for (const [i, bytes] of made.entries()) expect(bytes.every((byte) => byte === (i & 0xff))).toBe(true)
})

it.each([NaN, -1, 0.5, 100.5, Infinity, undefined, '100'])('refuses %s as a length and goes on as before', (length) => {
  const slab = new Slab(4096, 512)
  const first = slab.take(100).fill(1)
  expect(() => slab.take(length as number)).toThrow(RangeError)
  expect(() => slab.copy({ length } as Uint8Array)).toThrow(RangeError)
  const next = slab.take(100)
  expect(next).toEqual(new Uint8Array(100))
  expect([next.buffer, next.byteOffset]).toEqual([first.buffer, first.byteOffset + 100])
})
