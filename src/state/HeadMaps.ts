import { concat, equalBytes, fromHex, toBigInt, toHex, toScalar } from '../primitives/bytes.ts'
import type { BlockHash, GroupId } from '../primitives/identifiers.ts'
import type { StagedStore } from '../storage/StagedStore.ts'
import { defineKeySpaces } from '../storage/keySpace.ts'
import { decodeHeadMap, encodeHeadMap } from '../transaction/privateMetadata.ts'
import { type ReplayInProgress, ReplaySpans } from './ReplaySpans.ts'

const spaces = defineKeySpaces({ headMap: 0x23 })
/** First byte of the smallest RLP list: stored head maps that begin with less begin with a count of bytes. */
const RLP_LIST = 0xc0

/** Group id (hex) to the hash of the last block, on this branch, with a successful transaction of the group. */
export type HeadMap = ReadonlyMap<string, BlockHash>

/** What head maps need to know of the chain of their node. */
export interface CanonicalNumbers {
  /** Number of a block on any branch; `undefined` when the chain does not have the block. */
  numberOf(block: BlockHash): bigint | undefined
  /** Hash of the canonical block with this number. */
  hashAt(number: bigint): BlockHash | undefined
}

/** A head map as it is stored. */
interface StoredHeads {
  /** Id that the next span was to get. */
  readonly before: number
  readonly heads: HeadMap
}

const NO_CHAIN: CanonicalNumbers = { numberOf: () => undefined, hashAt: () => undefined }

/**
 * The head maps of a node's blocks. A replay changes the maps of all canonical blocks that follow the replayed ones (spec 02
 * §13.3, step 5e); instead of writing each it leaves a {@link ReplaySpan}. A block's map is the stored one with the spans
 * over it that are newer; which these are says the number that is stored in front of the map, the id that the next span was
 * to get.
 */
export class HeadMaps {
  readonly #store: StagedStore
  readonly #chain: CanonicalNumbers
  readonly #spans: ReplaySpans
  /** The block that was replayed last: mostly the head that is asked for next. Canonical blocks up to `holdsUpTo` have the same map. */
  #replayed: { readonly number: number; readonly hash: BlockHash; readonly holdsUpTo: number } | undefined
  /** The map that was put last: mostly that of the next block's parent. */
  #latest: (StoredHeads & { readonly block: BlockHash }) | undefined

  /** @param chain by default one without blocks, which no replay can change anything of. */
  constructor(store: StagedStore, chain: CanonicalNumbers = NO_CHAIN) {
    this.#store = store
    this.#chain = chain
    this.#spans = new ReplaySpans(store)
  }

  /**
   * Head map of a block; `undefined` when it has none.
   * @param number of the block, from whoever knows it and that the block is canonical: both need not be looked up then.
   */
  get(block: BlockHash, number?: bigint): HeadMap | undefined {
    const stored = this.#held(number) ?? this.#stored(block)
    const heads = this.#newerHeads(block, number, stored?.before ?? 0)
    return heads.length === 0 ? stored?.heads : new Map([...(stored?.heads ?? []), ...heads])
  }

  /** Stages the head map of a block, whatever spans say. @param heads not to be changed any more. */
  put(block: BlockHash, heads: HeadMap): void {
    const before = this.#spans.next
    this.#latest = { block, before, heads }
    this.#store.put(spaces.headMap.transientKey(block), encodeStored(this.#latest))
  }

  /** A replay of a group begins. */
  beginSpan(group: GroupId): ReplayInProgress {
    const span = this.#spans.begin(group)
    const replayed = (number: bigint, hash?: BlockHash, holdsUpTo = number): void => {
      span.replayed(number)
      this.#replayed = hash && { number: Number(number), hash, holdsUpTo: Number(holdsUpTo) }
    }
    return { ...span, replayed }
  }

  /**
   * To be called before the blocks above a number leave the canonical chain: their maps stay as they are, and no span speaks
   * of those that take their place.
   */
  leaveAbove(fork: bigint): void {
    this.#replayed = undefined
    const last = this.#spans.all.reduce((most, { until }) => Math.max(most, until), 0)
    for (let number = fork + 1n; number <= last; number++) {
      const hash = this.#chain.hashAt(number)
      const heads = hash && this.get(hash)
      if (hash !== undefined && heads !== undefined) this.put(hash, heads)
    }
    this.#spans.cutBack(Number(fork))
  }

  /** Forgets what is in memory, because what was staged has been discarded. */
  forget(): void {
    this.#replayed = undefined
    this.#latest = undefined
    this.#spans.forget()
  }

  /** What the last replayed block and canonical blocks after it have. @param canonical number of a canonical block. */
  #held(canonical: bigint | undefined): StoredHeads | undefined {
    if (canonical === undefined || this.#replayed === undefined || this.#latest === undefined) return undefined
    const { number, hash, holdsUpTo } = this.#replayed
    const isHeld = Number(canonical) >= number && Number(canonical) <= holdsUpTo
    return isHeld && equalBytes(this.#latest.block, hash) ? this.#latest : undefined
  }

  #stored(block: BlockHash): StoredHeads | undefined {
    if (this.#latest !== undefined && equalBytes(this.#latest.block, block)) return this.#latest
    const encoded = this.#store.get(spaces.headMap.transientKey(block))
    return encoded && decodeStored(encoded)
  }

  /** Entries that spans give to a canonical block, oldest first. @param canonical its number, if that is known. @param from id of the first span that counts. */
  #newerHeads(block: BlockHash, canonical: bigint | undefined, from: number): [group: string, head: BlockHash][] {
    const { next, all } = this.#spans
    if (all.length === 0 || from === next) return []
    const number = canonical ?? this.#chain.numberOf(block)
    if (number === undefined) return []
    const heads: [string, BlockHash][] = []
    for (const span of all) {
      const at = span.id < from ? undefined : span.headAt(Number(number))
      if (at === undefined) continue
      const head = this.#replayed?.number === at ? this.#replayed.hash : this.#chain.hashAt(BigInt(at))
      if (head !== undefined) heads.push([span.group, head])
    }
    if (heads.length === 0 || canonical !== undefined) return heads
    const there = this.#chain.hashAt(number)
    return there !== undefined && equalBytes(there, block) ? heads : []
  }
}

/** The count of bytes of `before`, its bytes, then the head map; nothing before the map while there has been no span. */
function encodeStored({ before, heads }: StoredHeads): Uint8Array {
  const entries = [...heads].map(([groupId, blockHash]) => ({ groupId: fromHex(groupId) as GroupId, blockHash }))
  const encoded = encodeHeadMap(entries)
  if (before === 0) return encoded
  const bytes = toScalar(BigInt(before))
  return concat(Uint8Array.of(bytes.length), bytes, encoded)
}

function decodeStored(encoded: Uint8Array): StoredHeads {
  const [length = RLP_LIST] = encoded
  const start = length < RLP_LIST ? length + 1 : 0
  const before = start === 0 ? 0 : Number(toBigInt(encoded.subarray(1, start)))
  const heads = new Map(
    decodeHeadMap(encoded.subarray(start)).map(({ groupId, blockHash }) => [toHex(groupId), blockHash]),
  )
  return { before, heads }
}
