import { sha256 as plainSha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/crypto/sha256.ts'
import { toHex } from '../../src/primitives/bytes.ts'

describe('sha256', () => {
  it.each([
    ['', '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', '0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('of "%s"', (input, digest) => {
    expect(toHex(sha256(new TextEncoder().encode(input)))).toBe(digest)
  })

  it('gives the digests of JavaScript, whatever the length, also of views', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (data, from) => {
        expect(sha256(data.subarray(from))).toEqual(plainSha256(data.subarray(from)))
      }),
    )
    const large = new Uint8Array(50_000).fill(7)
    expect(sha256(large)).toEqual(plainSha256(large))
  })

  it('gives each caller bytes of its own', () => {
    const first = sha256(Uint8Array.of(1))
    sha256(Uint8Array.of(2)).fill(0)
    expect(first).toEqual(plainSha256(Uint8Array.of(1)))
    expect(first.buffer.byteLength).toBe(32)
  })
})
