import type { TransactionPlace } from '../../chain/ChainStore.ts'
import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { PublicChain } from '../../chain/PublicChain.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import type { BlockHash, TransactionHash } from '../../primitives/identifiers.ts'
import type { CanonicalChain } from '../ReplayContext.ts'

/** A block and its ancestors, whether they are canonical or not; remembers the hashes it has come by. */
export class Branch implements CanonicalChain {
  readonly head: PublicBlock
  readonly #chain: PublicChain
  readonly #hashes = new Map<bigint, BlockHash>()
  #lowest: { readonly number: bigint; readonly parentHash: BlockHash }

  constructor(chain: PublicChain, tip: BlockHash) {
    this.#chain = chain
    this.head = chain.requireBlock(tip)
    this.#lowest = this.head
    this.#hashes.set(this.head.number, tip)
  }

  hashAt(number: bigint): BlockHash | undefined {
    while (this.#lowest.number > number && this.#lowest.number > 0n) {
      const hash = this.#lowest.parentHash
      this.#lowest = this.#chain.outline(hash)
      this.#hashes.set(this.#lowest.number, hash)
    }
    return this.#hashes.get(number)
  }

  place(transaction: TransactionHash): TransactionPlace | undefined {
    return this.#chain.places(transaction).find(({ block }) => {
      const hash = this.hashAt(this.#chain.outline(block).number)
      return hash !== undefined && equalBytes(hash, block)
    })
  }
}
