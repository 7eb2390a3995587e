import { createBlock } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { type TypedTransaction, createTxFromRLP } from '@ethereumjs/tx'
import type { WorldState } from '../state/WorldState.ts'
import { orderedRoot } from '../state/trie/orderedRoot.ts'
import { logsBloom } from '../transaction/logsBloom.ts'
import type { BlockRun } from './BlockExecutor.ts'
import { type BlockTemplate, type MadeBlock, templateHeader } from './blockTemplate.ts'
import { forkAt } from './forkSchedule.ts'
import type { Genesis } from './genesis.ts'
import { decodingRules, isAtLeast } from './hardfork.ts'
import { impersonatedSender, sentBy } from './impersonatedTransaction.ts'
import { type PublicBlock, publicBlock, publicTransaction } from './PublicBlock.ts'
import { consensusReceipt } from './publicReceipt.ts'

/** A block that has been made and not been kept yet, with its execution and the public state after it. */
export interface ProducedBlock extends MadeBlock {
  readonly run: BlockRun
  readonly state: WorldState
}

/** What making a block needs of the chain. */
export interface BlockProduction {
  readonly genesis: Genesis
  readonly parent: PublicBlock
  /** Begins the execution of a block on the state of the parent. */
  readonly begin: (block: PublicBlock) => Promise<BlockRun>
  /** The state after a block that has been executed. */
  readonly stateAfter: (run: BlockRun) => WorldState
}

/** Makes a block out of candidates: each is executed and goes in unless it is invalid on this parent or does not fit. */
export async function produceBlock(
  template: BlockTemplate,
  { genesis, parent, begin, stateAfter }: BlockProduction,
): Promise<ProducedBlock> {
  const fork = forkAt(genesis.forks, parent.number + 1n, template.timestamp)
  const options = {
    common: decodingRules(fork, genesis.chainId),
    skipConsensusFormatValidation: true,
    freeze: false,
  }
  const header = templateHeader(template, parent, fork, genesis)
  const withdrawals = isAtLeast(fork, 'shanghai') ? { withdrawals: [] } : {}
  const draft = publicBlock(createBlock({ header, ...withdrawals }, options), fork)
  const run = await begin(draft)
  const transactions: TypedTransaction[] = []
  const refused: MadeBlock['refused'][number][] = []
  const postponed: TypedTransaction[] = []
  for (const candidate of template.transactions) {
    if (run.gasUsed + candidate.gasLimit > draft.gasLimit) {
      postponed.push(candidate)
      continue
    }
    try {
      const transaction = underRulesOf(options.common, candidate)
      await run.execute(publicTransaction(transaction))
      transactions.push(transaction)
    } catch (reason) {
      refused.push({ transaction: candidate, reason })
    }
  }
  run.finish()
  const state = stateAfter(run)
  const sealed = createBlock(
    {
      header: {
        ...header,
        stateRoot: state.root(),
        gasUsed: run.gasUsed,
        transactionsTrie: orderedRoot(transactions.map((transaction) => transaction.serialize())),
        receiptTrie: orderedRoot(run.receipts.map(consensusReceipt)),
        logsBloom: logsBloom(run.receipts.flatMap(({ logs }) => logs)),
      },
      transactions,
      ...withdrawals,
    },
    options,
  )
  for (const [index, transaction] of sealed.transactions.entries()) {
    keepSender(transactions[index], transaction)
  }
  return { block: publicBlock(sealed, fork), run, state, refused, postponed }
}

/** A transaction keeps the rules of the moment it was decoded; those of the block that it goes into count. */
function underRulesOf(common: Common, transaction: TypedTransaction): TypedTransaction {
  if (transaction.common.hardfork() === common.hardfork()) return transaction
  return keepSender(transaction, createTxFromRLP(transaction.serialize(), { common, freeze: false }))
}

/** A copy of an impersonated transaction is of the same sender. */
function keepSender(original: TypedTransaction | undefined, copy: TypedTransaction): TypedTransaction {
  const sender = original && impersonatedSender(original)
  return sender === undefined ? copy : sentBy(copy, sender)
}
