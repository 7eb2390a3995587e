import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/primitives/bytes.ts'
import { firstNeeded, lastOwnEntry } from '../../src/replay/firstNeeded.ts'
import { conflictsWithOwnHistory } from '../../src/replay/ownHistoryConflict.ts'
import { rulesInForce } from '../../src/execution/strictRules.ts'
import type { PrivateMetadataStore } from '../../src/state/PrivateMetadataStore.ts'
import { HistoryBlob, encodeHistoryBlob } from '../../src/transaction/historyBlob.ts'
import { decodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { block, group, marker, root } from '../state/metadata.ts'
import { createMetadata } from '../state/stores.ts'
import { CREATE_WIRE } from '../transaction/vectors.ts'

const G = group(1)
const PARENT = block(5)
/** A history whose entries are told apart by their numbers; what the transactions are does not matter here. */
const transaction = decodePrivateTransaction(CREATE_WIRE)
const history = new HistoryBlob(
  encodeHistoryBlob([1, 2, 3, 4].map((n) => ({ transaction, markerHash: marker(n), stateRoot: root(n) }))),
)
/** Entries from a position on. */
const numbers = (first: number): number[] => [1, 2, 3, 4].slice(first)

/** A node whose last transaction of the group is this one. */
function knowing(markerNumber: number, rootNumber: number): PrivateMetadataStore {
  const { metadata } = createMetadata()
  metadata.putHeadMap(PARENT, new Map([[toHex(G), block(3)]]))
  metadata.putMetadata(block(3), G, [
    { markerHash: marker(8), stateRoot: root(8) },
    { markerHash: marker(markerNumber), stateRoot: root(rootNumber) },
  ])
  return metadata
}

describe('firstNeeded (spec 02 §13.3 step 2)', () => {
  it('FP-152 is everything for a node without the group', () => {
    const { metadata } = createMetadata()
    expect(numbers(firstNeeded(metadata, PARENT, G, history))).toEqual([1, 2, 3, 4])
    metadata.putHeadMap(PARENT, new Map([[toHex(group(2)), block(3)]]))
    expect(numbers(firstNeeded(metadata, PARENT, G, history))).toEqual([1, 2, 3, 4])
  })

  it('FP-153 is nothing when the root is that of the last entry, whatever the transaction', () => {
    expect(numbers(firstNeeded(knowing(4, 4), PARENT, G, history))).toEqual([])
    expect(numbers(firstNeeded(knowing(9, 4), PARENT, G, history))).toEqual([])
  })

  it('FP-154 is what follows the node’s last transaction', () => {
    expect(numbers(firstNeeded(knowing(2, 2), PARENT, G, history))).toEqual([3, 4])
    expect(numbers(firstNeeded(knowing(4, 9), PARENT, G, history))).toEqual([])
  })

  it('is everything again when that transaction is not in the history', () => {
    expect(numbers(firstNeeded(knowing(9, 9), PARENT, G, history))).toEqual([1, 2, 3, 4])
  })

  it('looks at the last transaction of the block that the head map names', () => {
    expect(lastOwnEntry(knowing(2, 2), PARENT, G)).toEqual({ markerHash: marker(2), stateRoot: root(2) })
    expect(lastOwnEntry(createMetadata().metadata, PARENT, G)).toBeUndefined()
  })

  it('says so when the head map names a block without metadata', () => {
    const { metadata } = createMetadata()
    metadata.putHeadMap(PARENT, new Map([[toHex(G), block(3)]]))
    expect(() => firstNeeded(metadata, PARENT, G, history)).toThrow(
      expect.objectContaining({ code: 'STATE_INCONSISTENT' }),
    )
  })
})

describe('conflictsWithOwnHistory', () => {
  const conflicts = (metadata: PrivateMetadataStore, strict = true): boolean =>
    conflictsWithOwnHistory(metadata, PARENT, G, history, rulesInForce(strict))

  it('is only asked in strict mode', () => {
    expect(conflicts(knowing(9, 9), false)).toBe(false)
  })

  it('is a node whose last transaction the history lacks', () => {
    expect(conflicts(knowing(9, 9))).toBe(true)
    expect(conflicts(knowing(2, 2))).toBe(false)
    expect(conflicts(createMetadata().metadata)).toBe(false)
  })
})
