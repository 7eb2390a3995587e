import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex, toWord } from '../../../src/primitives/bytes.ts'
import { type StateChunk, decodeStateChunk, encodeStateChunk } from '../../../src/state/snapshot/StateChunk.ts'
import { decodeStateRequest, encodeStateRequest } from '../../../src/state/snapshot/StateRequest.ts'
import { thrownBy } from '../trie/trieModel.ts'

const notDecoded = expect.objectContaining({ code: 'DECODE_FAILED' }) as unknown
const bytes = fc.uint8Array({ maxLength: 80 })
const key = fc.uint8Array({ minLength: 32, maxLength: 32 })

const rangeWith = (preimage: fc.Arbitrary<Uint8Array>) =>
  fc.record({
    entries: fc.array(fc.oneof(fc.record({ preimage, value: bytes }), fc.record({ key, value: bytes })), {
      maxLength: 6,
    }),
    proof: fc.array(bytes, { maxLength: 4 }),
    more: fc.boolean(),
  })
const smallSlot = fc.nat().map((n) => toWord(BigInt(n)))
const anyChunk: fc.Arbitrary<StateChunk> = fc.oneof(
  fc.record({
    kind: fc.constant('accounts' as const),
    range: rangeWith(fc.uint8Array({ minLength: 20, maxLength: 20 })),
  }),
  fc.record({
    kind: fc.constant('slots' as const),
    ranges: fc.array(rangeWith(fc.oneof(key, smallSlot)), { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('code' as const), codes: fc.array(bytes, { maxLength: 3 }) }),
)
/** Nested lists of byte strings of lengths that a decoder expects somewhere. */
const anyItem = fc.letrec<{ item: unknown }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(0, 1, 2, 3).map((n) => Uint8Array.of(n).slice(n === 0 ? 1 : 0)),
      key,
      bytes,
    ),
    fc.array(tie('item'), { maxLength: 4 }),
  ),
})).item

describe('the encoding of a chunk', () => {
  it('gives the chunk again', () => {
    fc.assert(
      fc.property(anyChunk, (chunk) => {
        expect(decodeStateChunk(encodeStateChunk(chunk))).toEqual(chunk)
      }),
    )
  })

  it.each<[string, StateChunk, string]>([
    [
      'accounts',
      {
        kind: 'accounts',
        range: {
          entries: [{ preimage: fromHex('11'.repeat(20)), value: Uint8Array.of(0x80) }],
          proof: [Uint8Array.of(1, 2)],
          more: true,
        },
      },
      `0xe001de01d8d794${'11'.repeat(20)}8180c3820102`,
    ],
    [
      'slots',
      {
        kind: 'slots',
        ranges: [
          {
            entries: [
              { preimage: toWord(0n), value: Uint8Array.of(7) },
              { preimage: toWord(0x102n), value: Uint8Array.of(8) },
              { key: fromHex('22'.repeat(32)), value: Uint8Array.of(9) },
            ],
            proof: [],
            more: false,
          },
        ],
      },
      `0xf202f0ef80ecc28007c482010208e3e1a0${'22'.repeat(32)}09c0`,
    ],
    ['code', { kind: 'code', codes: [Uint8Array.of(0x60, 0x00), Uint8Array.of(0)] }, '0xc603c482600000'],
  ])('is short: %s', (_, chunk, encoded) => {
    expect(toHex(encodeStateChunk(chunk))).toBe(encoded)
    expect(decodeStateChunk(fromHex(encoded))).toEqual(chunk)
  })

  it('is the only one, and anything else is refused', () => {
    const check = (encoded: Uint8Array): void => {
      let chunk: StateChunk | undefined
      const error = thrownBy(() => (chunk = decodeStateChunk(encoded)))
      if (chunk === undefined) expect(error).toEqual(notDecoded)
      else expect(encodeStateChunk(chunk)).toEqual(encoded)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check), { numRuns: 500 })
    fc.assert(
      fc.property(anyItem, (item) => check(RLP.encode(item as Uint8Array[]))),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(anyChunk, fc.nat(), fc.integer({ min: 1, max: 255 }), (chunk, at, flip) => {
        const encoded = encodeStateChunk(chunk)
        const index = at % encoded.length
        check(encoded.with(index, (encoded[index] ?? 0) ^ flip))
        check(encoded.slice(0, index))
        check(Uint8Array.from([...encoded, flip]))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the encoding of a request', () => {
  const keys = fc.array(key, { minLength: 1, maxLength: 128 })
  const anyRequest = fc.oneof(
    fc.record({ kind: fc.constant('accounts' as const), from: key }),
    fc.record({ kind: fc.constant('slots' as const), accounts: keys, from: key }),
    fc.record({ kind: fc.constant('code' as const), accounts: keys }),
  )

  it('gives the request again', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(decodeStateRequest(encodeStateRequest(request))).toEqual(request)
      }),
    )
  })

  it('is the only one, and anything else is refused', () => {
    const check = (encoded: Uint8Array): void => {
      let request: ReturnType<typeof decodeStateRequest> | undefined
      const error = thrownBy(() => (request = decodeStateRequest(encoded)))
      if (request === undefined) expect(error).toEqual(notDecoded)
      else expect(encodeStateRequest(request)).toEqual(encoded)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), check), { numRuns: 500 })
    fc.assert(
      fc.property(anyItem, (item) => check(RLP.encode(item as Uint8Array[]))),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(anyRequest, fc.nat(), fc.integer({ min: 1, max: 255 }), (request, at, flip) => {
        const encoded = encodeStateRequest(request)
        check(encoded.with(at % encoded.length, (encoded[at % encoded.length] ?? 0) ^ flip))
      }),
    )
  })

  it('names 1 to 128 accounts', () => {
    const none = RLP.encode([3, []])
    const many = RLP.encode([3, Array.from({ length: 129 }, () => toWord(1n))])
    for (const encoded of [none, many]) expect(thrownBy(() => decodeStateRequest(encoded))).toEqual(notDecoded)
  })
})
