import { CoterieError } from '../errors/CoterieError.ts'
import { EMPTY_BYTES, concat, equalBytes, toBase64 } from '../primitives/bytes.ts'
import {
  type Address,
  type BlockHash,
  type GroupId,
  type PayloadHandle,
  type StateRoot,
  type TransactionHash,
  toGroupId,
  toPayloadHandle,
} from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import {
  type BlockMetadataEntry,
  decodeBlockMetadata,
  encodeBlockMetadata,
  lastRootOfMetadata,
} from '../transaction/privateMetadata.ts'
import type { PrivateReceipt } from '../transaction/privateReceipt.ts'
import { decodeStoredReceipt, encodeStoredReceipt, senderOfStored } from '../transaction/storedReceipt.ts'
import { DeferredHistory } from './DeferredHistory.ts'
import { GroupBlocks } from './GroupBlocks.ts'
import { type CanonicalNumbers, type HeadMap, HeadMaps } from './HeadMaps.ts'
import type { ReplayInProgress } from './ReplaySpans.ts'
import { StateStore } from './StateStore.ts'
import { EMPTY_ROOT } from './trie/MerkleTrie.ts'

const spaces = defineKeySpaces({
  metadata: 0x24,
  receipt: 0x25,
  addDataKey: 0x26,
  groupsOfBlock: 0x27,
})

const ID_BYTES = 32

/**
 * What a node knows of its groups, in its store (spec 02 §9): trie nodes and code by hash, and per block the head map, the
 * successful markers of each group with the roots after them, and private receipts. Everything is keyed by block hash, so
 * branches live side by side.
 */
export class PrivateMetadataStore extends StateStore {
  readonly headMaps: HeadMaps
  /** Where to look for transactions of a group. */
  readonly groupBlocks: GroupBlocks
  readonly deferred: DeferredHistory
  readonly #managementCode: (hash: Uint8Array) => Uint8Array | undefined
  readonly #chain: CanonicalNumbers | undefined

  /**
   * @param managementCode code that is known without being stored.
   * @param chain numbers and canonical blocks of the node; without them a replay changes no head map but those put.
   */
  constructor(
    store: StagedStore,
    managementCode: (hash: Uint8Array) => Uint8Array | undefined,
    chain?: CanonicalNumbers,
  ) {
    super(store)
    this.#managementCode = managementCode
    this.#chain = chain
    this.headMaps = new HeadMaps(store, chain)
    this.groupBlocks = new GroupBlocks(store)
    this.deferred = new DeferredHistory(store)
  }

  /**
   * Head map of a block; `undefined` when it has none.
   * @param number of the block, from whoever knows it and that the block is canonical; saves looking both up.
   */
  headMap(block: BlockHash, number?: bigint): HeadMap | undefined {
    return this.headMaps.get(block, number)
  }

  putHeadMap(block: BlockHash, heads: HeadMap): void {
    this.headMaps.put(block, heads)
  }

  /** A replay of a group begins: it says here which canonical blocks get another head of the group, and must end it. */
  beginSpan(group: GroupId): ReplayInProgress {
    return this.headMaps.beginSpan(group)
  }

  /** Successful markers of a group in a block with the root after each, in order; `undefined` when there are none. */
  metadata(block: BlockHash, group: GroupId): BlockMetadataEntry[] | undefined {
    const encoded = this.store.get(spaces.metadata.transientKey(block, group))
    return encoded && decodeBlockMetadata(encoded)
  }

  /** Root after the last successful marker of a group in a block; `undefined` when there is none. */
  lastRoot(block: BlockHash, group: GroupId): StateRoot | undefined {
    const encoded = this.store.get(spaces.metadata.transientKey(block, group))
    return encoded && lastRootOfMetadata(encoded)
  }

