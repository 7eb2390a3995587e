import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toHex } from '../../src/primitives/bytes.ts'
import { toStateRoot, toTransactionHash } from '../../src/primitives/identifiers.ts'
import { HistoryBlobWriter } from '../../src/transaction/HistoryBlobWriter.ts'
import { encodeRlp, encodeRlpList } from '../../src/transaction/encodeRlp.ts'
import { type HistoryBlobEntry, decodeHistoryBlob } from '../../src/transaction/historyBlob.ts'
import { encodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { bytes, privateTransaction } from './arbitraries.ts'

const entry: fc.Arbitrary<HistoryBlobEntry> = fc
  .tuple(privateTransaction, bytes(32), bytes(32), fc.constantFrom(0, 0, 0, 60, 3000, 70_000))
  .map(([transaction, marker, root, size]) => ({
    transaction: size === 0 ? transaction : { ...transaction, payload: new Uint8Array(size).fill(7) },
    markerHash: toTransactionHash(marker),
    stateRoot: toStateRoot(root),
  }))

/** The format from the inside out, everything at once. */
function encoded(entries: readonly HistoryBlobEntry[]): Uint8Array {
  return encodeRlpList(
    entries.map(({ transaction, markerHash, stateRoot }) =>
      encodeRlpList([encodePrivateTransaction(transaction), encodeRlp([markerHash, stateRoot])]),
    ),
  )
}

function written(entries: readonly HistoryBlobEntry[], expected?: number): Uint8Array {
  const writer = new HistoryBlobWriter(expected)
  for (const { transaction, markerHash, stateRoot } of entries) writer.add(transaction, markerHash, stateRoot)
  expect(writer.length).toBe(entries.length)
  return writer.finish()
}

it('entries added one by one give the bytes of the whole, whatever number was expected and however large they are', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), fc.integer({ min: 0, max: 40 }), (entries, expected) => {
      expect(toHex(written(entries, expected))).toBe(toHex(encoded(entries)))
    }),
  )
})

it('a history of many entries, with larger ones late', () => {
  const [small, large] = fc.sample(entry, { seed: 7, numRuns: 2 })
  if (small === undefined || large === undefined) throw new RangeError('no sample')
  const late = { ...large, transaction: { ...large.transaction, payload: new Uint8Array(5000).fill(1) } }
  const entries = Array.from({ length: 6000 }, (_, index) => (index < 5000 ? small : late))
  const bytes = written(entries, 6000)
  expect(Buffer.compare(bytes, encoded(entries))).toBe(0)
  expect(decodeHistoryBlob(bytes)).toHaveLength(6000)
})

it('nothing is an empty list', () => {
  expect(toHex(written([]))).toBe('0xc0')
})
