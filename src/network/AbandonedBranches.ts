import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { PublicTransaction } from '../chain/PublicTransaction.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import { equalBytes, toHex } from '../primitives/bytes.ts'

/** Told of transactions that wait again. */
export type WaitAgain = (transactions: readonly PublicTransaction[]) => void

/**
 * Lets the transactions of a branch wait again when a heavier one takes its place, as Besu does
 * (`TransactionPool.onBlockAdded`), whichever way the heavier branch came.
 */
export class AbandonedBranches {
  readonly #chain: PublicChain
  readonly #pool: TransactionPool
  readonly #waitAgain: WaitAgain
  #left = 0

  constructor(chain: PublicChain, pool: TransactionPool, waitAgain: WaitAgain) {
    this.#chain = chain
    this.#pool = pool
    this.#waitAgain = waitAgain
    chain.onSwitch = (from, to) => this.#switch(from, to)
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

  /**
   * Lets transactions wait that are in no block of the chain, unless they are not valid after its head: nobody is told of those, as in
   * Besu, since the pool has not lost what it did not have.
   */
  putBack(transactions: readonly PublicTransaction[]): void {
    this.#waitAgain(transactions.filter((transaction) => this.#take(transaction)))
  }

  #switch(from: PublicBlock, to: PublicBlock): void {
    const [abandoned, added] = this.#untilCommon(from, to)
    const inBranch = added.flatMap(({ transactions }) => transactions)
    // They may still wait: nothing was taken out of the pool for the blocks of their branch while it was the lighter one.
    this.#pool.remove(inBranch)
    if (this.#left > 0) return
    const taken = new Set(inBranch.map(({ hash }) => toHex(hash)))
    this.putBack(abandoned.flatMap(({ transactions }) => transactions).filter(({ hash }) => !taken.has(toHex(hash))))
  }

  #take(transaction: PublicTransaction): boolean {
    try {
      this.#pool.take(transaction)
      return true
    } catch (error) {
      if (error instanceof TransactionRefusedError) return false
      throw error
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
