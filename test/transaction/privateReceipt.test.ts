import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EMPTY_BYTES, equalBytes, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import {
  decodePrivateReceipt,
  encodePrivateReceipt,
  type PrivateReceipt,
} from '../../src/transaction/privateReceipt.ts'
import { anyBytes, bytes, decoded, hostile, thrownBy } from './arbitraries.ts'

const log = fc.record({
  address: bytes(20).map(toAddress),
  topics: fc.array(bytes(32), { maxLength: 4 }),
  data: anyBytes(100),
})
const receipt: fc.Arbitrary<PrivateReceipt> = fc.record(
  {
    status: fc.constantFrom(0, 1, 2),
    logs: fc.array(log, { maxLength: 4 }),
    output: anyBytes(100),
    revertReason: anyBytes(100),
  },
  { requiredKeys: ['status', 'logs', 'output'] },
)

const withLogs: PrivateReceipt = {
  status: 1,
  logs: [
    { address: toAddress(new Uint8Array(20).fill(5)), topics: [new Uint8Array(32).fill(6)], data: fromHex('0102') },
  ],
  output: EMPTY_BYTES,
}

describe('private receipts', () => {
  test.each<[string, PrivateReceipt]>([
    ['c301c080', { status: 1, logs: [], output: EMPTY_BYTES }],
    ['c480c08080', { status: 0, logs: [], output: EMPTY_BYTES, revertReason: EMPTY_BYTES }],
    ['ca01c08760003560005500', { status: 1, logs: [], output: fromHex('60003560005500') }],
    ['c302c080', { status: 2, logs: [], output: EMPTY_BYTES }],
  ])('%s (spec 02 §8)', (hex, value) => {
    expect(toHex(encodePrivateReceipt(value))).toBe(`0x${hex}`)
    expect(decodePrivateReceipt(fromHex(hex))).toEqual(value)
    expect('revertReason' in decodePrivateReceipt(fromHex(hex))).toBe('revertReason' in value)
  })

  test('an undefined revert reason is no revert reason', () => {
    expect(encodePrivateReceipt({ status: 0, logs: [], output: EMPTY_BYTES, revertReason: undefined })).toEqual(
      fromHex('c380c080'),
    )
  })

  test('decoding undoes encoding', () => {
    fc.assert(
      fc.property(receipt, (value) => {
        expect(decodePrivateReceipt(encodePrivateReceipt(value))).toEqual(value)
      }),
    )
  })

  test('hostile bytes give a receipt that encodes to them, or a DecodeError', () => {
    const valid = [withLogs, { ...withLogs, revertReason: fromHex('08c379a0') }].map(encodePrivateReceipt)
    fc.assert(
      fc.property(hostile(fromHex('c301c080'), ...valid), (input) => {
        const value = decoded(decodePrivateReceipt, input)
        if (value !== undefined) expect(equalBytes(encodePrivateReceipt(value), input)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  const one = Uint8Array.of(1)
  const address = new Uint8Array(20)
  test.each([
    ['status 3', RLP.encode([Uint8Array.of(3), [], EMPTY_BYTES])],
    ['a status with leading zeros', RLP.encode([Uint8Array.of(0), [], EMPTY_BYTES])],
    ['two items', RLP.encode([one, []])],
    ['five items', RLP.encode([one, [], EMPTY_BYTES, EMPTY_BYTES, EMPTY_BYTES])],
    ['logs that are no list', RLP.encode([one, EMPTY_BYTES, EMPTY_BYTES])],
    ['a log of two items', RLP.encode([one, [[address, []]], EMPTY_BYTES])],
    ['an address of 19 bytes', RLP.encode([one, [[address.subarray(1), [], EMPTY_BYTES]], EMPTY_BYTES])],
    ['a topic of 31 bytes', RLP.encode([one, [[address, [new Uint8Array(31)], EMPTY_BYTES]], EMPTY_BYTES])],
    ['an output that is a list', RLP.encode([one, [], []])],
    ['nothing', EMPTY_BYTES],
  ])('refuses %s', (_, input) => {
    expect(thrownBy(() => decodePrivateReceipt(input))).toMatchObject({ code: 'DECODE_FAILED', kind: 'format' })
  })
})
