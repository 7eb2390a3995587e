import type { PublicBlock } from '../../src/chain/PublicBlock.ts'
import type { PublicChain } from '../../src/chain/PublicChain.ts'
import { NodeIndex } from '../../src/node/NodeIndex.ts'
import { BlockMetadataBuffer } from '../../src/state/BlockMetadataBuffer.ts'
import { PrivateMetadataStore } from '../../src/state/PrivateMetadataStore.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { SnapshotStore } from '../../src/storage/SnapshotStore.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { group, marker, root } from '../state/metadata.ts'
import type { ReplayPlan } from './replayPlan.ts'

/** The chain index and the private metadata of a node, with the moves of an import and of a replay. */
export class IndexedNode {
  readonly base: SnapshotStore
  readonly #chain: PublicChain
  #staged: StagedStore
  metadata: PrivateMetadataStore
  canonical: NodeIndex
  /** By block hash: groups that have had transactions there at any time. */
  readonly #groups = new Map<string, Set<number>>()

  constructor(chain: PublicChain) {
    this.base = new SnapshotStore(createMemoryStore())
    this.#chain = chain
    this.#staged = new StagedStore(this.base)
    this.metadata = this.#openMetadata()
    this.canonical = this.#openIndex()
  }

  import(block: PublicBlock, groups: readonly number[], refused: boolean): void {
    const buffer = new BlockMetadataBuffer(this.metadata, block.hash, block.parentHash)
    for (const n of groups) buffer.addSuccess(group(n), marker(n), root(n))
    for (const n of groups) this.#groupsOf(block.hash).add(n)
    buffer.stage()
    if (refused) this.canonical.refuse(block)
    else this.canonical.add(block)
  }

  replay({ group: n, numbers, failure, abandoned, merge }: ReplayPlan): void {
    const { metadata } = this
    const first = numbers[0]
    if (first === undefined) return
    if (metadata.headMap(this.#at(first)) === undefined) metadata.putHeadMap(this.#at(first), new Map())
    for (const number of numbers) this.#groupsOf(this.#at(number)).add(n)
    const span = metadata.beginSpan(group(n))
    let areKnown = false
    for (const [index, number] of numbers.entries()) {
      const hash = this.#at(number)
      const fails = failure?.at === index
      if (fails ? failure.staged : !abandoned.has(index)) {
        const buffer = new BlockMetadataBuffer(metadata, hash, this.#at(number - 1n), number, true)
        buffer.addSuccess(group(n), marker(n), root(n))
        buffer.stage(merge ? metadata.headMap(hash) : undefined)
      }
      if (fails) break
      const next = numbers[index + 1]
      // As `locateHistory` says it of what is on the chain.
      const isNext = next !== undefined && this.#areNeighbours(number, next)
      const keeps: boolean = isNext && areKnown && this.#groupsOf(hash).size === 1
      areKnown = keeps || (isNext && next > number + 1n)
      span.replayed(number, hash, keeps && next !== undefined ? next - 1n : undefined)
      span.repairUpTo(next === undefined ? this.canonical.head.number : next - 1n)
    }
    span.end()
  }

  async commit(): Promise<void> {
    await this.#staged.commit()
  }

  discard(): void {
    this.#staged.discard()
    this.canonical.forget()
  }

  /** As after a restart of the process; what is staged is lost. */
  reopen(): void {
    this.#staged = new StagedStore(this.base)
    this.metadata = this.#openMetadata()
    this.canonical = this.#openIndex()
  }

  #openMetadata(): PrivateMetadataStore {
    return new PrivateMetadataStore(this.#staged, () => undefined, {
      numberOf: (hash) => this.canonical.numberOf(hash),
      hashAt: (number) => this.canonical.hashAt(number),
    })
  }

  #openIndex(): NodeIndex {
    return new NodeIndex(this.#staged, this.#chain, this.metadata.headMaps)
  }

  /** Whether there is nothing between one block and a later one. */
  #areNeighbours(number: bigint, next: bigint): boolean {
    if (next < number) return false
    for (let between = number + 1n; between < next; between++) {
      if (this.#groupsOf(this.#at(between)).size > 0) return false
    }
    return true
  }

  #groupsOf(hash: PublicBlock['hash']): Set<number> {
    const key = toHex(hash)
    const groups = this.#groups.get(key) ?? new Set()
    this.#groups.set(key, groups)
    return groups
  }

  #at(number: bigint): PublicBlock['hash'] {
    const hash = this.canonical.hashAt(number)
    if (hash === undefined) throw new Error(`no canonical block ${number}`)
    return hash
  }
}
