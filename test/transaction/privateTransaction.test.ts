import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SECP256K1_ORDER } from '../../src/crypto/secp256k1.ts'
import { concat, EMPTY_BYTES, equalBytes, fromHex, toHex, toScalar } from '../../src/primitives/bytes.ts'
import {
  decodePrivateTransaction,
  decodePrivateTransactionItems,
  encodePrivateTransaction,
  encodeV,
} from '../../src/transaction/privateTransaction.ts'
import { decodeRlp, type RlpItem } from '../../src/transaction/strictRlp.ts'
import { decoded, hostile, privateTransaction, thrownBy } from './arbitraries.ts'
import { clientVectors } from './clientVectors.ts'
import { readRecordedFlow } from './recordedFlow.ts'
import {
  CREATE_CALL_DATA,
  CREATE_WIRE,
  GROUP,
  KA,
  KB,
  LARGE_CHAIN_ID_WIRE,
  LEGACY_WIRE,
  UNPROTECTED_WIRE,
} from './vectors.ts'

/** The items of the transaction of spec 01 §12.1 with some replaced. */
function withItems(changes: Readonly<Record<number, RlpItem>>): Uint8Array {
  const items = decodeRlp(CREATE_WIRE, 'test') as RlpItem[]
  return RLP.encode(items.map((item, i) => changes[i] ?? item))
}

const format = { code: 'DECODE_FAILED', kind: 'format' }
const unsupported = { code: 'DECODE_FAILED', kind: 'unsupported' }

