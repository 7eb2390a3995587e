import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hexDigits, latin1Text } from '../../src/primitives/bufferText.ts'

it('says what a Buffer says, also of a part of a larger array', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, start) => {
      for (const part of [bytes, bytes.subarray(Math.min(start, bytes.length))]) {
        expect(hexDigits(part)).toBe(Buffer.from(part).toString('hex'))
        expect(latin1Text(part)).toBe(Buffer.from(part).toString('latin1'))
      }
    }),
  )
})
