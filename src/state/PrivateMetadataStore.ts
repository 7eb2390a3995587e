import { EMPTY_BYTES, concat, equalBytes, fromHex, toHex } from '../primitives/bytes.ts'
import {
  type BlockHash,
  type GroupId,
  type PayloadHandle,
  type TransactionHash,
  toGroupId,
  toPayloadHandle,
} from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import {
  type BlockMetadataEntry,
  decodeBlockMetadata,
  decodeHeadMap,
  encodeBlockMetadata,
  encodeHeadMap,
} from '../transaction/privateMetadata.ts'
import { type PrivateReceipt, decodePrivateReceipt, encodePrivateReceipt } from '../transaction/privateReceipt.ts'
import { StateStore } from './StateStore.ts'

const spaces = defineKeySpaces({
  headMap: 0x23,
  metadata: 0x24,
  receipt: 0x25,
  addDataKey: 0x26,
  groupsOfBlock: 0x27,
})

/** Group id (hex) to the hash of the last block, on this branch, with a successful transaction of the group. */
export type HeadMap = ReadonlyMap<string, BlockHash>

/**
 * What a node knows of its groups, in its store (spec 02 §9): trie nodes and code by hash, and per block the head map, the
 * successful markers of each group with the roots after them, and private receipts. Everything is keyed by block hash, so
 * branches live side by side.
 */
export class PrivateMetadataStore extends StateStore {
  readonly #managementCode: (hash: Uint8Array) => Uint8Array | undefined
  /** Told of every block that gets metadata of a group, even if that is never committed. */
  onMetadata: ((block: BlockHash, group: GroupId) => void) | undefined

  /** @param managementCode code that is known without being stored. */
  constructor(store: StagedStore, managementCode: (hash: Uint8Array) => Uint8Array | undefined) {
    super(store)
    this.#managementCode = managementCode
  }

  /** Head map of a block; `undefined` when none is stored. */
  headMap(block: BlockHash): HeadMap | undefined {
    const encoded = this.store.get(spaces.headMap.key(block))
    return encoded && new Map(decodeHeadMap(encoded).map(({ groupId, blockHash }) => [toHex(groupId), blockHash]))
  }

  putHeadMap(block: BlockHash, heads: HeadMap): void {
    const entries = [...heads].map(([groupId, blockHash]) => ({ groupId: fromHex(groupId) as GroupId, blockHash }))
    this.store.put(spaces.headMap.key(block), encodeHeadMap(entries))
  }

  /** Successful markers of a group in a block with the root after each, in order; `undefined` when there are none. */
  metadata(block: BlockHash, group: GroupId): BlockMetadataEntry[] | undefined {
    const encoded = this.store.get(spaces.metadata.key(block, group))
    return encoded && decodeBlockMetadata(encoded)
  }

  putMetadata(block: BlockHash, group: GroupId, entries: readonly BlockMetadataEntry[]): void {
    if (!this.groupsOfBlock(block).some((known) => equalBytes(known, group))) {
      this.store.put(spaces.groupsOfBlock.key(block), concat(...this.groupsOfBlock(block), group))
    }
    this.store.put(spaces.metadata.key(block, group), encodeBlockMetadata(entries))
    this.onMetadata?.(block, group)
  }

  /** Groups with metadata for a block; the block's head map may not name all of them (spec 02 §14 item 28). */
  groupsOfBlock(block: BlockHash): GroupId[] {
    const ids = this.store.get(spaces.groupsOfBlock.key(block)) ?? EMPTY_BYTES
    return Array.from({ length: ids.length / 32 }, (_, i) => toGroupId(ids.slice(i * 32, i * 32 + 32)))
  }

  receipt(block: BlockHash, marker: TransactionHash): PrivateReceipt | undefined {
    const encoded = this.store.get(spaces.receipt.key(block, marker))
    return encoded && decodePrivateReceipt(encoded)
  }

  putReceipt(block: BlockHash, marker: TransactionHash, receipt: PrivateReceipt): void {
    this.store.put(spaces.receipt.key(block, marker), encodePrivateReceipt(receipt))
  }

  /** Handle of the history blob that hydrated the group here last; `undefined` when none did. */
  addDataKey(group: GroupId): PayloadHandle | undefined {
    const handle = this.store.get(spaces.addDataKey.key(group))
    return handle && toPayloadHandle(handle)
  }

  putAddDataKey(group: GroupId, handle: PayloadHandle): void {
    this.store.put(spaces.addDataKey.key(group), handle)
  }

  /** Code by its hash; management code is known without being stored. */
  override code(hash: Uint8Array): Uint8Array | undefined {
    return this.#managementCode(hash) ?? super.code(hash)
  }
}
