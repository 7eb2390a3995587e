import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/primitives/bytes.ts'
import { BlockMetadataBuffer } from '../../src/state/BlockMetadataBuffer.ts'
import { block, group, marker, root } from './metadata.ts'
import { createMetadata } from './stores.ts'

const G = group(1)
const OTHER = group(2)
const heads = (map: ReadonlyMap<string, Uint8Array> | undefined): unknown =>
  map && Object.fromEntries([...map].map(([id, hash]) => [id, toHex(hash)]))

describe('BlockMetadataBuffer (spec 02 §2)', () => {
  it('FP-151 hands the parent’s head map on', () => {
    const { metadata } = createMetadata()
    metadata.putHeadMap(block(1), new Map([[toHex(G), block(1)]]))
    new BlockMetadataBuffer(metadata, block(2), block(1)).stage()
    expect(heads(metadata.headMap(block(2)))).toEqual({ [toHex(G)]: toHex(block(1)) })
    expect(metadata.groupsOfBlock(block(2))).toEqual([])
  })

  it('stores no head map that is empty', () => {
    const { metadata } = createMetadata()
    new BlockMetadataBuffer(metadata, block(2), block(1)).stage()
    expect(metadata.headMap(block(2))).toBeUndefined()
  })

  it('makes the block the head of groups with a success, and of no other', () => {
    const { metadata } = createMetadata()
    metadata.putHeadMap(block(1), new Map([[toHex(OTHER), block(1)]]))
    const buffer = new BlockMetadataBuffer(metadata, block(2), block(1))
    buffer.addSuccess(G, marker(1), root(1))
    buffer.addSuccess(G, marker(2), root(2))
    expect(buffer.changedGroups.map(toHex)).toEqual([toHex(G)])
    expect(metadata.headMap(block(2))).toBeUndefined()
    buffer.stage()
    expect(heads(metadata.headMap(block(2)))).toEqual({ [toHex(OTHER)]: toHex(block(1)), [toHex(G)]: toHex(block(2)) })
    expect(metadata.metadata(block(2), G)).toEqual([
      { markerHash: marker(1), stateRoot: root(1) },
      { markerHash: marker(2), stateRoot: root(2) },
    ])
    expect(metadata.metadata(block(2), OTHER)).toBeUndefined()
  })

  it('stores receipts also of transactions that did not succeed', () => {
    const { metadata } = createMetadata()
    const buffer = new BlockMetadataBuffer(metadata, block(2), block(1))
    buffer.addReceipt(marker(1), { status: 2, logs: [], output: new Uint8Array(0) })
    buffer.addReceipt(marker(2), { status: 0, logs: [], output: new Uint8Array(0), revertReason: Uint8Array.of(1) })
    buffer.stage()
    expect(metadata.receipt(block(2), marker(1))).toMatchObject({ status: 2 })
    expect(metadata.receipt(block(2), marker(2))).toMatchObject({ status: 0, revertReason: Uint8Array.of(1) })
    expect(metadata.receipt(block(1), marker(1))).toBeUndefined()
    expect(metadata.headMap(block(2))).toBeUndefined()
  })

  it('keeps other entries of the block rather than those of the parent, but not rather than its own successes', () => {
    const { metadata } = createMetadata()
    metadata.putHeadMap(block(1), new Map([[toHex(OTHER), block(1)]]))
    const buffer = new BlockMetadataBuffer(metadata, block(2), block(1))
    buffer.addSuccess(G, marker(1), root(1))
    buffer.stage(
      new Map([
        [toHex(G), block(9)],
        [toHex(OTHER), block(2)],
      ]),
    )
    expect(heads(metadata.headMap(block(2)))).toEqual({ [toHex(G)]: toHex(block(2)), [toHex(OTHER)]: toHex(block(2)) })
  })
})
