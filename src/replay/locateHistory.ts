import type { BlockOutline } from '../chain/BlockOutline.ts'
import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { toHex } from '../primitives/bytes.ts'
import type { BlockHash, TransactionHash } from '../primitives/identifiers.ts'
import type { HistoryBlob } from '../transaction/historyBlob.ts'
import type { HistoricBlock, HistoricEntry } from './HistoricBlock.ts'
import type { ReplayContext } from './ReplayContext.ts'

/**
 * The canonical blocks that hold a history's transactions, in the order in which the history comes to them.
 * @param first position of the first entry that counts.
 * @param end position behind the last one; by default that of the history.
 * @throws {CoterieError} `HYDRATION_FAILED` for a marker that is not on the canonical chain; see {@link goneMarker}.
 */
export function locateHistory(
  context: ReplayContext,
  history: HistoryBlob,
  first: number,
  end: number = history.length,
): HistoricBlock[] {
  const finder = new MarkerFinder(context)
  const blocks = new Map<bigint, HistoricBlock>()
  const heads = new KnownHeads()
  for (let position = first; position < end; position++) {
    const { block, index, isNext } = finder.find(history.marker(position))
    const { hash, number } = block
    const known = blocks.get(number)
    if (known === undefined) {
      const entries = [{ position, index }]
      blocks.set(number, { hash, number, entries, keepsHeads: heads.reach({ block, entries }, isNext) })
    } else known.entries.push({ position, index })
  }
  return [...blocks.values()]
}

/**
 * Follows the blocks of a history and tells where head maps are known without being read. A block that a replay has come to before may have lost
 * heads that the blocks after it have (spec 02 §14), but one without transactions has not been replayed: it has the map that all after it have up to
 * the next transaction. From there on, the group's own blocks change nothing but the group's head.
 */
class KnownHeads {
  #last: ReachedBlock | undefined
  /** Whether the blocks behind the last one have the heads that its parent has, but for the group's. */
  #areKnown = false

  /**
   * Goes on to the next block of a history.
   * @param isNext whether no block between the last one and this one has transactions.
   * @returns whether the heads of its parent are those that the replay gives to the last one.
   */
  reach(next: ReachedBlock, isNext: boolean): boolean {
    const last = this.#last
    this.#last = next
    const areKept = this.#areKnown && isNext && last !== undefined && isAll(last)
    this.#areKnown = areKept || (isNext && last !== undefined && next.block.number > last.block.number + 1n)
    return areKept
  }
}

/** A block with the part of a history that is in it, which may still grow. */
interface ReachedBlock {
  readonly block: BlockOutline
  readonly entries: readonly HistoricEntry[]
}

/** Whether a part of a history is, in order, all that is in a block. */
function isAll({ block, entries }: ReachedBlock): boolean {
  return entries.length === block.transactionCount && entries.every(({ index }, at) => index === at)
}

/** The marker (hex) that is not on the canonical chain, if it is that which kept a history from being located. */
export function goneMarker(error: unknown): string | undefined {
  const marker = isCoterieError(error, 'HYDRATION_FAILED') ? error.details['goneMarker'] : undefined
  return typeof marker === 'string' ? marker : undefined
}

/** The canonical block that holds a marker. @throws {CoterieError} `HYDRATION_FAILED` when there is none. */
export function locateMarker(context: ReplayContext, marker: TransactionHash): BlockHash {
  return new MarkerFinder(context).find(marker).block.hash
}

/** Where a marker is. */
interface FoundMarker {
  readonly block: BlockOutline
  readonly index: number
  /** Whether no block between the one that was found before and this one has transactions. */
  readonly isNext: boolean
}

/**
 * Finds markers in the order of a history. The next one is mostly in the block of the last one or in the next block that has transactions, and
 * looking there is faster than asking the store for its place.
 */
class MarkerFinder {
  readonly #context: ReplayContext
  #block: BlockOutline | undefined
  /** Numbers of blocks that have transactions, ascending: the first ones after the block. */
  readonly #ahead: bigint[] = []
  /** Whether markers have been in one such block after the other lately. */
  #oneAfterTheOther = true

  constructor(context: ReplayContext) {
    this.#context = context
  }

  find(marker: TransactionHash): FoundMarker {
    const here = this.#in(this.#block, marker, false) ?? this.#inNext(marker)
    if (here !== undefined) return here
    const { chain, canonical } = this.#context
    const place = canonical.place(marker)
    if (place === undefined) {
      const why = `the history names marker ${toHex(marker)}, which is not on the canonical chain`
      throw new CoterieError('HYDRATION_FAILED', why, { details: { goneMarker: toHex(marker) } })
    }
    const next = this.#nextNumber()
    const before = this.#block?.number ?? 0n
    this.#block = chain.outline(place.block)
    this.#oneAfterTheOther = this.#block.number === next
    this.#skip(before, this.#block.number)
    return { block: this.#block, index: place.index, isNext: this.#oneAfterTheOther }
  }

  #inNext(marker: TransactionHash): FoundMarker | undefined {
    const number = this.#oneAfterTheOther ? this.#nextNumber() : undefined
    if (number === undefined) return undefined
    const { chain, canonical } = this.#context
    const hash = canonical.hashAt(number)
    const found = this.#in(hash && chain.outline(hash), marker, true)
    if (found === undefined) return undefined
    this.#block = found.block
    this.#ahead.pop()
    return found
  }

  /** What is ahead of a block is mostly known from the one before; a history that goes back has to ask again. */
  #skip(before: bigint, number: bigint): void {
    if (number < before) this.#ahead.length = 0
    while ((this.#ahead.at(-1) ?? number + 1n) <= number) this.#ahead.pop()
  }

  /** The number of the next block, on any branch, that has transactions. */
  #nextNumber(): bigint | undefined {
    if (this.#block === undefined) return undefined
    if (this.#ahead.length === 0)
      this.#ahead.push(...this.#context.chain.nonEmptyAbove(this.#block.number).toReversed())
    return this.#ahead.at(-1)
  }

  #in(block: BlockOutline | undefined, marker: TransactionHash, isNext: boolean): FoundMarker | undefined {
    const index = block?.indexOf(marker)
    return block === undefined || index === undefined ? undefined : { block, index, isNext }
  }
}
