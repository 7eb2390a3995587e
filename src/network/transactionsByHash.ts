import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { PublicTransaction } from '../chain/PublicTransaction.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { transactionHashFrom } from '../node/doors.ts'
import { equalBytes, toHex } from '../primitives/bytes.ts'
import type { TransactionHash } from '../primitives/identifiers.ts'

/** Where {@link transactionsByHash} looks. */
export interface KnownTransactions {
  readonly chain: PublicChain
  readonly pool: TransactionPool
}

/**
 * Transactions for a block: those that wait, and those of blocks on other branches.
 * @param parent the block that they are to follow.
 * @param hashes hex.
 * @throws {CoterieError} `NOT_FOUND` for one that is nowhere, or in the branch of the parent.
 */
export function transactionsByHash(
  known: KnownTransactions,
  parent: PublicBlock,
  hashes: readonly string[],
): PublicTransaction[] {
  const waiting = new Map(known.pool.pending.map((transaction) => [toHex(transaction.hash), transaction]))
  return hashes.map((text) => {
    const hash = transactionHashFrom(text)
    return waiting.get(toHex(hash)) ?? ofOtherBranch(known.chain, parent, hash)
  })
}

function ofOtherBranch(chain: PublicChain, parent: PublicBlock, hash: TransactionHash): PublicTransaction {
  const blocks = chain.places(hash).map(({ block }) => chain.requireBlock(block))
  const before = blocks.find((block) => isAncestor(chain, block, parent))
  if (before !== undefined) {
    const problem = `transaction ${toHex(hash)} is in block ${before.number} of this branch already`
    throw new CoterieError('NOT_FOUND', `${problem}; give a parent before that block`)
  }
  for (const { transactions } of blocks) {
    const found = transactions.find((transaction) => equalBytes(transaction.hash, hash))
    if (found !== undefined) return found
  }
  throw new CoterieError('NOT_FOUND', `no transaction ${toHex(hash)} waits in the pool or is in a block`)
}

function isAncestor(chain: PublicChain, block: PublicBlock, of: PublicBlock): boolean {
  const hash = chain.ancestor(of.hash, block.number)
  return hash !== undefined && equalBytes(hash, block.hash)
}
