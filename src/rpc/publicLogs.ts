import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicChain } from '../chain/PublicChain.ts'
import type { PublicLog, PublicReceipt } from '../chain/publicReceipt.ts'
import type { TransactionHash } from '../primitives/identifiers.ts'

/** A public log with its place. */
export interface PlacedLog {
  readonly log: PublicLog
  readonly block: PublicBlock
  readonly transaction: TransactionHash
  readonly transactionIndex: number
  /** Counted in the block. */
  readonly logIndex: number
}

/** Receipts of a block with the number of logs before each. */
export interface BlockReceipts {
  readonly receipts: readonly PublicReceipt[]
  readonly logsBefore: readonly number[]
}

const known = new WeakMap<PublicBlock, BlockReceipts>()

/** Receipts of a block; decoded once. */
export function receiptsOf(chain: PublicChain, block: PublicBlock): BlockReceipts {
  let found = known.get(block)
  if (found === undefined) {
    const receipts = chain.receipts(block.hash) ?? []
    let count = 0
    const logsBefore = receipts.map(({ logs }) => (count += logs.length) - logs.length)
    known.set(block, (found = { receipts, logsBefore }))
  }
  return found
}

/** Logs of a block in their order. */
export function* logsOf(chain: PublicChain, block: PublicBlock): Generator<PlacedLog> {
  const { receipts, logsBefore } = receiptsOf(chain, block)
  for (const [transactionIndex, { logs }] of receipts.entries()) {
    if (logs.length === 0) continue
    const transaction = block.transactions[transactionIndex]?.hash
    if (transaction === undefined) return
    for (const [i, log] of logs.entries()) {
      yield { log, block, transaction, transactionIndex, logIndex: (logsBefore[transactionIndex] ?? 0) + i }
    }
  }
}
