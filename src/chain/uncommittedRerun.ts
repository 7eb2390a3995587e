import type { TypedTransaction } from '@ethereumjs/tx'
import { equalBytes, toHex } from '../primitives/bytes.ts'
import { EMPTY_CODE_HASH } from '../state/account.ts'
import type { PublicView } from '../state/PublicView.ts'
import { impersonatedSender } from './impersonatedTransaction.ts'
import type { PublicBlock, PublicTransaction } from './PublicBlock.ts'
import type { PublicChain } from './PublicChain.ts'

/** How far a block gets when all its transactions are executed on the state of its parent, none seeing another's effects. */
export interface UncommittedRerun {
  /** Number of transactions that are begun: the one that is found invalid is among them, later ones are not. */
  readonly begun: number
  /** Why the block was given up; `undefined` when all transactions were valid. */
  readonly abandoned: string | undefined
}

/**
 * Besu replays a historic block on the public state of its parent without carrying effects from one transaction to the
 * next (spec 02 §13.3, step 5b). A second transaction of one sender is therefore invalid, and Besu gives the block up
 * there. No transaction is executed: what decides is nonce, balance, code of the sender, and the gas limits.
 */
export function uncommittedRerun(chain: PublicChain, block: PublicBlock): UncommittedRerun {
  const parent = chain.stateAfter(chain.requireBlock(block.parentHash))
  const receipts = chain.receipts(block.hash) ?? []
  const { gasLimit } = block.source.header
  let gasUsed = 0n
  const nonces = new Set<bigint>()
  for (const [index, transaction] of block.transactions.entries()) {
    if (gasUsed + transaction.source.gasLimit > gasLimit) {
      return { begun: index, abandoned: `transaction ${toHex(transaction.hash)} exceeds the gas limit of the block` }
    }
    const { nonce } = transaction.source
    const problem = isSafe(transaction, nonces) ? undefined : problemOf(transaction, accountOf(transaction, parent))
    nonces.add(nonce)
    if (problem !== undefined) {
      return {
        begun: index + 1,
        abandoned: `transaction ${toHex(transaction.hash)} is invalid on the parent: ${problem}`,
      }
    }
    gasUsed += receipts[index]?.gasUsed ?? 0n
  }
  return { begun: block.transactions.length, abandoned: undefined }
}

/**
 * Whether a transaction of a valid block is valid on the block's parent whoever sent it: it pays nothing, and no earlier
 * transaction of the block has the nonce before its own. That spares recovering the senders of almost all markers.
 */
function isSafe({ source }: PublicTransaction, earlierNonces: ReadonlySet<bigint>): boolean {
  return (
    priceOf(source) === 0n &&
    source.value === 0n &&
    !earlierNonces.has(source.nonce - 1n) &&
    impersonatedSender(source) === undefined
  )
}

const accountOf = (transaction: PublicTransaction, parent: PublicView) => parent.account(toHex(transaction.sender()))

const priceOf = (source: TypedTransaction): bigint => ('maxFeePerGas' in source ? source.maxFeePerGas : source.gasPrice)

function problemOf(
  { source }: PublicTransaction,
  sender: { nonce: bigint; balance: bigint; codeHash: Uint8Array } | undefined,
): string | undefined {
  const { nonce, balance, codeHash } = sender ?? { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH }
  if (source.nonce !== nonce) return `nonce ${source.nonce} instead of ${nonce}`
  if (source.gasLimit * priceOf(source) + source.value > balance) return 'its sender cannot pay for it'
  return impersonatedSender(source) !== undefined || equalBytes(codeHash, EMPTY_CODE_HASH)
    ? undefined
    : 'its sender has code'
}
