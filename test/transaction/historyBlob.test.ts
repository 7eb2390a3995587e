import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, equalBytes, fromBase64, fromHex, toHex, toWord } from '../../src/primitives/bytes.ts'
import {
  type Address,
  type EnclaveKey,
  toAddress,
  toStateRoot,
  toTransactionHash,
} from '../../src/primitives/identifiers.ts'
import { payloadBytes, payloadText } from '../../src/transaction/enclavePayload.ts'
import {
  HistoryBlob,
  decodeHistoryBlob,
  encodeHistoryBlob,
  type HistoryBlobEntry,
} from '../../src/transaction/historyBlob.ts'
import { decodePrivateTransaction, type PrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import { decodeRlp } from '../../src/transaction/strictRlp.ts'
import { bytes, decoded, hostile, privateTransaction, thrownBy } from './arbitraries.ts'
import { readRecordedFlow } from './recordedFlow.ts'
import { CREATE_WIRE, GROUP, KA, KB, LEGACY_WIRE, OWNER_KEY } from './vectors.ts'

const USER3_KEY = fromHex('ae6ae8e5ccbfb04590405997ee2d52d2b330726137b875053c36d94e974d162f')
const proxy = toAddress(fromHex('0x000000000000000000000000000000000000007c'))
const deployed = toAddress(fromHex('0x10f807f8a905da5bd319196da7523c6bd768690f'))

const entry = (transaction: PrivateTransaction, markerHash: string, stateRoot: string): HistoryBlobEntry => ({
  transaction,
  markerHash: toTransactionHash(fromHex(markerHash)),
  stateRoot: toStateRoot(fromHex(stateRoot)),
})

const create = entry(
  decodePrivateTransaction(CREATE_WIRE),
  '0x3382c149d21bc2cbf27f3cec446252587cf448169f76eb54405791d7f32c274f',
  '0x5c93c85ac11f9235eaf46aa7c5d141d37d346a0d1a7f39d0abb5206ad76a80e6',
)

/** A transaction of spec 01 §12.2; the marker hash is not given there. */
function later(
  key: Uint8Array,
  nonce: bigint,
  from: EnclaveKey,
  to: Address | undefined,
  payload: Uint8Array,
  root: string,
): HistoryBlobEntry {
  const transaction = signPrivateTransaction(
    {
      nonce,
      gasPrice: 0n,
      gasLimit: 3_000_000n,
      to,
      value: 0n,
      payload,
      chainId: 1337n,
      privateFrom: from,
      recipients: { kind: 'group', groupId: GROUP },
      restriction: 'restricted',
    },
    key,
  )
  return entry(transaction, `0x${'77'.repeat(32)}`, root)
}

const history = [
  create,
  later(
    OWNER_KEY,
    1n,
    KA,
    undefined,
    fromHex('6007600c60003960076000f360003560005500'),
    '0x3352374e2d73714b9e498905d07d713041e44e3110e06c93ea8c7cf2a5fbbd64',
  ),
  later(USER3_KEY, 0n, KB, deployed, toWord(7n), '0x06af66c8bc0df508eab92f28039d5a1d167ac0fdde86f528895e77099e3f6f6c'),
  later(
    OWNER_KEY,
    2n,
    KA,
    proxy,
    fromHex('f83d08ba'),
    '0x4feaa10318265f99146dc33b68941ab2092a4274aa304eecd7caa99e230cbc80',
  ),
]

describe('encodeHistoryBlob', () => {
  test('the history of four transactions (spec 01 §12.3)', () => {
    const blob = encodeHistoryBlob(history)
    const start =
      `0xf90508f901fc${toHex(CREATE_WIRE).slice(2)}f842` +
      'a03382c149d21bc2cbf27f3cec446252587cf448169f76eb54405791d7f32c274f' +
      'a05c93c85ac11f9235eaf46aa7c5d141d37d346a0d1a7f39d0abb5206ad76a80e6' +
      'f8f4f8ae'
    expect(toHex(blob).slice(0, start.length)).toBe(start)
    expect(blob).toHaveLength(1291)
    expect(decodeHistoryBlob(blob)).toEqual(history)
  })

  test('no history', () => {
    expect(toHex(encodeHistoryBlob([]))).toBe('0xc0')
    expect(decodeHistoryBlob(fromHex('c0'))).toEqual([])
  })

  test('a long history', () => {
    const long = Array.from({ length: 5000 }, () => create)
    expect(decodeHistoryBlob(encodeHistoryBlob(long))).toHaveLength(5000)
  })
})

describe('decodeHistoryBlob', () => {
  const anyEntry = fc.record({
    transaction: privateTransaction,
    markerHash: bytes(32).map(toTransactionHash),
    stateRoot: bytes(32).map(toStateRoot),
  })

  test('undoes the encoding of any history', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 4 }), (entries) => {
        expect(decodeHistoryBlob(encodeHistoryBlob(entries))).toEqual(entries)
      }),
      { numRuns: 50 },
    )
  })

  test('gives hostile bytes a history that encodes to them, or a DecodeError', () => {
    const legacy = encodeHistoryBlob([{ ...create, transaction: decodePrivateTransaction(LEGACY_WIRE) }])
    fc.assert(
      fc.property(hostile(encodeHistoryBlob(history), legacy), (input) => {
        const entries = decoded(decodeHistoryBlob, input)
        if (entries === undefined) return
        const lossless = entries.every(({ transaction }) => transaction.restriction !== 'unsupported')
        if (lossless) expect(equalBytes(encodeHistoryBlob(entries), input)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  const list = decodeRlp(CREATE_WIRE, 'test')
  const word = new Uint8Array(32)
  test.each([
    ['an entry without metadata', RLP.encode([[list]])],
    ['an entry with a version', RLP.encode([[list, word]])],
    ['an entry of three items', RLP.encode([[list, [word, word], word]])],
    ['metadata of one item', RLP.encode([[list, [word]]])],
    ['metadata of three items', RLP.encode([[list, [word, word, word]]])],
    ['a hash of 31 bytes', RLP.encode([[list, [word.subarray(1), word]]])],
    ['a root of 33 bytes', RLP.encode([[list, [word, new Uint8Array(33)]]])],
    ['trailing bytes', concat(encodeHistoryBlob([create]), Uint8Array.of(0x80))],
    ['a byte string', RLP.encode(CREATE_WIRE)],
    ['nothing', new Uint8Array(0)],
  ])('refuses %s', (_, input) => {
    expect(thrownBy(() => decodeHistoryBlob(input))).toMatchObject({ code: 'DECODE_FAILED', kind: 'format' })
  })
})

describe('HistoryBlob', () => {
  test('gives entries, markers and wire forms by position, however long it is', () => {
    const long = Array.from({ length: 20_001 }, (_, n) => ({
      ...create,
      markerHash: toTransactionHash(toWord(BigInt(n))),
    }))
    for (const entries of [[], long.slice(0, 3), long]) {
      const bytes = encodeHistoryBlob(entries)
      const blob = new HistoryBlob(bytes)
      expect([blob.length, blob.byteLength]).toEqual([entries.length, bytes.length])
      for (const [index, entry] of entries.entries()) {
        if (index > 2 && index < entries.length - 2) continue
        expect(blob.entry(index)).toEqual(entry)
        expect(blob.marker(index)).toEqual(entry.markerHash)
        expect(blob.transactionBytes(index)).toEqual(CREATE_WIRE)
        expect(blob.indexOf(entry.markerHash)).toBe(index)
      }
      expect(blob.indexOf(toTransactionHash(toWord(99_999n)))).toBe(-1)
    }
  })
})

describe('recorded history blobs', () => {
  test.each([
    'b02-add-history-30',
    'b06-chain-of-adds',
    'b08-readd-partial',
    'b19-two-newcomers-in-sequence',
    'r01-random',
    'r17-random',
  ])('%s: encoding undoes decoding', (name) => {
    const blobs = readRecordedFlow(name).payloads.filter(({ kind }) => kind === 'blob')
    expect(blobs.length).toBeGreaterThan(0)
    for (const { payload } of blobs) {
      const entries = decodeHistoryBlob(payloadBytes(payload))
      expect(entries.length).toBeGreaterThan(0)
      expect(payloadText(encodeHistoryBlob(entries))).toBe(payload)
    }
  })

  test('b08-readd-partial: the data of a submission names the handles of what was stored', () => {
    const { payloads, submissions = [] } = readRecordedFlow('b08-readd-partial')
    for (const submission of submissions) {
      const handles = submission.payloads.map((index) => fromBase64(payloads[index]?.handle ?? ''))
      expect(toHex(concat(...handles))).toBe(submission.pmtData)
    }
  })
})
