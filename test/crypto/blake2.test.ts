import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { BLAKE2_INPUT_SIZE, blake2Rounds, compressBlake2 } from '../../src/crypto/blake2.ts'
import { concat, fromHex, toHex } from '../../src/primitives/bytes.ts'

/** The vectors of EIP-152 compress "abc", the only block, with the state that BLAKE2b-512 begins with. */
const H =
  '48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5' +
  'd182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b'
const vector = (rounds: string, f: string): Uint8Array =>
  fromHex(rounds + H + '616263'.padEnd(256, '0') + '03'.padEnd(32, '0') + f)

/** Eight bytes, little-endian. */
const little = (value: number): Uint8Array => new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)

/** BLAKE2b-512 by compressing one block of 128 bytes after the other. */
function digestOf(data: Uint8Array): Uint8Array {
  let h = fromHex(H)
  for (let at = 0; ; at += 128) {
    const block = new Uint8Array(128)
    block.set(data.subarray(at, at + 128))
    const last = at + 128 >= data.length
    const t = concat(little(last ? data.length : at + 128), little(0))
    h = compressBlake2(concat(fromHex('0000000c'), h, block, t, Uint8Array.of(last ? 1 : 0))) ?? new Uint8Array(0)
    if (last) return h
  }
}

describe('compressBlake2', () => {
  it.each([
    [
      'no rounds',
      vector('00000000', '01'),
      '0x08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5' +
        'd282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b',
    ],
    [
      '12 rounds',
      vector('0000000c', '01'),
      '0xba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1' +
        '7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
    ],
    [
      '12 rounds, not the last block',
      vector('0000000c', '00'),
      '0x75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d28752' +
        '98743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735',
    ],
    [
      'one round',
      vector('00000001', '01'),
      '0xb63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fb' +
        'a551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421',
    ],
  ])('EIP-152: %s', (_, input, output) => {
    expect(toHex(compressBlake2(input) ?? new Uint8Array(0))).toBe(output)
  })

  it('is what BLAKE2b-512 is made of', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (data) => {
        expect(toHex(digestOf(data))).toBe(`0x${createHash('blake2b512').update(data).digest('hex')}`)
      }),
    )
    for (const length of [0, 1, 127, 128, 129, 256, 257]) {
      const data = new Uint8Array(length).fill(length)
      expect(toHex(digestOf(data))).toBe(`0x${createHash('blake2b512').update(data).digest('hex')}`)
    }
  })

  it('gives each caller bytes of its own, and leaves the input alone', () => {
    const input = vector('0000000c', '01')
    const first = compressBlake2(input)
    const other = compressBlake2(vector('00000001', '00'))
    other?.fill(0)
    expect(compressBlake2(input)).toEqual(first)
    expect(toHex(input)).toBe(toHex(vector('0000000c', '01')))
  })

  it('takes views of larger buffers', () => {
    const buffer = concat(Uint8Array.of(9, 9, 9), vector('0000000c', '01'), Uint8Array.of(9))
    expect(compressBlake2(buffer.subarray(3, 3 + BLAKE2_INPUT_SIZE))).toEqual(compressBlake2(vector('0000000c', '01')))
  })
})

describe('blake2Rounds', () => {
  it.each([
    ['00000000', 0],
    ['0000000c', 12],
    ['80000000', 2 ** 31],
    ['ffffffff', 2 ** 32 - 1],
  ])('%s', (rounds, expected) => {
    expect(blake2Rounds(vector(rounds, '01'))).toBe(expected)
  })
})

describe('compressBlake2 without WebAssembly', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  it('gives nothing', async () => {
    vi.resetModules()
    vi.stubGlobal('WebAssembly', undefined)
    const without = await import('../../src/crypto/blake2.ts')
    expect(without.compressBlake2(vector('0000000c', '01'))).toBeUndefined()
  })
})
