import { toHex } from '../primitives/bytes.ts'
import type { BlockHash } from '../primitives/identifiers.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import type { PublicBlock } from './PublicBlock.ts'
import type { PublicChain } from './PublicChain.ts'
import { PublicMachines } from './PublicMachines.ts'
import { PublicStateManager } from './PublicStateManager.ts'
import type { PublicTransaction } from './PublicTransaction.ts'
import { rewardRuleAt } from './rewardRules.ts'
import { withCoinbase } from './withCoinbase.ts'

/**
 * Executes a transaction of a block on the public state after the block's parent, whatever stands before it in the block.
 * @returns the gas that it uses there.
 */
export function gasOnParent(chain: PublicChain, block: PublicBlock, transaction: PublicTransaction): Promise<bigint> {
  let executions = executionsOf.get(chain)
  if (executions === undefined) executionsOf.set(chain, (executions = new ParentExecutions(chain)))
  return executions.gasUsed(block, transaction)
}

/** Machines take long to make. */
const executionsOf = new WeakMap<PublicChain, ParentExecutions>()

/** Executions that nobody keeps, on machines of their own: blocks may be made at the same time. */
class ParentExecutions {
  readonly #chain: PublicChain
  readonly #state = new PublicStateManager()
  readonly #machines: PublicMachines
  readonly #queue = new TaskQueue()
  #parent: BlockHash | undefined

  constructor(chain: PublicChain) {
    this.#chain = chain
    this.#machines = new PublicMachines({
      genesis: chain.genesis,
      stateManager: this.#state,
      blockHash: (number) => this.#parent && chain.ancestor(this.#parent, number),
    })
  }

  gasUsed(block: PublicBlock, { source, impersonated }: PublicTransaction): Promise<bigint> {
    return this.#queue.run(async () => {
      const machine = await this.#machines.of(block.fork)
      const { beneficiary } = rewardRuleAt(this.#chain.genesis.rewards, block.number)
      this.#parent = block.parentHash
      this.#state.buffer = this.#chain.bufferAfter(this.#chain.outline(block.parentHash))
      this.#state.codeless = impersonated && toHex(impersonated)
      const { totalGasSpent } = await machine({
        tx: source,
        block: beneficiary === undefined ? block.source : withCoinbase(block.source, beneficiary),
        skipHardForkValidation: true,
      })
      return totalGasSpent
    })
  }
}
