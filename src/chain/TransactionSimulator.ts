import { type Block, createBlock } from '@ethereumjs/block'
import {
  type AccessList,
  type TypedTransaction,
  createAccessList2930Tx,
  createFeeMarket1559Tx,
  createLegacyTx,
} from '@ethereumjs/tx'
import { Address as LibraryAddress } from '@ethereumjs/util'
import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import { decodingRules, isAtLeast } from './hardfork.ts'
import { sentBy } from './impersonatedTransaction.ts'
import type { PublicBlock } from './PublicBlock.ts'
import type { PublicChain } from './PublicChain.ts'
import { PublicMachines } from './PublicMachines.ts'
import { rewardRuleAt } from './rewardRules.ts'
import { SimulationStateManager } from './SimulationStateManager.ts'

/** A transaction that nobody signs and no block takes. */
export interface SimulatedTransaction {
  readonly from: Address
  /** `undefined`: it creates a contract. */
  readonly to: Address | undefined
  readonly data: Uint8Array
  /** In wei. */
  readonly value: bigint
  /** Default: the gas limit of the block; never more than {@link SIMULATION_GAS_CAP}. */
  readonly gas: bigint | undefined
  /**
   * In wei per gas: one price, or the two fees of EIP-1559. `undefined`: nothing is paid, and the sender can send any value
   * (Besu: a call that may exceed its balance).
   */
  readonly price: bigint | { readonly max: bigint; readonly priority: bigint } | undefined
  readonly accessList?: readonly { readonly address: Uint8Array; readonly storageKeys: readonly Uint8Array[] }[]
  /** Whether the outcome is to name the storage that was touched. Default false. */
  readonly reportsAccess?: boolean
}

/** How a simulated transaction ended. */
export interface SimulationOutcome {
  readonly kind: 'success' | 'revert' | 'halt'
  /** Return data, runtime code of a creation, or data of the REVERT. */
  readonly output: Uint8Array
  /** Before refunds: so much must be there for the transaction to get through. */
  readonly gasUsed: bigint
  /** Frames that were open at once. */
  readonly depth: number
  /** Whether an SSTORE, which wants 2300 gas to be left, was executed. */
  readonly stores: boolean
  /** Accounts and slots touched, hex; empty unless asked for. */
  readonly access: readonly { readonly address: Hex; readonly storageKeys: readonly Hex[] }[]
}

/** Gas that a simulation has at most, so that an endless loop ends: that of `--rpc-gas-cap` in later releases of Besu. */
export const SIMULATION_GAS_CAP = 50_000_000n

const MOST_BALANCE = 2n ** 256n - 1n

/**
 * Executes transactions on the public state after a block and forgets what they do. It has machines of its own: blocks
 * may be made at the same time.
 */
export class TransactionSimulator {
  readonly #chain: PublicChain
  readonly #state = new SimulationStateManager()
  readonly #machines: PublicMachines
  readonly #queue = new TaskQueue()
  #parent: PublicBlock | undefined

