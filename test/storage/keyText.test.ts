import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keyBytes, keyText } from '../../src/storage/keyText.ts'

it('a key text stands for its bytes and is ordered as they are', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(keyBytes(keyText(a))).toEqual(a)
      expect(Math.sign(Buffer.compare(a, b))).toBe(keyText(a) < keyText(b) ? -1 : keyText(a) > keyText(b) ? 1 : 0)
    }),
  )
})
