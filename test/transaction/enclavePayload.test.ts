import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../src/errors/DecodeError.ts'
import { payloadBytes, payloadText } from '../../src/transaction/enclavePayload.ts'
import { anyBytes, thrownBy } from './arbitraries.ts'

describe('payloadBytes', () => {
  test('undoes payloadText, with or without padding', () => {
    fc.assert(
      fc.property(anyBytes(100), (bytes) => {
        expect(payloadBytes(payloadText(bytes))).toEqual(bytes)
        expect(payloadBytes(payloadText(bytes).replace(/=+$/, ''))).toEqual(bytes)
      }),
    )
  })

  test.each(['***', 'AQ=', 'A', 'AQ==\n', ' AQ==', 'AQ==AQ==', 'AQID=', '-_-_', '='])('refuses %j', (text) => {
    expect(thrownBy(() => payloadBytes(text))).toMatchObject({ code: 'DECODE_FAILED', kind: 'format' })
  })

  test('gives any text bytes or a DecodeError', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'b', '9', '+', '/', '=', '\n', 'é', '-') }), (text) => {
        try {
          expect(payloadBytes(text).constructor).toBe(Uint8Array)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })
})
