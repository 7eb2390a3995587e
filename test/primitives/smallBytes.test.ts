import { expect, it } from 'vitest'
import { smallBytes } from '../../src/primitives/smallBytes.ts'

it('gives zeros that nobody else has', () => {
  const made = Array.from({ length: 3000 }, (_, i) => {
    const bytes = smallBytes(i % 700)
    expect(bytes.length).toBe(i % 700)
    expect(bytes.every((byte) => byte === 0)).toBe(true)
    return bytes.fill(i & 0xff)
  })
  for (const [i, bytes] of made.entries()) expect(bytes.every((byte) => byte === (i & 0xff))).toBe(true)
})
