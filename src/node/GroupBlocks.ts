import { type Hex, toHex } from '../primitives/bytes.ts'
import type { BlockHash, GroupId } from '../primitives/identifiers.ts'
import type { ReplayContext } from '../replay/ReplayContext.ts'

/** The parts of a node whose blocks are indexed. */
type IndexedParts = Pick<ReplayContext, 'chain' | 'canonical' | 'metadata'>

/**
 * At which heights a node may have transactions of a group: where it had some at any time and on any branch. It only saves
 * looking elsewhere. The head maps do not say it: a replay leaves transactions behind that they do not lead to (spec 02 §14).
 * Nothing is indexed until somebody asks.
 */
export class GroupBlocks {
  readonly #node: IndexedParts
  readonly #numbers = new Map<Hex, number[]>()
  #scanned: { readonly number: bigint; readonly hash: Hex } | undefined

  constructor(node: IndexedParts) {
    this.#node = node
  }

  /** Numbers from `from` to `to`, both included, ascending. */
  between(group: GroupId, from: bigint, to: bigint): bigint[] {
    this.#scan()
    const numbers = this.#numbers.get(toHex(group)) ?? []
    const found: bigint[] = []
    for (let i = firstNotBelow(numbers, from); i < numbers.length; i++) {
      const number = BigInt(numbers[i] ?? 0)
      if (number > to) break
      found.push(number)
    }
    return found
  }

  /** Looks at the canonical blocks that it has not seen; at all of them after a reorganisation. */
  #scan(): void {
    const { canonical, chain, metadata } = this.#node
    const { head } = canonical
    // A replay gives metadata to blocks that have been looked at.
    metadata.onMetadata ??= (block, group) => {
      const number = chain.block(block)?.number
      if (number !== undefined) this.#add(group, Number(number))
    }
    const seen = this.#scanned
    const goesOn = seen !== undefined && hexOf(canonical.hashAt(seen.number)) === seen.hash
    for (let number = goesOn ? seen.number + 1n : 0n; number <= head.number; number++) {
      const hash = canonical.hashAt(number)
      for (const group of hash === undefined ? [] : metadata.groupsOfBlock(hash)) this.#add(group, Number(number))
    }
    this.#scanned = { number: head.number, hash: toHex(head.hash) }
  }

  #add(group: GroupId, number: number): void {
    const key = toHex(group)
    const numbers = this.#numbers.get(key)
    if (numbers === undefined) {
      this.#numbers.set(key, [number])
      return
    }
    const at = firstNotBelow(numbers, BigInt(number))
    if (numbers[at] !== number) numbers.splice(at, 0, number)
  }
}

const hexOf = (hash: BlockHash | undefined): Hex | undefined => hash && toHex(hash)

/** Position of the first number that is not smaller than `wanted`. */
function firstNotBelow(numbers: readonly number[], wanted: bigint): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
