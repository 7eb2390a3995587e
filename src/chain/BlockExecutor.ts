import type { Block } from '@ethereumjs/block'
import type { RunTxOpts } from '@ethereumjs/vm'
import { FLEXIBLE_PRIVACY_PRECOMPILE } from '../primitives/addresses.ts'
import { type Hex, equalBytes, toHex } from '../primitives/bytes.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'
import { JournaledBuffer } from '../state/JournaledBuffer.ts'
import type { PublicView } from '../state/PublicView.ts'
import type { WorldState } from '../state/WorldState.ts'
import { executeFreeMarker } from './executeFreeMarker.ts'
import type { Genesis } from './genesis.ts'
import { type HardforkName, isAtLeast } from './hardfork.ts'
import type { PublicBlock } from './PublicBlock.ts'
import type { PublicTransaction } from './PublicTransaction.ts'
import { PublicMachines } from './PublicMachines.ts'
import { PublicStateManager } from './PublicStateManager.ts'
import type { PublicReceipt } from './publicReceipt.ts'
import { rewardRuleAt } from './rewardRules.ts'
import { storeBeaconRoot } from './storeBeaconRoot.ts'
import { viewInside } from './viewInside.ts'
import { withCoinbase } from './withCoinbase.ts'

/** A marker transaction of a block with the public state inside it: its sender has paid, its effects are still to come. */
export interface MarkerPoint {
  readonly transaction: PublicTransaction
  /** Index of the transaction in its block. */
  readonly index: number
  readonly view: PublicView
}

/** A block's transactions while they are executed one after another. */
export interface BlockRun {
  readonly receipts: PublicReceipt[]
  /** Every top-level transaction to the privacy precompile so far, in order. */
  readonly markers: MarkerPoint[]
  readonly buffer: JournaledBuffer
  readonly gasUsed: bigint
  /** Executes the next transaction. Throws what `@ethereumjs/vm` throws when it is invalid; nothing is changed then. No promise where the library has nothing to do. */
  execute(transaction: PublicTransaction): PublicReceipt | Promise<PublicReceipt>
  /** Block reward and withdrawals; after the last transaction. */
  finish(): void
}

/** What the execution of a block asks of it. */
export interface BlockSurroundings extends Pick<
  PublicBlock,
  'number' | 'fork' | 'timestamp' | 'coinbase' | 'baseFee' | 'gasLimit'
> {
  /** @internal */
  readonly source: PublicBlock['source']
}

/** What a block is executed with. */
export type BlockExecutorOptions = Pick<Genesis, 'chainId' | 'rewards' | 'codeSizeLimit'>

/** Wei in a gwei: withdrawals are counted in gwei. */
const GWEI = 1_000_000_000n

/** The part of a receipt that does not depend on other transactions. */
type Outcome = Pick<PublicReceipt, 'status' | 'gasUsed' | 'logs' | 'contractAddress' | 'revertReason'>

const NO_EFFECT = { status: 1, logs: [], contractAddress: undefined, revertReason: undefined } as const

/** Executes public blocks with `@ethereumjs/vm`, one at a time. */
export class BlockExecutor {
  readonly #options: BlockExecutorOptions
  readonly #precompile: Address
  readonly #machines: PublicMachines
  readonly #stateManager = new PublicStateManager()
  #blockHash: (number: bigint) => Uint8Array | undefined = () => undefined

  /** @param precompile the address that marker transactions go to. */
  constructor(options: BlockExecutorOptions, precompile: Address = FLEXIBLE_PRIVACY_PRECOMPILE) {
    this.#options = options
    this.#precompile = precompile
    this.#machines = new PublicMachines({
      genesis: options,
      stateManager: this.#stateManager,
      blockHash: (number) => this.#blockHash(number),
    })
  }

  /**
   * Begins a block on the state of its parent.
   * @param block what transactions see of it.
   * @param blockHash hash of an ancestor by number.
   */
  begin(block: BlockSurroundings, parent: WorldState, blockHash: (number: bigint) => Uint8Array | undefined): BlockRun {
    const buffer = new JournaledBuffer(parent)
    const receipts: PublicReceipt[] = []
    const markers: MarkerPoint[] = []
    let gasUsed = 0n
    const { fork } = block
    const { beneficiary, blockReward } = rewardRuleAt(this.#options.rewards, block.number)
    const coinbase = beneficiary ?? block.coinbase
    const fees = { baseFee: block.baseFee, gasLimit: block.gasLimit, coinbase }
    let seen: Block | undefined
    storeParentRoot(buffer, block)
    return {
      receipts,
      markers,
      buffer,
      get gasUsed() {
        return gasUsed
      },
      execute: (transaction) => {
        const isMarker = transaction.to !== undefined && equalBytes(transaction.to, this.#precompile)
        const price = transaction.gasPrice(block.baseFee)
        const view = isMarker ? viewInside(transaction, block, buffer) : undefined
        buffer.beginTransaction()
        const free = isMarker ? executeFreeMarker(transaction, fees, buffer) : undefined
        const record = (outcome: Outcome): PublicReceipt => {
          buffer.beginTransaction()
          gasUsed += outcome.gasUsed
          if (view !== undefined) markers.push({ transaction, index: receipts.length, view })
          const receipt = { type: transaction.type, ...outcome, cumulativeGasUsed: gasUsed, effectiveGasPrice: price }
          receipts.push(receipt)
          return receipt
        }
        if (free !== undefined) return record({ ...NO_EFFECT, gasUsed: free })
        seen ??= beneficiary === undefined ? block.source : withCoinbase(block.source, beneficiary)
        const task = { tx: transaction.source, block: seen, blockGasUsed: gasUsed, skipHardForkValidation: true }
        return this.#run(fork, task, transaction.impersonated, buffer, blockHash).then(record)
      },
      finish: () => {
        if (!isAtLeast(fork, 'shanghai')) {
          if (blockReward > 0n) credit(buffer, toHex(coinbase), blockReward)
          return
        }
        for (const { address, amount } of block.source.withdrawals ?? []) {
          if (amount > 0n) credit(buffer, toHex(address.bytes), amount * GWEI)
        }
      },
    }
  }

  /** Executes a transaction with the library. */
  async #run(
    fork: HardforkName,
    task: RunTxOpts,
    impersonated: Address | undefined,
    buffer: JournaledBuffer,
    blockHash: (number: bigint) => Uint8Array | undefined,
  ): Promise<Outcome> {
    const machine = await this.#machines.of(fork)
    this.#stateManager.buffer = buffer
    this.#blockHash = blockHash
    this.#stateManager.codeless = impersonated && toHex(impersonated)
    const { totalGasSpent, execResult, receipt, createdAddress } = await machine(task)
    return {
      status: execResult.exceptionError === undefined ? 1 : 0,
      gasUsed: totalGasSpent,
      logs: receipt.logs.map(([address, topics, data]) => ({ address: toAddress(address), topics, data })),
      contractAddress: createdAddress?.bytes,
      revertReason: execResult.exceptionError?.error === 'revert' ? execResult.returnValue : undefined,
    }
  }
}

function credit(buffer: JournaledBuffer, address: Hex, amount: bigint): void {
  buffer.setBalance(address, (buffer.read(address)?.balance ?? 0n) + amount)
}

/** What a block from cancun on begins with. */
function storeParentRoot(buffer: JournaledBuffer, block: BlockSurroundings): void {
  if (!isAtLeast(block.fork, 'cancun')) return
  const { timestamp, parentBeaconBlockRoot } = block.source.header
  if (parentBeaconBlockRoot !== undefined) storeBeaconRoot(buffer, timestamp, parentBeaconBlockRoot)
}
