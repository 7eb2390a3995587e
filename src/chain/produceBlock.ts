import type { Block } from '@ethereumjs/block'
import type { WorldState } from '../state/WorldState.ts'
import type { BlockRun, BlockSurroundings } from './BlockExecutor.ts'
import { type BlockTemplate, type DraftHeader, type MadeBlock, draftHeader } from './blockTemplate.ts'
import { decodeTransaction } from './decodeTransaction.ts'
import type { Genesis } from './genesis.ts'
import type { HardforkName } from './hardfork.ts'
import { sentBy } from './impersonatedTransaction.ts'
import type { PublicBlock } from './PublicBlock.ts'
import { type PublicTransaction, publicTransaction } from './PublicTransaction.ts'
import { libraryBlock, sealBlock } from './sealBlock.ts'

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
  readonly begin: (block: BlockSurroundings) => BlockRun
  /** The state after a block that has been executed. */
  readonly stateAfter: (run: BlockRun) => WorldState
}

/** Makes a block out of candidates: each is executed and goes in unless it is invalid on this parent or does not fit. */
export async function produceBlock(
  template: BlockTemplate,
  { genesis, parent, begin, stateAfter }: BlockProduction,
): Promise<ProducedBlock> {
  const draft = draftHeader(template, parent, genesis)
  const run = begin(surroundings(draft, genesis))
  const transactions: PublicTransaction[] = []
  const refused: MadeBlock['refused'][number][] = []
  const postponed: PublicTransaction[] = []
  for (const candidate of template.transactions) {
    if (run.gasUsed + candidate.gasLimit > draft.gasLimit) {
      postponed.push(candidate)
      continue
    }
    try {
      const transaction = underRulesOf(draft.fork, genesis.chainId, candidate)
      await run.execute(transaction)
      transactions.push(transaction)
    } catch (reason) {
      refused.push({ transaction: candidate, reason })
    }
  }
  run.finish()
  const state = stateAfter(run)
  const { receipts, gasUsed } = run
  const block = sealBlock(draft, { transactions, receipts, gasUsed, stateRoot: state.root() }, genesis)
  return { block, run, state, refused, postponed }
}

/** What transactions see of a block that is being made. */
function surroundings(draft: DraftHeader, genesis: Genesis): BlockSurroundings {
  let source: Block | undefined
  return {
    ...draft,
    get source() {
      return (source ??= libraryBlock(draft, genesis))
    },
  }
}

/** A transaction keeps the rules of the moment it was decoded; those of the block that it goes into count. */
function underRulesOf(fork: HardforkName, chainId: bigint, transaction: PublicTransaction): PublicTransaction {
  if (transaction.fork === fork) return transaction
  const copy = decodeTransaction(transaction.wire, { fork, chainId })
  const { impersonated } = transaction
  return impersonated === undefined ? copy : publicTransaction(sentBy(copy.source, impersonated), fork)
}
