import type { BlockOutline } from '../chain/BlockOutline.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { toHex } from '../primitives/bytes.ts'
import type { BlockHash, TransactionHash } from '../primitives/identifiers.ts'
import type { HistoryBlob } from '../transaction/historyBlob.ts'
import type { HistoricBlock } from './HistoricBlock.ts'
import type { ReplayContext } from './ReplayContext.ts'

/**
 * The canonical blocks that hold a history's transactions, in the order in which the history comes to them.
 * @param first position of the first entry that counts.
 * @param end position behind the last one; by default that of the history.
 * @throws {CoterieError} `HYDRATION_FAILED` for a marker that is not on the canonical chain.
 */
export function locateHistory(
  context: ReplayContext,
  history: HistoryBlob,
  first: number,
  end: number = history.length,
): HistoricBlock[] {
  const finder = new MarkerFinder(context)
  const blocks = new Map<bigint, HistoricBlock>()
  for (let position = first; position < end; position++) {
    const { block, index } = finder.find(history.marker(position))
    const entry = { position, index }
    const known = blocks.get(block.number)
    if (known === undefined) blocks.set(block.number, { hash: block.hash, number: block.number, entries: [entry] })
    else known.entries.push(entry)
  }
  return [...blocks.values()]
}

/** The canonical block that holds a marker. @throws {CoterieError} `HYDRATION_FAILED` when there is none. */
export function locateMarker(context: ReplayContext, marker: TransactionHash): BlockHash {
  return new MarkerFinder(context).find(marker).block.hash
}

/**
 * Finds markers in the order of a history. The next one is mostly in the block of the last one or in the block after it, and
 * looking there is faster than asking the store for its place.
 */
class MarkerFinder {
  readonly #context: ReplayContext
  #block: BlockOutline | undefined
  /** Whether markers have been in one block after the other lately. */
  #blockByBlock = true

  constructor(context: ReplayContext) {
    this.#context = context
  }

  find(marker: TransactionHash): { readonly block: BlockOutline; readonly index: number } {
    const here = this.#in(this.#block, marker) ?? this.#inNext(marker)
    if (here !== undefined) return here
    const { chain, canonical } = this.#context
    const place = canonical.place(marker)
    if (place === undefined) {
      const why = `the history names marker ${toHex(marker)}, which is not on the canonical chain`
      throw new CoterieError('HYDRATION_FAILED', why)
    }
    const before = this.#block
    this.#block = chain.outline(place.block)
    this.#blockByBlock = before !== undefined && this.#block.number === before.number + 1n
    return { block: this.#block, index: place.index }
  }

  #inNext(marker: TransactionHash) {
    if (this.#block === undefined || !this.#blockByBlock) return undefined
    const { chain, canonical } = this.#context
    const hash = canonical.hashAt(this.#block.number + 1n)
    const found = this.#in(hash && chain.outline(hash), marker)
    if (found !== undefined) this.#block = found.block
    return found
  }

  #in(block: BlockOutline | undefined, marker: TransactionHash) {
    const index = block?.indexOf(marker)
    return block === undefined || index === undefined ? undefined : { block, index }
  }
}
