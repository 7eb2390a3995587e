import { equalBytes, toHex } from '../primitives/bytes.ts'
import { EMPTY_CODE_HASH } from '../state/account.ts'
import type { PublicView } from '../state/PublicView.ts'
import type { BlockOutline, TransactionOutline } from './BlockOutline.ts'
import type { PublicChain } from './PublicChain.ts'
import type { PublicTransaction } from './PublicTransaction.ts'

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
export function uncommittedRerun(chain: PublicChain, block: BlockOutline): UncommittedRerun {
  return allAreSafe(block) ? { begun: block.transactions.length, abandoned: undefined } : closeLook(chain, block)
}

/**
 * Whether every transaction of a valid block is valid on the block's parent, whoever sent it. That spares decoding the block and
 * recovering senders for almost all blocks with markers.
 */
function allAreSafe({ transactions, gasLimit }: BlockOutline): boolean {
  const nonces = new Set<bigint>()
  let gas = 0n
  for (const transaction of transactions) {
    gas += transaction.gasLimit
    if (gas > gasLimit || !isSafe(transaction, nonces)) return false
    nonces.add(transaction.nonce)
  }
  return true
}

/** A transaction that pays nothing, while no earlier one of the block has the nonce before its own. */
function isSafe({ price, value, nonce, fakeSignature }: TransactionOutline, earlier: ReadonlySet<bigint>): boolean {
  return price === 0n && value === 0n && !fakeSignature && !earlier.has(nonce - 1n)
}

function closeLook(chain: PublicChain, outline: BlockOutline): UncommittedRerun {
  const parent = chain.stateAfter(chain.outline(outline.parentHash))
  const receipts = chain.receipts(outline.hash) ?? []
  const block = chain.requireBlock(outline.hash)
  let gasUsed = 0n
  const nonces = new Set<bigint>()
  for (const [index, transaction] of block.transactions.entries()) {
    if (gasUsed + transaction.gasLimit > outline.gasLimit) {
      return { begun: index, abandoned: `transaction ${toHex(transaction.hash)} exceeds the gas limit of the block` }
    }
    const summary = outline.transactions[index]
    const safe = summary !== undefined && isSafe(summary, nonces)
    const problem = safe ? undefined : problemOf(transaction, accountOf(transaction, parent))
    nonces.add(transaction.nonce)
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

const accountOf = (transaction: PublicTransaction, parent: PublicView) => parent.account(toHex(transaction.sender()))

function problemOf(
  { nonce: own, gasLimit, maxGasPrice, value, impersonated }: PublicTransaction,
  sender: { nonce: bigint; balance: bigint; codeHash: Uint8Array } | undefined,
): string | undefined {
  const { nonce, balance, codeHash } = sender ?? { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH }
  if (own !== nonce) return `nonce ${own} instead of ${nonce}`
  if (gasLimit * maxGasPrice + value > balance) return 'its sender cannot pay for it'
  return impersonated !== undefined || equalBytes(codeHash, EMPTY_CODE_HASH) ? undefined : 'its sender has code'
}