describe('decodePrivateTransaction', () => {
  test('FP-50 the creation of a group (spec 01 §12.1)', () => {
    expect(decodePrivateTransaction(CREATE_WIRE)).toEqual({
      nonce: 0n,
      gasPrice: 0n,
      gasLimit: 3_000_000n,
      to: fromHex('0x000000000000000000000000000000000000007c'),
      value: 0n,
      payload: CREATE_CALL_DATA,
      signature: {
        v: 2710n,
        r: 0x76c8ba348d16c049e054f1f980427374e44b8780196c3a5a84ccfd0f30844c0bn,
        s: 0x5b5514ef48216a7d5ffac087a5ed1384918d79e12fb408bb3fadf312854c12e7n,
      },
      chainId: 1337n,
      recId: 1,
      privateFrom: KA,
      recipients: { kind: 'group', groupId: GROUP },
      restriction: 'restricted',
    })
  })

  test('the group variant without chain id (spec 01 §12.4)', () => {
    expect(decodePrivateTransaction(UNPROTECTED_WIRE)).toMatchObject({
      nonce: 0n,
      gasPrice: 1n,
      gasLimit: 21_000n,
      to: fromHex('095e7baea6a6c7c4c2dfeb977efac326af552d87'),
      value: 2n ** 256n - 1n,
      payload: EMPTY_BYTES,
      chainId: undefined,
      recId: 0,
      recipients: { kind: 'group', groupId: GROUP },
    })
  })

  test('the legacy variant (spec 01 §12.4)', () => {
    expect(decodePrivateTransaction(LEGACY_WIRE).recipients).toEqual({ kind: 'legacy', privateFor: [KA, KB] })
    const none = decodePrivateTransaction(withItems({ 10: [] }))
    expect(none.recipients).toEqual({ kind: 'legacy', privateFor: [] })
  })

  test('chain id 2147483647 (spec 01 §12.4)', () => {
    expect(decodePrivateTransaction(LARGE_CHAIN_ID_WIRE)).toMatchObject({ chainId: 2_147_483_647n, recId: 0 })
  })

  test.each([
    CREATE_WIRE,
    UNPROTECTED_WIRE,
    LEGACY_WIRE,
    LARGE_CHAIN_ID_WIRE,
    ...clientVectors.map(({ raw }) => fromHex(raw)),
  ])('encoding undoes it (vector %#)', (wire) =>
    expect(toHex(encodePrivateTransaction(decodePrivateTransaction(wire)))).toBe(toHex(wire)),
  )

  test.each(clientVectors)('reads what clients send: $name', ({ raw, v }) => {
    expect(decodePrivateTransaction(fromHex(raw))).toMatchObject({
      signature: { v },
      chainId: 1337n,
      restriction: 'restricted',
    })
  })

  test('creation, empty or long group ids, keys of any length', () => {
    const transaction = decodePrivateTransaction(withItems({ 3: EMPTY_BYTES, 9: EMPTY_BYTES, 10: new Uint8Array(70) }))
    expect(transaction.to).toBeUndefined()
    expect(transaction.privateFrom).toEqual(EMPTY_BYTES)
    expect(transaction.recipients).toEqual({ kind: 'group', groupId: new Uint8Array(70) })
  })

  test.each([
    ['restricted', 'restricted', 'restricted'],
    ['unrestricted', 'unrestricted', 'unrestricted'],
    ['something', 'unsupported', ''],
    ['', 'unsupported', ''],
    ['Restricted', 'unsupported', ''],
  ])('restriction %j becomes %j and is encoded as %j', (word, restriction, encoded) => {
    const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)
    const transaction = decodePrivateTransaction(withItems({ 11: ascii(word) }))
    expect(transaction.restriction).toBe(restriction)
    expect(encodePrivateTransaction(transaction)).toEqual(withItems({ 11: ascii(encoded) }))
  })

  test.each([
    [27n, undefined, 0],
    [28n, undefined, 1],
    [37n, 1n, 0],
    [38n, 1n, 1],
    [2709n, 1337n, 0],
    [2710n, 1337n, 1],
    [35n + 2n ** 301n, 2n ** 300n, 0],
  ] as const)('v = %d', (v, chainId, recId) => {
    expect(decodePrivateTransaction(withItems({ 6: toScalar(v) }))).toMatchObject({ chainId, recId, signature: { v } })
    expect(encodeV(chainId, recId)).toBe(v)
  })

  test.each([0n, 1n, 26n, 29n, 30n, 35n, 36n])('v = %d is unsupported', (v) => {
    expect(thrownBy(() => decodePrivateTransaction(withItems({ 6: toScalar(v) })))).toMatchObject(unsupported)
  })

  test('an unsupported v is reported before what is wrong after it, and after what is wrong before it', () => {
    const v = toScalar(30n)
    expect(thrownBy(() => decodePrivateTransaction(withItems({ 6: v, 7: EMPTY_BYTES })))).toMatchObject(unsupported)
    expect(thrownBy(() => decodePrivateTransaction(withItems({ 6: v, 3: new Uint8Array(19) })))).toMatchObject(format)
  })

  test.each<[string, Readonly<Record<number, RlpItem>>]>([
    ['a nonce with leading zeros', { 0: Uint8Array.of(0, 2) }],
    ['a nonce of one zero byte', { 0: Uint8Array.of(0) }],
    ['a nonce of nine bytes', { 0: new Uint8Array(9).fill(1) }],
    ['a nonce that is a list', { 0: [] }],
    ['a gas price of 33 bytes', { 1: new Uint8Array(33).fill(1) }],
    ['a gas limit of nine bytes', { 2: new Uint8Array(9).fill(1) }],
    ['a recipient of 19 bytes', { 3: new Uint8Array(19) }],
    ['a recipient of 21 bytes', { 3: new Uint8Array(21) }],
    ['a value of 33 bytes', { 4: new Uint8Array(33).fill(1) }],
    ['a payload that is a list', { 5: [EMPTY_BYTES] }],
    ['v with leading zeros', { 6: Uint8Array.of(0, 27) }],
    ['r = 0', { 7: EMPTY_BYTES }],
    ['r = n', { 7: toScalar(SECP256K1_ORDER) }],
    ['r with leading zeros', { 7: Uint8Array.of(0, 1) }],
    ['s = 0', { 8: EMPTY_BYTES }],
    ['s = n', { 8: toScalar(SECP256K1_ORDER) }],
    ['s of 33 bytes', { 8: new Uint8Array(33).fill(1) }],
    ['privateFrom that is a list', { 9: [KA] }],
    ['a list in privateFor', { 10: [[KA]] }],
    ['a restriction that is a list', { 11: [] }],
  ])('refuses %s', (_, changes) => {
    expect(thrownBy(() => decodePrivateTransaction(withItems(changes)))).toMatchObject(format)
  })

  test('accepts the largest numbers that fit', () => {
    const wire = withItems({
      0: new Uint8Array(8).fill(255),
      1: new Uint8Array(32).fill(255),
      2: new Uint8Array(8).fill(255),
      4: new Uint8Array(32).fill(255),
      7: toScalar(SECP256K1_ORDER - 1n),
      8: toScalar(SECP256K1_ORDER - 1n),
    })
    expect(encodePrivateTransaction(decodePrivateTransaction(wire))).toEqual(wire)
  })

  test('refuses missing and surplus items, trailing bytes, and what is no list', () => {
    const items = decodeRlp(CREATE_WIRE, 'test') as RlpItem[]
    for (let count = 0; count < 12; count++) {
      expect(thrownBy(() => decodePrivateTransaction(RLP.encode(items.slice(0, count))))).toMatchObject(format)
    }
    expect(thrownBy(() => decodePrivateTransaction(RLP.encode([...items, EMPTY_BYTES])))).toMatchObject(format)
    expect(thrownBy(() => decodePrivateTransaction(concat(CREATE_WIRE, Uint8Array.of(0))))).toMatchObject(format)
    expect(thrownBy(() => decodePrivateTransaction(RLP.encode(CREATE_WIRE)))).toMatchObject(format)
    expect(thrownBy(() => decodePrivateTransaction(EMPTY_BYTES))).toMatchObject(format)
    expect(thrownBy(() => decodePrivateTransactionItems(undefined))).toMatchObject(format)
  })

  test('undoes the encoding of any transaction', () => {
    fc.assert(
      fc.property(privateTransaction, (transaction) => {
        expect(decodePrivateTransaction(encodePrivateTransaction(transaction))).toEqual(transaction)
      }),
    )
  })

  test('gives hostile bytes a transaction that encodes to them, or a DecodeError', () => {
    fc.assert(
      fc.property(hostile(CREATE_WIRE, UNPROTECTED_WIRE, LEGACY_WIRE, LARGE_CHAIN_ID_WIRE), (input) => {
        const transaction = decoded(decodePrivateTransaction, input)
        if (transaction === undefined) return
        const encoded = encodePrivateTransaction(transaction)
        if (transaction.restriction !== 'unsupported') expect(equalBytes(encoded, input)).toBe(true)
        expect(decodePrivateTransaction(encoded)).toEqual(transaction)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('recorded raw transactions', () => {
  test.each([
    'a04-create-ec-keys',
    'a06-deploy-call-logs',
    'a11-invalid-and-signature-forms',
    'b08-readd-partial',
    'g10-distribute',
    'r01-random',
    'r17-random',
  ])('%s: encoding undoes decoding', (name) => {
    const submissions = readRecordedFlow(name).submissions ?? []
    expect(submissions.length).toBeGreaterThan(0)
    for (const { raw } of submissions) {
      expect(toHex(encodePrivateTransaction(decodePrivateTransaction(fromHex(raw))))).toBe(raw)
    }
  })

  test('a05-refused-submissions: nothing but the group id is wrong with what was refused as undecodable', () => {
    const refused = readRecordedFlow('a05-refused-submissions').refused ?? []
    for (const { raw, error } of refused) {
      const transaction = decodePrivateTransaction(fromHex(raw))
      const { recipients } = transaction
      const shortId = recipients.kind === 'group' && recipients.groupId.length !== 32
      expect(shortId).toBe(error.name === 'DECODE_ERROR')
      expect(toHex(encodePrivateTransaction(transaction))).toBe(raw)
    }
    expect(refused.length).toBeGreaterThan(10)
  })
})
