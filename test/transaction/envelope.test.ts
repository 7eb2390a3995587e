import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keccak256 } from '../../src/crypto/keccak.ts'
import { concat, equalBytes, fromHex, toBase64, toHex } from '../../src/primitives/bytes.ts'
import { toGroupVersion } from '../../src/primitives/identifiers.ts'
import { payloadBytes, payloadText } from '../../src/transaction/enclavePayload.ts'
import { decodeEnvelope, encodeEnvelope } from '../../src/transaction/envelope.ts'
import { decodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { decodeRlp } from '../../src/transaction/strictRlp.ts'
import { bytes, decoded, hostile, privateTransaction, thrownBy } from './arbitraries.ts'
import { fieldsOf } from './fieldsOf.ts'
import { readRecordedFlow } from './recordedFlow.ts'
import { CREATE_WIRE, LEGACY_WIRE } from './vectors.ts'

const zeroVersion = toGroupVersion(new Uint8Array(32))
const createEnvelope = encodeEnvelope({ transaction: decodePrivateTransaction(CREATE_WIRE), version: zeroVersion })
const format = { code: 'DECODE_FAILED', kind: 'format' }

describe('encodeEnvelope', () => {
  test('the creation of a group (spec 01 §12.1)', () => {
    expect(toHex(createEnvelope)).toBe(`0xf901d9${toHex(CREATE_WIRE).slice(2)}a0${'00'.repeat(32)}`)
    const handle = keccak256(new TextEncoder().encode(payloadText(createEnvelope)))
    expect(toHex(handle)).toBe('0xef0bae514d28adba20f8474d1539ce90d2c152e2d184b36714ae2d894326a9bb')
  })
})

describe('decodeEnvelope', () => {
  test('undoes the encoding of any envelope', () => {
    fc.assert(
      fc.property(privateTransaction, bytes(32).map(toGroupVersion), (transaction, version) => {
        const found = decodeEnvelope(encodeEnvelope({ transaction, version }))
        expect(fieldsOf(found.transaction)).toEqual(transaction)
        expect(found.version).toEqual(version)
      }),
    )
  })

  test('gives hostile bytes an envelope that encodes to them, or a DecodeError', () => {
    const legacy = encodeEnvelope({ transaction: decodePrivateTransaction(LEGACY_WIRE), version: zeroVersion })
    fc.assert(
      fc.property(hostile(createEnvelope, legacy), (input) => {
        const envelope = decoded(decodeEnvelope, input)
        if (envelope === undefined) return
        const encoded = encodeEnvelope(envelope)
        if (envelope.transaction.restriction !== 'unsupported') expect(equalBytes(encoded, input)).toBe(true)
        expect(fieldsOf(decodeEnvelope(encoded).transaction)).toEqual(fieldsOf(envelope.transaction))
      }),
      { numRuns: 1000 },
    )
  })

  const list = decodeRlp(CREATE_WIRE, 'test')
  test.each([
    ['a transaction without version', RLP.encode([list])],
    ['a bare transaction', CREATE_WIRE],
    ['a third item', RLP.encode([list, zeroVersion, zeroVersion])],
    ['a version of 31 bytes', RLP.encode([list, new Uint8Array(31)])],
    ['a version of 33 bytes', RLP.encode([list, new Uint8Array(33)])],
    ['a version that is a list', RLP.encode([list, [zeroVersion]])],
    ['a transaction that is a byte string', RLP.encode([CREATE_WIRE, zeroVersion])],
    ['trailing bytes', concat(createEnvelope, Uint8Array.of(0))],
    ['nothing', new Uint8Array(0)],
  ])('refuses %s', (_, input) => {
    expect(thrownBy(() => decodeEnvelope(input))).toMatchObject(format)
  })
})

describe('recorded envelopes', () => {
  test.each([
    'a04-create-ec-keys',
    'a11-invalid-and-signature-forms',
    'b08-readd-partial',
    'e01-upgrade',
    'r01-random',
    'r17-random',
  ])('%s: encoding undoes decoding', (name) => {
    const envelopes = readRecordedFlow(name).payloads.filter(({ kind }) => kind === 'envelope')
    expect(envelopes.length).toBeGreaterThan(0)
    for (const { payload, handle } of envelopes) {
      expect(payloadText(encodeEnvelope(decodeEnvelope(payloadBytes(payload))))).toBe(payload)
      expect(toBase64(keccak256(new TextEncoder().encode(payload)))).toBe(handle)
    }
  })

  test('b08-readd-partial: an envelope contains the raw transaction that was submitted', () => {
    const { payloads, submissions = [] } = readRecordedFlow('b08-readd-partial')
    for (const { raw, payloads: stored } of submissions) {
      const envelope = decodeEnvelope(payloadBytes(payloads[stored[0] ?? -1]?.payload ?? ''))
      expect(fieldsOf(envelope.transaction)).toEqual(decodePrivateTransaction(fromHex(raw)))
    }
  })

  test.each([
    ['m-bad-v', 'unsupported'],
    ['m-empty-payload', 'format'],
    ['m-garbage-rlp', 'format'],
    ['m-leading-zero-nonce', 'format'],
    ['m-not-base64', 'format'],
    ['m-short-version', 'format'],
    ['m-thirteen-items', 'format'],
    ['m-to-19-bytes', 'format'],
    ['m-trailing-bytes', 'format'],
    ['m-unversioned', 'format'],
    ['m-zero-r', 'format'],
  ])('%s is refused', (name, kind) => {
    const crafted = readRecordedFlow(name).payloads.filter((payload) => payload.kind === 'crafted')
    expect(crafted).toHaveLength(1)
    for (const { payload } of crafted) {
      expect(thrownBy(() => decodeEnvelope(payloadBytes(payload)))).toMatchObject({ code: 'DECODE_FAILED', kind })
    }
  })

  test.each([
    'm-huge-participant-count',
    'm-null-sender',
    'm-short-group-id',
    'm-unknown-restriction',
    'm-unpadded-base64',
  ])('%s is decoded', (name) => {
    const crafted = readRecordedFlow(name).payloads.filter((payload) => payload.kind === 'crafted')
    expect(crafted).toHaveLength(1)
    for (const { payload } of crafted) expect(decodeEnvelope(payloadBytes(payload)).version).toHaveLength(32)
  })
})
