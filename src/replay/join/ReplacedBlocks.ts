import { equalBytes } from '../../primitives/bytes.ts'
import type { GroupId } from '../../primitives/identifiers.ts'
import type { DeferredPart, ReplacedBlock } from '../../state/DeferredHistory.ts'
import type { HistoryBlob } from '../../transaction/historyBlob.ts'
import type { HistoricBlock } from '../HistoricBlock.ts'
import type { ReplayContext } from '../ReplayContext.ts'
import { Branch } from './Branch.ts'

/**
 * Remembers which blocks a replay stores anew that an earlier one has deferred: what is made of them when that is completed comes too
 * late, and must not replace what this replay has made.
 */
export class ReplacedBlocks {
  readonly #context: ReplayContext
  readonly #group: GroupId
  readonly #history: HistoryBlob
  /** Those of earlier replays. */
  readonly #parts: readonly DeferredPart[]
  /** Number of the highest block that is in one of them; -1 when there are none, as nearly always. */
  readonly #highest: bigint
  readonly #blocks: HistoricBlock[] = []

  constructor(context: ReplayContext, group: GroupId, history: HistoryBlob) {
    this.#context = context
    this.#group = group
    this.#history = history
    this.#parts = context.metadata.deferred.parts(group)
    this.#highest = this.#parts
      .map(({ tip }) => context.chain.outline(tip).number)
      .reduce((highest, number) => (number > highest ? number : highest), -1n)
  }

  /** To be called for each block that the replay has staged. */
  add(block: HistoricBlock): void {
    if (block.number <= this.#highest) this.#blocks.push(block)
  }

  /** Stages what has been remembered. */
  end(): void {
    if (this.#blocks.length === 0) return
    const { chain, metadata } = this.#context
    const replacedOf = ({ hash, entries }: HistoricBlock): ReplacedBlock => ({
      block: hash,
      markers: entries.map(({ position }) => this.#history.marker(position)),
    })
    const replaced = this.#parts.map(({ tip }) => {
      const branch = new Branch(chain, tip)
      const isThere = ({ number, hash }: HistoricBlock): boolean => equalBytes(branch.hashAt(number) ?? NO_HASH, hash)
      return this.#blocks.filter(isThere).map(replacedOf)
    })
    metadata.deferred.replace(this.#group, replaced)
  }
}

const NO_HASH = new Uint8Array(0)