  /** @param number of the block; by default what the chain says. */
  putMetadata(
    block: BlockHash,
    group: GroupId,
    entries: readonly BlockMetadataEntry[],
    number: bigint | undefined = this.#chain?.numberOf(block),
  ): void {
    const groups = this.store.get(spaces.groupsOfBlock.transientKey(block)) ?? EMPTY_BYTES
    if (!idsIn(groups).some((known) => equalBytes(known, group))) {
      this.store.put(spaces.groupsOfBlock.transientKey(block), concat(groups, group))
    }
    this.store.put(spaces.metadata.transientKey(block, group), encodeBlockMetadata(entries))
    if (number !== undefined) this.groupBlocks.add(group, number)
  }

  /** Groups with metadata for a block; the block's head map may not name all of them (spec 02 §14 item 28). */
  groupsOfBlock(block: BlockHash): GroupId[] {
    return idsIn(this.store.get(spaces.groupsOfBlock.transientKey(block)) ?? EMPTY_BYTES)
  }

  /** @throws {CoterieError} `HISTORY_DEFERRED` when there is one that the node has not made yet. */
  receipt(block: BlockHash, marker: TransactionHash): PrivateReceipt | undefined {
    const encoded = this.store.get(spaces.receipt.transientKey(block, marker))
    if (encoded !== undefined) return decodeStoredReceipt(encoded)
    for (const group of this.groupsOfBlock(block)) {
      if (this.deferred.parts(group).length === 0) continue
      const entries = this.metadata(block, group) ?? []
      // The metadata of a block that was replayed again need not name all that the deferred part has in it.
      if (this.deferred.hasReplaced(group, block)) throw historyDeferred(group)
      if (entries.some(({ markerHash }) => equalBytes(markerHash, marker))) throw historyDeferred(group)
    }
    return undefined
  }

  /**
   * Who sent the transaction of a marker, as far as its receipt in that block says; never a {@link CoterieError} for one that is
   * deferred.
   */
  sender(block: BlockHash, marker: TransactionHash): Address | undefined {
    const encoded = this.store.get(spaces.receipt.transientKey(block, marker))
    return encoded && senderOfStored(encoded)
  }

  putReceipt(block: BlockHash, marker: TransactionHash, receipt: PrivateReceipt): void {
    this.putEncodedReceipt(block, marker, encodeStoredReceipt(receipt), false)
  }

  /** @param encoded a receipt as it is stored. @param ahead whether it may be written before the rest of what the block gives. */
  putEncodedReceipt(block: BlockHash, marker: TransactionHash, encoded: Uint8Array, ahead: boolean): void {
    const key = spaces.receipt.transientKey(block, marker)
    if (ahead) this.store.putAhead(key, encoded)
    else this.store.put(key, encoded)
  }

  /** Handle of the history blob that hydrated the group here last; `undefined` when none did. */
  addDataKey(group: GroupId): PayloadHandle | undefined {
    const handle = this.store.get(spaces.addDataKey.transientKey(group))
    return handle && toPayloadHandle(handle)
  }

  putAddDataKey(group: GroupId, handle: PayloadHandle): void {
    this.store.put(spaces.addDataKey.transientKey(group), handle)
  }

  /** @throws {CoterieError} `HISTORY_DEFERRED` when the group's state at a recorded root is one that the node has not made yet. */
  requireState(group: GroupId, root: StateRoot): void {
    if (equalBytes(root, EMPTY_ROOT) || this.get(root) !== undefined) return
    if (this.deferred.parts(group).length > 0) throw historyDeferred(group)
  }

  /** Code by its hash; management code is known without being stored. */
  override code(hash: Uint8Array): Uint8Array | undefined {
    return this.#managementCode(hash) ?? super.code(hash)
  }
}

/** Ids of groups that follow one another. */
function idsIn(bytes: Uint8Array): GroupId[] {
  const ids: GroupId[] = []
  for (let at = 0; at < bytes.length; at += ID_BYTES) ids.push(toGroupId(bytes.slice(at, at + ID_BYTES)))
  return ids
}

function historyDeferred(group: GroupId): CoterieError {
  const id = toBase64(group)
  const problem = `older states and receipts of group ${id} have not been made here, because the node joined without them`
  return new CoterieError('HISTORY_DEFERRED', `${problem}; await node.completeHistory('${id}')`, {
    details: { group: id },
  })
}
