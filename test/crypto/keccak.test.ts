import { keccak_256 } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { keccak256, keccakBackend } from '../../src/crypto/keccak.ts'
import { toHex } from '../../src/primitives/bytes.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('keccak256', () => {
  it.each([
    ['', '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
    ['abc', '0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
  ])('of "%s"', (input, digest) => {
    expect(toHex(keccak256(text(input)))).toBe(digest)
  })

  it('gives the digests of the other implementation, whatever the length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (data) => {
        expect(toHex(keccak256(data))).toBe(toHex(keccak_256(data)))
      }),
      { numRuns: 300 },
    )
    for (const length of [135, 136, 137, 271, 272, 64_735, 64_736, 64_737, 64_872, 100_000, 129_472, 300_000]) {
      const data = new Uint8Array(length).fill(length)
      expect(toHex(keccak256(data))).toBe(toHex(keccak_256(data)))
    }
  })

  it('gives each caller bytes of its own, and leaves the input alone', () => {
    const data = Uint8Array.of(1, 2, 3)
    const [first, second] = [keccak256(data), keccak256(text('other'))]
    expect(toHex(first)).toBe(toHex(keccak_256(Uint8Array.of(1, 2, 3))))
    second.fill(0)
    expect(toHex(keccak256(data))).toBe(toHex(first))
    expect([...data]).toEqual([1, 2, 3])
  })

  it('takes views of larger buffers', () => {
    const buffer = Uint8Array.of(9, 1, 2, 3, 9)
    expect(toHex(keccak256(buffer.subarray(1, 4)))).toBe(toHex(keccak256(Uint8Array.of(1, 2, 3))))
  })

  it('uses WebAssembly here', () => {
    expect(keccakBackend).toBe('WebAssembly')
  })
})

describe('keccak256 without WebAssembly', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  it('falls back to JavaScript with the same digests', async () => {
    vi.resetModules()
    vi.stubGlobal('WebAssembly', undefined)
    const fallback = await import('../../src/crypto/keccak.ts')
    expect(fallback.keccakBackend).toBe('@noble/hashes')
    expect(toHex(fallback.keccak256(text('abc')))).toBe(toHex(keccak256(text('abc'))))
  })
})
