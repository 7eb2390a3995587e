import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, EMPTY_BYTES, fromHex, padRight, toHex, toWord } from '../../src/primitives/bytes.ts'
import { type EnclaveKey, toEnclaveKey } from '../../src/primitives/identifiers.ts'
import { decodeEnvelope } from '../../src/transaction/envelope.ts'
import { payloadBytes } from '../../src/transaction/enclavePayload.ts'
import {
  encodeParticipants,
  encodeRemoveParticipant,
  participantsOfCallData,
  participantsOfOutput,
} from '../../src/transaction/participants.ts'
import { decodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { anyBytes, bytes, decoded, hostile, thrownBy } from './arbitraries.ts'
import { clientVectors } from './clientVectors.ts'
import { readRecordedFlow } from './recordedFlow.ts'
import { CREATE_CALL_DATA, EA, EB, KA, KB, KC } from './vectors.ts'

const v1Key = bytes(32).map(toEnclaveKey)
const impossible = { code: 'DECODE_FAILED', kind: 'unsupported' }
const words = (...values: (bigint | Uint8Array)[]): Uint8Array =>
  concat(...values.map((value) => (typeof value === 'bigint' ? toWord(value) : value)))
/** What `getParticipants` answers for the list that the call data adds. */
const output = (callData: Uint8Array): Uint8Array => callData.subarray(4)

describe('encoders', () => {
  test('FP-50 call data of v2 (spec 01 §12.1, 06)', () => {
    expect(toHex(encodeParticipants([KA, KB], 'v2'))).toBe(toHex(CREATE_CALL_DATA))
    expect(encodeParticipants([KA], 'v2')).toEqual(concat(fromHex('965a25ef'), words(32n, 1n, 32n, 32n, KA)))
    expect(encodeRemoveParticipant(KB, 'v2')).toEqual(concat(fromHex('1f52a8ee'), words(32n, 32n, KB)))
    expect(encodeRemoveParticipant(EA, 'v2')).toEqual(concat(fromHex('1f52a8ee'), words(32n, 91n, padRight(EA, 96))))
  })

  test.each(clientVectors.filter(({ name }) => !name.startsWith('lock')))(
    'what clients send: $name',
    ({ name, raw }) => {
      const { payload } = decodePrivateTransaction(fromHex(raw))
      const era = name.includes('v1') ? 'v1' : 'v2'
      if (name.startsWith('remove')) {
        const key = toEnclaveKey(fromHex('d624d975efe77411efce1725ed5ebcc78e15c7ba65f27c31f4baa733f01f2548'))
        expect(encodeRemoveParticipant(key, era)).toEqual(payload)
      } else {
        const keys = participantsOfCallData(payload, era)
        expect(keys).toHaveLength(name.startsWith('create') ? 2 : 1)
        expect(encodeParticipants(keys, era)).toEqual(payload)
      }
    },
  )

  test('keys of other than 32 bytes need v2', () => {
    for (const action of [() => encodeParticipants([KA, EA], 'v1'), () => encodeRemoveParticipant(EA, 'v1')]) {
      expect(thrownBy(action)).toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
  })

  test('nobody', () => {
    expect(encodeParticipants([], 'v2')).toEqual(concat(fromHex('965a25ef'), words(32n, 0n)))
    expect(encodeParticipants([], 'v1')).toEqual(concat(fromHex('b4926e25'), words(32n, 0n)))
  })
})

describe('v2 lists', () => {
  const keysOfOneSpace = fc.integer({ min: 0, max: 5 }).chain((space) => {
    const length = fc.integer({ min: Math.max(0, space * 32 - 31), max: space * 32 })
    return length.chain((n) => fc.array(bytes(n).map(toEnclaveKey), { maxLength: 6 }))
  })

  test('keys of one length are read as they were written', () => {
    fc.assert(
      fc.property(keysOfOneSpace, (keys) => {
        const callData = encodeParticipants(keys, 'v2')
        expect(participantsOfCallData(callData, 'v2')).toEqual(keys)
        expect(participantsOfOutput(output(callData), 'v2')).toEqual(keys)
      }),
    )
  })

  test.each<[string, EnclaveKey[]]>([
    ['two keys of 32 bytes', [KA, KB]],
    ['two keys of 91 bytes', [EA, EB]],
    ['one key of 91 bytes', [EA]],
    ['nobody', []],
  ])('%s (spec 01 §9.3)', (_, keys) => {
    expect(participantsOfOutput(output(encodeParticipants(keys, 'v2')), 'v2')).toEqual(keys)
  })

  test.each<[string, Uint8Array]>([
    ['mixed key lengths', output(encodeParticipants([KA, EA], 'v2'))],
    ['mixed key lengths, the long one first', output(encodeParticipants([EA, KA], 'v2'))],
    ['nothing', EMPTY_BYTES],
    ['63 bytes', new Uint8Array(63).fill(1)],
    ['a count of zero with something behind it', words(32n, 0n, KA, KB)],
    ['a count larger than the content', words(32n, 2n, 64n, 128n, 32n, KA)],
    ['a count smaller than the content', words(32n, 1n, 32n, 32n, KA, 32n, KB)],
    ['one trailing byte after one key', concat(words(32n, 1n, 32n, 32n, KA), Uint8Array.of(0))],
    ['a first length beyond the content', words(32n, 1n, 32n, 91n, KA)],
    ['a first length of 256 bits', words(32n, 1n, 32n, 2n ** 256n - 1n, KA)],
  ])('%s: an empty list', (_, data) => {
    expect(participantsOfOutput(data, 'v2')).toEqual([])
    expect(participantsOfCallData(concat(fromHex('965a25ef'), data), 'v2')).toEqual([])
  })

  test.each<[string, Uint8Array]>([
    ['a count of 1000 and nothing behind it', words(32n, 1000n)],
    ['a count of one and nothing behind it', words(32n, 1n)],
    ['a count that leads just to the end', words(32n, 1n, 32n)],
    ['a count of 2^31 - 1', words(32n, 2n ** 31n - 1n, KA, KB)],
    ['a count of 2^31', words(32n, 2n ** 31n, KA, KB)],
    ['a count of 2^32', words(32n, 2n ** 32n, KA, KB)],
    ['a count of 2^256 - 1', words(32n, 2n ** 256n - 1n, KA, KB)],
  ])('%s: refused', (_, data) => {
    expect(thrownBy(() => participantsOfOutput(data, 'v2'))).toMatchObject(impossible)
    expect(thrownBy(() => participantsOfCallData(concat(fromHex('965a25ef'), data), 'v2'))).toMatchObject(impossible)
  })

  test('call data of 67 bytes is an empty list, whatever it contains', () => {
    expect(participantsOfCallData(concat(fromHex('965a25ef'), new Uint8Array(63).fill(255)), 'v2')).toEqual([])
    expect(participantsOfCallData(fromHex('965a25ef'), 'v2')).toEqual([])
    expect(participantsOfCallData(EMPTY_BYTES, 'v2')).toEqual([])
  })

  test('offsets are not looked at', () => {
    expect(participantsOfOutput(words(7n, 2n, 0n, 2n ** 255n, 32n, KA, 32n, KB), 'v2')).toEqual([KA, KB])
  })

  test('a short key is read with the length of the first', () => {
    const short = toEnclaveKey(Uint8Array.of(1, 2, 3))
    const data = output(encodeParticipants([KA, short], 'v2'))
    expect(participantsOfOutput(data, 'v2')).toEqual([KA, padRight(short, 32)])
    expect(participantsOfOutput(output(encodeParticipants([short, KA], 'v2')), 'v2')).toEqual([
      short,
      KA.subarray(0, 3),
    ])
  })

  test('fewer trailing bytes than keys are tolerated', () => {
    const data = output(encodeParticipants([KA, KB, KC], 'v2'))
    expect(participantsOfOutput(concat(data, Uint8Array.of(1, 2)), 'v2')).toEqual([KA, KB, KC])
    expect(participantsOfOutput(concat(data, Uint8Array.of(1, 2, 3)), 'v2')).toEqual([])
  })

  test('trailing bytes that make up a whole element are read as one', () => {
    const keys = Array.from({ length: 65 }, (_, i) => toEnclaveKey(new Uint8Array(32).fill(i)))
    const data = concat(output(encodeParticipants(keys, 'v2')), words(32n, KA))
    expect(participantsOfOutput(data, 'v2')).toEqual([...keys, KA])
  })

  test('hostile bytes give a list or a DecodeError', () => {
    fc.assert(
      fc.property(hostile(CREATE_CALL_DATA, encodeParticipants([EA, EB], 'v2')), (data) => {
        for (const read of [participantsOfCallData, participantsOfOutput]) {
          const keys = decoded((input) => read(input, 'v2'), data)
          if (keys === undefined) continue
          expect(new Set(keys.map((key) => key.length)).size).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['a04-create-ec-keys', 91],
    ['a02-create-two', 32],
  ])('%s: what was submitted', (name, length) => {
    const payloads = (readRecordedFlow(name).submissions ?? []).map(
      ({ raw }) => decodePrivateTransaction(fromHex(raw)).payload,
    )
    const adds = payloads.filter((payload) => toHex(payload).startsWith('0x965a25ef'))
    expect(adds.length).toBeGreaterThan(0)
    for (const payload of adds) {
      const keys = participantsOfCallData(payload, 'v2')
      expect(keys[0]).toHaveLength(length)
      expect(encodeParticipants(keys, 'v2')).toEqual(payload)
    }
  })

  test('m-huge-participant-count: the payload that stops a block is refused', () => {
    const crafted = readRecordedFlow('m-huge-participant-count').payloads.find(({ kind }) => kind === 'crafted')
    const { payload } = decodeEnvelope(payloadBytes(crafted?.payload ?? '')).transaction
    expect(thrownBy(() => participantsOfCallData(payload, 'v2'))).toMatchObject(impossible)
  })
})

describe('v1 lists', () => {
  test('keys are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(v1Key, { maxLength: 6 }), (keys) => {
        const callData = encodeParticipants(keys, 'v1')
        expect(participantsOfCallData(callData, 'v1')).toEqual(keys)
        expect(participantsOfOutput(output(callData), 'v1')).toEqual(keys)
      }),
    )
  })

  test('the length word is not looked at, and only whole words are read', () => {
    expect(participantsOfOutput(words(32n, 0n, KA, KB), 'v1')).toEqual([KA, KB])
    expect(participantsOfOutput(words(32n, 2n ** 256n - 1n, KA), 'v1')).toEqual([KA])
    expect(participantsOfOutput(words(32n, 2n, KA, KB.subarray(1)), 'v1')).toEqual([KA])
    expect(participantsOfOutput(words(32n, 2n), 'v1')).toEqual([])
    expect(participantsOfOutput(new Uint8Array(63), 'v1')).toEqual([])
    expect(participantsOfCallData(new Uint8Array(67), 'v1')).toEqual([])
  })

  test('never fails', () => {
    fc.assert(
      fc.property(anyBytes(200), (data) => {
        const expected = Math.floor(Math.max(0, data.length - 68) / 32)
        expect(participantsOfCallData(data, 'v1')).toHaveLength(expected)
      }),
    )
  })
})
