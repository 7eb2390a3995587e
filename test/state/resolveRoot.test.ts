import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCoterieError } from '../../src/errors/CoterieError.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { BlockMetadataBuffer } from '../../src/state/BlockMetadataBuffer.ts'
import { lastRoot, resolveRoot } from '../../src/state/resolveRoot.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { block, group, marker, root } from './metadata.ts'
import { createMetadata } from './stores.ts'
import { thrownBy } from './trie/trieModel.ts'

const G = group(1)
const OTHER = group(2)

describe('resolveRoot (spec 02 §10)', () => {
  it('FP-24 is the empty root without any commitment, for blocks without metadata and for unknown blocks', () => {
    const { metadata } = createMetadata()
    expect(toHex(resolveRoot(metadata, block(1), G))).toBe(toHex(EMPTY_ROOT))
    metadata.putHeadMap(block(1), new Map())
    expect(toHex(resolveRoot(metadata, block(1), G))).toBe(toHex(EMPTY_ROOT))
    metadata.putHeadMap(block(1), new Map([[toHex(OTHER), block(1)]]))
    metadata.putMetadata(block(1), OTHER, [{ markerHash: marker(1), stateRoot: root(1) }])
    expect(toHex(resolveRoot(metadata, block(1), G))).toBe(toHex(EMPTY_ROOT))
  })

  it('FP-24 is the last root of a block with several commitments', () => {
    const { metadata } = createMetadata()
    metadata.putMetadata(block(1), G, [
      { markerHash: marker(1), stateRoot: root(1) },
      { markerHash: marker(2), stateRoot: root(2) },
    ])
    expect(toHex(resolveRoot(metadata, block(1), G))).toBe(toHex(root(2)))
  })

  it('FP-24 survives empty blocks: any chain of blocks resolves to the last commitment of the group', () => {
    const commits = fc.array(fc.record({ mine: fc.nat(2), others: fc.nat(2) }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(commits, (blocks) => {
        const { metadata } = createMetadata()
        let expected = toHex(EMPTY_ROOT)
        let count = 0
        for (const [n, { mine, others }] of blocks.entries()) {
          const buffer = new BlockMetadataBuffer(metadata, block(n + 1), block(n))
          expect(toHex(buffer.root(G))).toBe(expected)
          for (let i = 0; i < mine; i++) {
            buffer.addSuccess(G, marker(i), root(++count))
            expected = toHex(root(count))
            expect(toHex(buffer.root(G))).toBe(expected)
          }
          for (let i = 0; i < others; i++) buffer.addSuccess(OTHER, marker(i), root(0xd0 + i))
          buffer.stage()
          expect(toHex(resolveRoot(metadata, block(n + 1), G))).toBe(expected)
        }
      }),
    )
  })

  it('lets the block’s own metadata win where its head map disagrees', () => {
    const { metadata } = createMetadata()
    metadata.putMetadata(block(1), G, [{ markerHash: marker(1), stateRoot: root(1) }])
    metadata.putMetadata(block(2), G, [{ markerHash: marker(2), stateRoot: root(2) }])
    metadata.putHeadMap(block(2), new Map([[toHex(G), block(1)]]))
    expect(toHex(resolveRoot(metadata, block(2), G))).toBe(toHex(root(2)))
    metadata.putHeadMap(block(3), new Map([[toHex(G), block(1)]]))
    expect(toHex(resolveRoot(metadata, block(3), G))).toBe(toHex(root(1)))
  })

  it('says so when a head map points to a block without metadata', () => {
    const { metadata } = createMetadata()
    metadata.putHeadMap(block(2), new Map([[toHex(G), block(1)]]))
    for (const attempt of [
      () => resolveRoot(metadata, block(2), G),
      () => lastRoot(metadata, block(1), G),
      () => new BlockMetadataBuffer(metadata, block(3), block(2)).root(G),
    ]) {
      expect(isCoterieError(thrownBy(attempt), 'STATE_INCONSISTENT')).toBe(true)
    }
  })
})
