import { describe, expect, it } from 'vitest'
import { eras } from '../../src/management/eras.ts'
import { fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toAddress, toPayloadHandle } from '../../src/primitives/identifiers.ts'
import type { PrivateReceipt } from '../../src/transaction/privateReceipt.ts'
import { block, group, marker, root } from './metadata.ts'
import { createMetadata } from './stores.ts'

describe('PrivateMetadataStore (spec 02 §9)', () => {
  it('tells an empty head map from none', () => {
    const { metadata } = createMetadata()
    expect(metadata.headMap(block(1))).toBeUndefined()
    metadata.putHeadMap(block(1), new Map())
    expect(metadata.headMap(block(1))?.size).toBe(0)
  })

  it('keeps branches apart by block hash', () => {
    const { metadata } = createMetadata()
    metadata.putMetadata(block(1), group(1), [{ markerHash: marker(1), stateRoot: root(1) }])
    metadata.putMetadata(block(2), group(1), [{ markerHash: marker(1), stateRoot: root(2) }])
    expect(metadata.metadata(block(1), group(1))?.[0]?.stateRoot).toEqual(root(1))
    expect(metadata.metadata(block(2), group(1))?.[0]?.stateRoot).toEqual(root(2))
    expect(metadata.metadata(block(2), group(2))).toBeUndefined()
  })

  it('lists the groups of a block once each', () => {
    const { metadata } = createMetadata()
    for (const n of [1, 2, 1]) metadata.putMetadata(block(1), group(n), [{ markerHash: marker(n), stateRoot: root(n) }])
    expect(metadata.groupsOfBlock(block(1)).map(toHex)).toEqual([toHex(group(1)), toHex(group(2))])
    expect(metadata.groupsOfBlock(block(2))).toEqual([])
  })

  it('gives receipts back as they were', () => {
    const { metadata } = createMetadata()
    const sender = toAddress(new Uint8Array(20).fill(9))
    const log = { address: toAddress(new Uint8Array(20).fill(1)), topics: [root(1)], data: Uint8Array.of(5) }
    const receipts: PrivateReceipt[] = [
      { sender, status: 1, logs: [log], output: Uint8Array.of(1, 2) },
      { status: 0, logs: [], output: new Uint8Array(0), revertReason: new Uint8Array(0) },
      { status: 0, logs: [], output: new Uint8Array(0) },
      { status: 2, logs: [], output: new Uint8Array(0) },
    ]
    receipts.forEach((receipt, n) => metadata.putReceipt(block(1), marker(n), receipt))
    expect(receipts.map((_, n) => metadata.receipt(block(1), marker(n)))).toEqual(receipts)
    expect(receipts.map((_, n) => metadata.sender(block(1), marker(n)))).toEqual([
      sender,
      undefined,
      undefined,
      undefined,
    ])
    expect(metadata.sender(block(2), marker(0))).toBeUndefined()
  })

  it('keeps one add-data key a group', () => {
    const { metadata } = createMetadata()
    expect(metadata.addDataKey(group(1))).toBeUndefined()
    metadata.putAddDataKey(group(1), toPayloadHandle(root(1)))
    metadata.putAddDataKey(group(1), toPayloadHandle(root(2)))
    expect(metadata.addDataKey(group(1))).toEqual(root(2))
    expect(metadata.addDataKey(group(2))).toBeUndefined()
  })

  it('knows the management code without storing it, and other code by hash', () => {
    const { metadata, staged } = createMetadata()
    expect(metadata.code(eras.v2.proxyCodeHash)?.length).toBeGreaterThan(0)
    expect(metadata.code(eras.v1.managementCodeHash)?.length).toBeGreaterThan(0)
    expect(metadata.code(root(1))).toBeUndefined()
    metadata.putCode(root(1), fromHex('0x6000'))
    expect(metadata.code(root(1))).toEqual(fromHex('0x6000'))
    expect(staged.size).toBe(1)
  })

  it('keeps trie nodes, code and preimages apart', () => {
    const { metadata } = createMetadata()
    metadata.putNode(root(1), Uint8Array.of(1))
    metadata.putCode(root(1), Uint8Array.of(2))
    metadata.putPreimage(root(1), Uint8Array.of(3))
    expect([metadata.get(root(1)), metadata.code(root(1)), metadata.preimageOf(root(1))]).toEqual(
      [1, 2, 3].map((n) => Uint8Array.of(n)),
    )
  })
})
