import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import { equalBytes, toHex } from '../primitives/bytes.ts'

/**
 * Lets the transactions of a branch wait again when a heavier one takes its place, as Besu does
 * (`TransactionPool.onBlockAdded`), whichever way the heavier branch came.
 */
export class AbandonedBranches {
  readonly #chain: PublicChain
  readonly #pool: TransactionPool
  #left = 0

  constructor(chain: PublicChain, pool: TransactionPool) {
    this.#chain = chain
    this.#pool = pool
    chain.onSwitch = (from, to) => {
      if (this.#left === 0) this.#requeue(from, to)
    }
  }

  /** Does work that itself decides what waits again. */
  async leave<T>(work: () => Promise<T>): Promise<T> {
    this.#left++
    try {
      return await work()
    } finally {
      this.#left--
    }
  }

  #requeue(from: PublicBlock, to: PublicBlock): void {
    const [abandoned, added] = this.#untilCommon(from, to)
    const inBranch = added.flatMap(({ transactions }) => transactions)
    // They may still wait: nothing was taken out of the pool for blocks of others while their branch was the lighter one.
    this.#pool.remove(inBranch)
    const taken = new Set(inBranch.map(({ hash }) => toHex(hash)))
    for (const transaction of abandoned.flatMap(({ transactions }) => transactions)) {
      if (taken.has(toHex(transaction.hash))) continue
      try {
        this.#pool.take(transaction)
      } catch (error) {
        // Not valid on the new branch: nothing can be done with it.
        if (!(error instanceof TransactionRefusedError)) throw error
      }
    }
  }

  /** The blocks of two branches down to their common ancestor, which is left out; oldest first. */
  #untilCommon(a: PublicBlock, b: PublicBlock): readonly [PublicBlock[], PublicBlock[]] {
    const branches: readonly [PublicBlock[], PublicBlock[]] = [[], []]
    while (!equalBytes(a.hash, b.hash)) {
      const goesDown = a.number >= b.number
      if (b.number >= a.number) {
        branches[1].push(b)
        b = this.#chain.requireBlock(b.parentHash)
      }
      if (goesDown) {
        branches[0].push(a)
        a = this.#chain.requireBlock(a.parentHash)
      }
    }
    return [branches[0].reverse(), branches[1].reverse()]
  }
}
