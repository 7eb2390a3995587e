import { RLP } from '@ethereumjs/rlp'
import { equalBytes, toHex } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import { orderedRoot } from '../state/trie/orderedRoot.ts'
import { logsBloom } from '../transaction/logsBloom.ts'
import type { BlockRun } from './BlockExecutor.ts'
import type { PublicBlock } from './PublicBlock.ts'
import { consensusReceipt } from './publicReceipt.ts'
import { invalid } from './validateHeader.ts'

/**
 * Checks what a header says about the block's execution.
 * @throws {CoterieError} `BLOCK_INVALID` naming what differs.
 */
export function verifyExecution(block: PublicBlock, run: BlockRun, stateRoot: StateRoot): void {
  const withdrawals = block.isPlain ? undefined : block.source.withdrawals
  const checks: [what: string, found: Uint8Array, computed: Uint8Array][] = [
    ['state root', block.stateRoot, stateRoot],
    ['receipts root', block.receiptsRoot, orderedRoot(run.receipts.map(consensusReceipt))],
    ['transactions root', block.transactionsRoot, orderedRoot(block.transactions.map(({ wire }) => wire))],
    ['logs bloom', block.logsBloom, logsBloom(run.receipts.flatMap(({ logs }) => logs))],
  ]
  if (withdrawals !== undefined) {
    const root = orderedRoot(withdrawals.map((withdrawal) => RLP.encode(withdrawal.raw())))
    checks.push(['withdrawals root', block.source.header.withdrawalsRoot ?? new Uint8Array(0), root])
  }
  for (const [what, found, computed] of checks) {
    if (!equalBytes(found, computed)) throw invalid(block, `its ${what} should be ${toHex(computed).slice(0, 66)}`)
  }
  if (block.gasUsed !== run.gasUsed) throw invalid(block, `it says ${block.gasUsed} gas, used are ${run.gasUsed}`)
}
