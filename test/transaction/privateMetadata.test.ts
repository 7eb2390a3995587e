import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, EMPTY_BYTES, equalBytes, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toBlockHash, toGroupId, toStateRoot, toTransactionHash } from '../../src/primitives/identifiers.ts'
import {
  decodeBlockMetadata,
  decodeHeadMap,
  encodeBlockMetadata,
  encodeHeadMap,
} from '../../src/transaction/privateMetadata.ts'
import { bytes, decoded, hostile, thrownBy } from './arbitraries.ts'

const first = new Uint8Array(32).fill(1)
const second = new Uint8Array(32).fill(2)
const onePair = concat(fromHex('f844f842a0'), first, fromHex('a0'), second)

const headMap = fc.array(fc.record({ groupId: bytes(32).map(toGroupId), blockHash: bytes(32).map(toBlockHash) }), {
  maxLength: 5,
})
const metadata = fc.array(
  fc.record({ markerHash: bytes(32).map(toTransactionHash), stateRoot: bytes(32).map(toStateRoot) }),
  { maxLength: 5 },
)

describe('head maps', () => {
  test('one group (spec 02 §9)', () => {
    const entries = [{ groupId: toGroupId(first), blockHash: toBlockHash(second) }]
    expect(toHex(encodeHeadMap(entries))).toBe(toHex(onePair))
    expect(decodeHeadMap(onePair)).toEqual(entries)
  })

  test('no group', () => {
    expect(encodeHeadMap([])).toEqual(fromHex('c0'))
    expect(decodeHeadMap(fromHex('c0'))).toEqual([])
  })

  test('decoding undoes encoding', () => {
    fc.assert(
      fc.property(headMap, (entries) => {
        expect(decodeHeadMap(encodeHeadMap(entries))).toEqual(entries)
      }),
    )
  })
})

describe('block metadata', () => {
  test('one transaction (spec 02 §9)', () => {
    const entries = [{ markerHash: toTransactionHash(first), stateRoot: toStateRoot(second) }]
    expect(toHex(encodeBlockMetadata(entries))).toBe(toHex(onePair))
    expect(decodeBlockMetadata(onePair)).toEqual(entries)
  })

  test('decoding undoes encoding and keeps the order', () => {
    fc.assert(
      fc.property(metadata, (entries) => {
        expect(decodeBlockMetadata(encodeBlockMetadata(entries))).toEqual(entries)
      }),
    )
  })
})

describe('both', () => {
  test('hostile bytes give entries that encode to them, or a DecodeError', () => {
    const valid = [
      onePair,
      RLP.encode([
        [first, second],
        [second, first],
      ]),
    ]
    fc.assert(
      fc.property(hostile(...valid), (input) => {
        const heads = decoded(decodeHeadMap, input)
        if (heads !== undefined) expect(equalBytes(encodeHeadMap(heads), input)).toBe(true)
        const entries = decoded(decodeBlockMetadata, input)
        if (entries !== undefined) expect(equalBytes(encodeBlockMetadata(entries), input)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['an entry of one item', RLP.encode([[first]])],
    ['an entry of three items', RLP.encode([[first, second, first]])],
    ['31 bytes', RLP.encode([[first.subarray(1), second]])],
    ['33 bytes', RLP.encode([[first, concat(second, Uint8Array.of(1))]])],
    ['a byte string', RLP.encode(first)],
    ['trailing bytes', concat(onePair, Uint8Array.of(0))],
    ['nothing', EMPTY_BYTES],
  ])('refuses %s', (_, input) => {
    for (const decode of [decodeHeadMap, decodeBlockMetadata]) {
      expect(thrownBy(() => decode(input))).toMatchObject({ code: 'DECODE_FAILED', kind: 'format' })
    }
  })
})
