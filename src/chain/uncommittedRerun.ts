import { equalBytes, toHex } from '../primitives/bytes.ts'
import { EMPTY_CODE_HASH } from '../state/account.ts'
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
  for (const [index, transaction] of block.transactions.entries()) {
    if (gasUsed + transaction.source.gasLimit > gasLimit) {
      return { begun: index, abandoned: `transaction ${toHex(transaction.hash)} exceeds the gas limit of the block` }
    }
    const problem = problemOf(transaction, parent.account(toHex(transaction.sender())))
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

function problemOf(
  { source }: PublicTransaction,
  sender: { nonce: bigint; balance: bigint; codeHash: Uint8Array } | undefined,
): string | undefined {
  const { nonce, balance, codeHash } = sender ?? { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH }
  if (source.nonce !== nonce) return `nonce ${source.nonce} instead of ${nonce}`
  const price = 'maxFeePerGas' in source ? source.maxFeePerGas : source.gasPrice
  if (source.gasLimit * price + source.value > balance) return 'its sender cannot pay for it'
  return impersonatedSender(source) !== undefined || equalBytes(codeHash, EMPTY_CODE_HASH)
    ? undefined
    : 'its sender has code'
}
