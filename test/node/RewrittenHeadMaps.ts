import type { PublicBlock } from '../../src/chain/PublicBlock.ts'
import type { PublicChain } from '../../src/chain/PublicChain.ts'
import { type Hex, toHex } from '../../src/primitives/bytes.ts'
import type { BlockHash } from '../../src/primitives/identifiers.ts'
import { group } from '../state/metadata.ts'
import type { ReplayPlan } from './replayPlan.ts'

type Maps = Map<Hex, ReadonlyMap<string, BlockHash>>

/** Head maps as Besu keeps them: every replay writes the map of every block after a replayed one (spec 02 §2 and §13.3). */
export class RewrittenHeadMaps {
  readonly #chain: PublicChain
  head: PublicBlock
  #imported: Set<Hex>
  #maps: Maps

  constructor(chain: PublicChain, other?: RewrittenHeadMaps) {
    this.#chain = chain
    this.head = other?.head ?? chain.genesisBlock
    this.#imported = new Set(other === undefined ? [toHex(chain.genesisBlock.hash)] : other.#imported)
    this.#maps = new Map(other === undefined ? [] : other.#maps)
  }

  copy(): RewrittenHeadMaps {
    return new RewrittenHeadMaps(this.#chain, this)
  }

  has(hash: BlockHash): boolean {
    return this.#imported.has(toHex(hash))
  }

  map(hash: BlockHash): ReadonlyMap<string, BlockHash> | undefined {
    return this.#maps.get(toHex(hash))
  }

  canonical(number: bigint): BlockHash {
    const hash = this.#chain.ancestor(this.head.hash, number)
    if (hash === undefined) throw new Error(`no canonical block ${number}`)
    return hash
  }

  import(block: PublicBlock, groups: readonly number[], refused: boolean): void {
    const heads = new Map(this.map(block.parentHash))
    for (const n of groups) heads.set(toHex(group(n)), block.hash)
    if (heads.size > 0) this.#maps.set(toHex(block.hash), heads)
    if (refused) return
    this.#imported.add(toHex(block.hash))
    if (toHex(block.parentHash) === toHex(this.head.hash) || this.#chain.isHeavier(block, this.head)) this.head = block
  }

  replay({ group: n, numbers, failure, abandoned, merge }: ReplayPlan): void {
    const key = toHex(group(n))
    const first = numbers[0]
    if (first === undefined) return
    const firstKey = toHex(this.canonical(first))
    if (!this.#maps.has(firstKey)) this.#maps.set(firstKey, new Map())
    for (const [index, number] of numbers.entries()) {
      const hash = this.canonical(number)
      const fails = failure?.at === index
      if (fails ? failure.staged : !abandoned.has(index)) {
        const own = merge ? (this.map(hash) ?? []) : []
        this.#maps.set(toHex(hash), new Map([...(this.map(this.canonical(number - 1n)) ?? []), ...own, [key, hash]]))
      }
      if (fails) return
      const end = numbers[index + 1] ?? this.head.number + 1n
      for (let later = number + 1n; later < end; later++) {
        const at = this.canonical(later)
        this.#maps.set(toHex(at), new Map([...(this.map(at) ?? []), [key, hash]]))
      }
    }
  }
}