  constructor(chain: PublicChain) {
    this.#chain = chain
    this.#machines = new PublicMachines({
      genesis: chain.genesis,
      stateManager: this.#state,
      blockHash: (number) => this.#parent && chain.ancestor(this.#parent.hash, number),
    })
  }

  /**
   * Executes a transaction after a block, with number, time and coinbase of that block.
   * @throws {TransactionRefusedError} when it would not be valid.
   */
  simulate(block: PublicBlock, transaction: SimulatedTransaction): Promise<SimulationOutcome> {
    return this.#queue.run(() => this.#run(block, transaction))
  }

  async #run(block: PublicBlock, simulated: SimulatedTransaction): Promise<SimulationOutcome> {
    const { from, price } = simulated
    const machine = await this.#machines.of(block.fork)
    const buffer = this.#chain.bufferAfter(block)
    const sender = toHex(from)
    const account = buffer.read(sender)
    const transaction = sentBy(this.#transaction(block, simulated, account?.nonce ?? 0n), from)
    const seen = seenBlock(this.#chain, block, price === undefined)
    if (transaction.gasLimit < transaction.getIntrinsicGas()) {
      throw new TransactionRefusedError(
        'INTRINSIC_GAS_EXCEEDS_LIMIT',
        `it needs ${transaction.getIntrinsicGas()} gas at least`,
      )
    }
    if (price === undefined) buffer.setBalance(sender, MOST_BALANCE)
    else requirePayable(transaction, seen, account?.balance ?? 0n)
    this.#parent = this.#chain.block(block.parentHash)
    this.#state.begin(buffer, sender)
    const result = await machine({
      tx: transaction,
      block: seen,
      skipHardForkValidation: true,
      skipBlockGasLimitValidation: true,
      reportAccessList: simulated.reportsAccess === true,
    })
    const { exceptionError, returnValue, executionGasUsed } = result.execResult
    return {
      kind: exceptionError === undefined ? 'success' : exceptionError.error === 'revert' ? 'revert' : 'halt',
      output: returnValue,
      gasUsed: executionGasUsed + transaction.getIntrinsicGas(),
      depth: this.#state.depth,
      stores: this.#state.stores,
      access: (result.accessList ?? []).map(({ address, storageKeys }) => ({
        address,
        storageKeys,
      })),
    }
  }

  #transaction(block: PublicBlock, simulated: SimulatedTransaction, nonce: bigint): TypedTransaction {
    const { to, data, value, price, accessList } = simulated
    const options = { common: decodingRules(block.fork, this.#chain.genesis.chainId), freeze: false }
    const limit = simulated.gas ?? block.gasLimit
    const gasLimit = limit < SIMULATION_GAS_CAP ? limit : SIMULATION_GAS_CAP
    const fields = { nonce, gasLimit, data, value, ...(to === undefined ? {} : { to: new LibraryAddress(to) }) }
    const list = (accessList ?? []).map(({ address, storageKeys }) => ({
      address: toHex(address),
      storageKeys: storageKeys.map(toHex),
    })) as AccessList
    if (typeof price === 'object') {
      const fees = { maxFeePerGas: price.max, maxPriorityFeePerGas: price.priority }
      if (price.priority > price.max) {
        throw new TransactionRefusedError('MAX_PRIORITY_FEE_PER_GAS_EXCEEDS_MAX_FEE_PER_GAS', 'offer more in all')
      }
      return createFeeMarket1559Tx({ ...fields, ...fees, accessList: list }, options)
    }
    const gasPrice = price ?? 0n
    if (accessList === undefined || !isAtLeast(block.fork, 'berlin')) {
      return createLegacyTx({ ...fields, gasPrice }, options)
    }
    return createAccessList2930Tx({ ...fields, gasPrice, accessList: list }, options)
  }
}

function requirePayable(transaction: TypedTransaction, { header }: Block, balance: bigint): void {
  const price = 'maxFeePerGas' in transaction ? transaction.maxFeePerGas : transaction.gasPrice
  if (price < (header.baseFeePerGas ?? 0n)) {
    throw new TransactionRefusedError('GAS_PRICE_BELOW_CURRENT_BASE_FEE', `offer ${header.baseFeePerGas} at least`)
  }
  const cost = transaction.gasLimit * price + transaction.value
  if (cost > balance) {
    throw new TransactionRefusedError(
      'TRANSACTION_UPFRONT_COST_EXCEEDS_BALANCE',
      `it costs up to ${cost} wei, the sender has ${balance}`,
    )
  }
}

const freeBlocks = new WeakMap<PublicBlock, Block>()
const paidBlocks = new WeakMap<PublicBlock, Block>()

/** The block as the transaction sees it: with the beneficiary in force, and without a base fee where nothing is paid. */
function seenBlock({ genesis }: PublicChain, block: PublicBlock, isFree: boolean): Block {
  const { source } = block
  const { beneficiary } = rewardRuleAt(genesis.rewards, block.number)
  const hasBaseFee = (source.header.baseFeePerGas ?? 0n) > 0n
  if (beneficiary === undefined && !(isFree && hasBaseFee)) return source
  const blocks = isFree ? freeBlocks : paidBlocks
  let seen = blocks.get(block)
  if (seen === undefined) {
    const header = {
      ...source.header,
      ...(beneficiary === undefined ? {} : { coinbase: beneficiary }),
      ...(isFree && hasBaseFee ? { baseFeePerGas: 0n } : {}),
    }
    seen = createBlock({ header }, { common: source.common, skipConsensusFormatValidation: true, freeze: false })
    blocks.set(block, seen)
  }
  return seen
}
