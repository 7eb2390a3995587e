import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { PublicTransaction } from '../chain/PublicTransaction.ts'
import type { TransactionPool } from '../chain/TransactionPool.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { type FieldNames, fieldsFrom } from '../node/doors.ts'
import { type Hex, equalBytes, toHex } from '../primitives/bytes.ts'
import type { AbandonedBranches } from './AbandonedBranches.ts'
import type { BlockMaker } from './BlockMaker.ts'

/** Options of a reorganisation. */
export interface ReorgOptions {
  /** Signed transactions (hex or bytes) for the blocks of the new branch: a list for each, oldest first. Default none. */
  readonly transactions?: readonly (readonly (Uint8Array | string)[])[]
  /** Whether transactions of the abandoned blocks wait in the pool again. Default true. */
  readonly requeue?: boolean
}

/** What a reorganisation did; hashes are hex, oldest block first. */
export interface ReorgReport {
  readonly abandoned: readonly Hex[]
  readonly blocks: readonly Hex[]
  /** Transactions that were given or abandoned and are now neither in a block nor in the pool. */
  readonly lost: readonly Hex[]
}

const names: FieldNames<ReorgOptions> = { transactions: true, requeue: true }

/** What {@link reorganise} works on. */
export interface ReorgParts {
  readonly chain: PublicChain
  readonly pool: TransactionPool
  readonly maker: BlockMaker
  readonly branches: AbandonedBranches
}

/**
 * Replaces the last blocks by a heavier branch: its last block has 1 more difficulty than the one that it replaces, or where
 * blocks have none the branch is one block longer. Each new block has the time of the one that it replaces, and that block's
 * hash as its mix hash, so that it is another block even if nothing else differs.
 * @param transactions for each new block.
 * @throws {CoterieError} `INVALID_ARGUMENT` for a depth that the chain does not have.
 */
export async function reorganise(
  { chain, pool, maker, branches }: ReorgParts,
  depth: number,
  transactions: readonly (readonly PublicTransaction[])[],
  requeue: boolean,
): Promise<ReorgReport> {
  const abandoned = lastBlocks(chain, depth)
  if (transactions.length > depth) {
    throw new CoterieError(
      'INVALID_ARGUMENT',
      `${depth} blocks cannot take ${transactions.length} lists of transactions`,
    )
  }
  const blocks: PublicBlock[] = []
  const left: PublicTransaction[] = []
  let parent = chain.requireBlock((abandoned[0] as PublicBlock).parentHash)
  // Without difficulty the branch becomes the heaviest with the block after its last.
  while (blocks.length < depth || !equalBytes(chain.head.hash, parent.hash)) {
    const replaced = abandoned[blocks.length]
    const made = await maker.makeExactly({
      parent: parent.hash,
      timestamp: replaced?.timestamp ?? parent.timestamp + 1n,
      mixHash: replaced?.hash,
      difficulty: replaced && replaced.difficulty + (blocks.length === depth - 1 ? 1n : 0n),
      transactions: transactions[blocks.length] ?? [],
    })
    left.push(...made.left)
    blocks.push((parent = made.block))
  }
  const taken = byHash(blocks.flatMap((block) => block.transactions))
  const given = byHash(left)
  const all = new Map([...given, ...byHash(abandoned.flatMap((block) => block.transactions))])
  const out = [...all].filter(([hash]) => !taken.has(hash))
  branches.putBack(out.filter(([hash]) => requeue || given.has(hash)).map(([, transaction]) => transaction))
  const lost = out.filter(([hash]) => !pool.has(hash))
  return {
    abandoned: abandoned.map(({ hash }) => toHex(hash)),
    blocks: blocks.map(({ hash }) => toHex(hash)),
    lost: lost.map(([hash]) => hash),
  }
}

/** Options of a reorganisation with what is left out. @throws {CoterieError} `INVALID_ARGUMENT`. */
export function reorgOptionsFrom(options: ReorgOptions): Required<ReorgOptions> {
  const example = '{ requeue: false }'
  const { transactions = [], requeue = true } = fieldsFrom(options, names, 'the options of reorg', example)
  if (typeof requeue === 'boolean') return { transactions, requeue }
  throw new CoterieError('INVALID_ARGUMENT', 'requeue must be true or false')
}

const byHash = (transactions: readonly PublicTransaction[]): Map<Hex, PublicTransaction> =>
  new Map(transactions.map((transaction) => [toHex(transaction.hash), transaction]))

function lastBlocks(chain: PublicChain, depth: number): PublicBlock[] {
  const { head } = chain
  if (!Number.isSafeInteger(depth) || depth < 1 || BigInt(depth) > head.number) {
    throw new CoterieError('INVALID_ARGUMENT', `the depth must be from 1 to ${head.number}, the number of the head`)
  }
  const blocks = [head]
  while (blocks.length < depth) blocks.unshift(chain.requireBlock((blocks[0] as PublicBlock).parentHash))
  return blocks
}
