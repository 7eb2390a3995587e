import { groupKey } from '../primitives/groupKey.ts'
import type { BlockHash, GroupId, StateRoot, TransactionHash } from '../primitives/identifiers.ts'
import type { BlockMetadataEntry } from '../transaction/privateMetadata.ts'
import type { PrivateReceipt } from '../transaction/privateReceipt.ts'
import { encodeStoredReceipt } from '../transaction/storedReceipt.ts'
import type { HeadMap } from './HeadMaps.ts'
import type { PrivateMetadataStore } from './PrivateMetadataStore.ts'
import { lastRoot } from './resolveRoot.ts'
import { EMPTY_ROOT } from './trie/MerkleTrie.ts'

/** Private metadata of a block while its markers are executed (spec 02 §2, steps 2 and 4). */
export class BlockMetadataBuffer {
  readonly #store: PrivateMetadataStore
  readonly #block: BlockHash
  readonly #number: bigint | undefined
  /** Of the parent. */
  readonly #heads: HeadMap | undefined
  readonly #metadata = new Map<string, { group: GroupId; entries: BlockMetadataEntry[] }>()
  readonly #receipts: [marker: TransactionHash, encoded: Uint8Array][] = []

  /**
   * Begins with the head map of the parent.
   * @param number of the block; saves looking it up.
   * @param canonical whether the block is known to be canonical, and so its parent: that need not be looked up either.
   */
  constructor(store: PrivateMetadataStore, block: BlockHash, parent: BlockHash, number?: bigint, canonical = false) {
    this.#store = store
    this.#block = block
    this.#number = number
    this.#heads = store.headMap(parent, canonical && number !== undefined ? number - 1n : undefined)
  }

  /**
   * Root of a group for the next transaction in this block: after the last one in it, else at the group's last block, else
   * the empty root (spec 02 §10, in-block variant).
   * @throws {CoterieError} `STATE_INCONSISTENT` when the head map points to a block without metadata of the group.
   */
  root(group: GroupId): StateRoot {
    const key = groupKey(group)
    const inBlock = this.#metadata.get(key)?.entries.at(-1)
    if (inBlock !== undefined) return inBlock.stateRoot
    const head = this.#heads?.get(key)
    return head === undefined ? EMPTY_ROOT : lastRoot(this.#store, head, group)
  }

  /** @param encoded the receipt as it is stored, from whoever has it. */
  addReceipt(marker: TransactionHash, receipt: PrivateReceipt, encoded = encodeStoredReceipt(receipt)): void {
    this.#receipts.push([marker, encoded])
  }

  /** A transaction has succeeded: the block is the group's head now. */
  addSuccess(group: GroupId, marker: TransactionHash, stateRoot: StateRoot): void {
    const key = groupKey(group)
    let metadata = this.#metadata.get(key)
    if (metadata === undefined) this.#metadata.set(key, (metadata = { group, entries: [] }))
    metadata.entries.push({ markerHash: marker, stateRoot })
  }

  /** Groups with a successful transaction in this block. */
  get changedGroups(): GroupId[] {
    return [...this.#metadata.values()].map(({ group }) => group)
  }

  /**
   * Stages everything under the block's hash; a head map only if it has an entry.
   * @param storedHeads entries that hold for every group without a transaction in this buffer (strict rule
   * `merge-head-maps`).
   * @param receiptsAhead whether receipts may be written before the rest.
   */
  stage(storedHeads?: HeadMap, receiptsAhead = false): void {
    const heads = new Map(this.#heads)
    for (const [group, block] of storedHeads ?? []) heads.set(group, block)
    for (const group of this.#metadata.keys()) heads.set(group, this.#block)
    if (heads.size > 0) this.#store.putHeadMap(this.#block, heads)
    for (const { group, entries } of this.#metadata.values()) {
      this.#store.putMetadata(this.#block, group, entries, this.#number)
    }
    for (const [marker, encoded] of this.#receipts) {
      this.#store.putEncodedReceipt(this.#block, marker, encoded, receiptsAhead)
    }
  }
}
