import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keccak256 } from '../../src/crypto/keccak.ts'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'
import { utf8Pieces } from '../../src/enclave/textPieces.ts'
import { concat, toBase64, toHex } from '../../src/primitives/bytes.ts'

const encoder = new TextEncoder()
const join = (pieces: Iterable<Uint8Array>): string => toHex(concat(...Array.from(pieces, (piece) => piece.slice())))
const halves = fc.constantFrom('\ud83d', '\ude00', '\u{1f600}', 'a', 'é', '€')

it('pieces of any size give the UTF-8 of the whole text, whatever stands at their ends', () => {
  fc.assert(
    fc.property(fc.array(halves, { maxLength: 40 }), fc.integer({ min: 2, max: 45 }), (characters, size) => {
      const text = characters.join('')
      expect(join(utf8Pieces(text, size))).toBe(toHex(encoder.encode(text)))
    }),
  )
})

it('a piece is never larger than was asked for', () => {
  const pieces = [...utf8Pieces(`a${'\u{1f600}'.repeat(50)}`, 8)].map((piece) => piece.length)
  expect(pieces.every((length) => length <= 16)).toBe(true)
  expect([...utf8Pieces('', 8)]).toEqual([])
})

it('a handle of a large text is that of its bytes', () => {
  const base64 = toBase64(new Uint8Array(500_000).map((_, at) => at * at))
  const pairs = '\u{1f600}'.repeat(140_000)
  for (const text of [base64, base64.slice(0, 2 ** 18), `${base64}=`, pairs, `x${pairs}`, `\ude00${pairs}\ud83d`]) {
    expect(toHex(payloadHandle(text))).toBe(toHex(keccak256(encoder.encode(text))))
  }
})
