import { describe, expect, it } from 'vitest'
import { decodeLine, decodePayload } from '../../src/enclave/decodePayload.ts'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const handle = payloadHandle('x')

describe('decodePayload', () => {
  it('gives the text of the bytes, whatever was decoded for the handle before', () => {
    const bytes = utf8('nö base64 \u{1f600}')
    for (const text of ['', 'AAAA', 'AAAB', 'AAAA', 'nö', 'x'.repeat(20_000), `\ufeffx`]) {
      expect(decodePayload(handle, utf8(text))).toBe(text)
      expect(decodePayload(handle, utf8(text))).toBe(text)
    }
    expect(decodePayload(handle, bytes)).toBe('nö base64 \u{1f600}')
    bytes[0] = 0x4e
    expect(decodePayload(handle, bytes)).toBe('Nö base64 \u{1f600}')
    expect(() => decodePayload(handle, Uint8Array.of(0xff))).toThrow(TypeError)
    expect(() => decodePayload(handle, Uint8Array.of(0xff))).toThrow(TypeError)
  })
})

describe('decodeLine', () => {
  it('gives what the line says', () => {
    for (const said of [{ readers: ['r', 'ö\u{1f600}'] }, { readers: ['r', 'Ã¶'] }, ['x'.repeat(2000)], null, 0]) {
      expect(decodeLine(utf8(JSON.stringify(said)))).toEqual(said)
      expect(decodeLine(utf8(JSON.stringify(said)))).toEqual(said)
    }
    for (const line of ['', '{', '{"a":']) expect(() => decodeLine(utf8(line))).toThrow(SyntaxError)
    expect(() => decodeLine(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(TypeError)
  })
})
