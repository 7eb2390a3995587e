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
