import type { Common } from '@ethereumjs/common'
import {
  EVM,
  EVMError,
  type EVMMockBlockchainInterface,
  type EVMResult,
  type ExecResult,
  type Message,
  NobleBN254,
} from '@ethereumjs/evm'
import { Address } from '@ethereumjs/util'
import { isAtLeast } from '../../chain/hardfork.ts'
import { EMPTY_BYTES, toHex } from '../../primitives/bytes.ts'
import { DEFAULT_EXECUTION_CAP, type Execution, type ExecutionCap, PRIVATE_EXECUTION_GAS } from '../engine.ts'
import { ExecutionCapReached, FrozenAccountError } from '../executionErrors.ts'
import { precompileWork } from '../precompileWork.ts'
import { FRAME_WORK, codeWork } from '../work.ts'
import { type PrivateStateManager, keyOf } from './PrivateStateManager.ts'
import { applyPrivateOpcodes } from './privateOpcodes.ts'

/** The running frame as opcodes see it. */
export type RunState = Parameters<EVM['_opcodeMap'][number]['opHandler']>[0]

/** Options of {@link PrivateEvm}. */
export interface PrivateEvmOptions {
  readonly common: Common
  readonly stateManager: PrivateStateManager
  readonly blockchain: EVMMockBlockchainInterface
}

type CallMessage = Message & { to: Address }

/**
 * `@ethereumjs/evm` with Besu's rules of private frames: how a frame starts (account creation, frozen accounts, spec 02
 * §6.5), how a contract is created (§6.6), and the opcodes of {@link privateOpcodes}.
 */
export class PrivateEvm extends EVM {
  readonly #stateManager: PrivateStateManager
  #execution: Execution | undefined
  #work = 0

  constructor({ common, stateManager, blockchain }: PrivateEvmOptions) {
    super({ common, stateManager, blockchain, bn254: new NobleBN254() })
    this.#stateManager = stateManager
    applyPrivateOpcodes(this._opcodeMap, {
      state: () => stateManager.state,
      countWork: (units) => this.#countWork(units),
      memoryLimit: () => this.#cap.memory,
    })
  }

  /** Has a function called each time an opcode is about to be executed. */
  observeOpcode(opcode: number, before: (runState: RunState) => void): void {
    const entry = this._opcodeMap[opcode]
    if (entry === undefined) return
    const { opHandler } = entry
    const observed: typeof opHandler = (runState, common) => {
      before(runState)
      return opHandler(runState, common)
    }
    this._opcodeMap[opcode] = { ...entry, opHandler: observed }
  }

  /** Runs one top-level call or creation; only one at a time. */
  async run(execution: Execution): Promise<EVMResult> {
    const { sender, target, kind, data, gasPrice, environment, state } = execution
    this.#execution = execution
    this.#work = 0
    this.#stateManager.state = state
    this.journal.cleanJournal()
    this.transientStorage.clear()
    for (const precompile of this.precompiles.keys()) this.journal.addAlwaysWarmAddress(precompile)
    for (const warm of [sender, target]) this.journal.addAlwaysWarmAddress(toHex(warm))
    return this.runCall({
      caller: new Address(sender),
      ...(kind === 'call' ? { to: new Address(target) } : {}),
      data,
      gasPrice,
      gasLimit: PRIVATE_EXECUTION_GAS,
      skipNonceIncrement: true,
      block: {
        header: {
          number: environment.number,
          coinbase: new Address(environment.coinbase),
          timestamp: environment.timestamp,
          difficulty: environment.difficulty,
          prevRandao: environment.prevRandao,
          gasLimit: environment.gasLimit,
          ...(environment.baseFee === undefined ? {} : { baseFeePerGas: environment.baseFee }),
          slotNumber: 0n,
          getBlobGasPrice: () => (isAtLeast(environment.fork, 'cancun') ? 0n : undefined),
        },
      },
    })
  }

  override async runCall(options: Parameters<EVM['runCall']>[0]): Promise<EVMResult> {
    this.#countWork(FRAME_WORK)
    return super.runCall(options)
  }

  protected override async _executeCall(message: CallMessage): Promise<EVMResult> {
    const value = message.delegatecall ? 0n : message.value
    try {
      this.#stateManager.state.transfer(keyOf(message.caller), keyOf(message.to), value)
    } catch (error) {
      return { execResult: haltAtStart(error, message) }
    }
    await this._loadCode(message)
    const { code } = message
    if (typeof code === 'function') {
      this.#countWork(precompileWork(keyOf(message.codeAddress).slice(2), message.data, this.#cap))
      const result = await this.runPrecompile(code, message.data, message.gasLimit)
      if (result.exceptionError !== undefined) return { execResult: halt(EVMError.errorMessages.OUT_OF_GAS, message) }
      result.gasRefund = message.gasRefund
      return { execResult: result }
    }
    if (code === undefined || code.length === 0) return { execResult: emptySuccess(message) }
    this.#countWork(codeWork(code.length))
    return { execResult: await this.runInterpreter(message) }
  }

  protected override async _executeCreate(message: Message): Promise<EVMResult> {
    const { state } = this.#stateManager
    message.code = message.data
    message.data = EMPTY_BYTES
    const created = await this._generateAddress(message)
    message.to = created
    message.isCreate = true
    message.createdAddresses?.add(created.toString())
    const target = keyOf(created)
    try {
      if (message.value > 0n) state.transfer(keyOf(message.caller), target, message.value)
      else state.requireWritable(target)
    } catch (error) {
      return { createdAddress: created, execResult: haltAtStart(error, message) }
    }
    const existing = state.read(target)
    if (existing !== undefined && (existing.nonce > 0n || state.code(target).length > 0)) {
      return { createdAddress: created, execResult: halt(EVMError.errorMessages.CREATE_COLLISION, message) }
    }
    state.buffer.setNonce(target, 1n)
    state.buffer.clearStorage(target)
    const result = message.code.length === 0 ? emptySuccess(message) : await this.runInterpreter(message)
    return { createdAddress: created, execResult: this.#depositCode(message, target, result) }
  }

  /** What makes a frame's created contract final: the deposit fee, the rules for deployed code, the code itself. */
  #depositCode(message: Message, target: `0x${string}`, result: ExecResult): ExecResult {
    if (result.exceptionError !== undefined) return result
    const code = result.returnValue
    const gasUsed = result.executionGasUsed + BigInt(code.length) * this.common.param('createDataGas')
    if (gasUsed > message.gasLimit) return halt(EVMError.errorMessages.OUT_OF_GAS, message)
    if (code.length > (this.#execution?.environment.codeSizeLimit ?? 0)) {
      return halt(EVMError.errorMessages.CODESIZE_EXCEEDS_MAXIMUM, message)
    }
    if (this.common.isActivatedEIP(3541) && code[0] === 0xef) {
      return halt(EVMError.errorMessages.INVALID_BYTECODE_RESULT, message)
    }
    const { state } = this.#stateManager
    // A failed inner frame may have dropped the account; it is made again, with nonce 0 (spec 02 §7.1).
    state.requireWritable(target)
    state.buffer.setCode(target, code)
    return { ...result, executionGasUsed: gasUsed }
  }

  /** A top-level creation has its own address formula (spec 01 §5); inner ones use the public ones. */
  protected override async _generateAddress(message: Message): Promise<Address> {
    if (message.depth === 0 && this.#execution !== undefined) return new Address(this.#execution.target)
    return super._generateAddress(message)
  }

  get #cap(): ExecutionCap {
    return this.#execution?.cap ?? DEFAULT_EXECUTION_CAP
  }

  #countWork(units: number): void {
    this.#work += units
    if (this.#work > this.#cap.work) throw new ExecutionCapReached('work')
  }
}

type HaltReason = ConstructorParameters<typeof EVMError>[0]

/** An exceptional halt: all gas of the frame is gone. */
function halt(reason: HaltReason, message: Message): ExecResult {
  return { exceptionError: new EVMError(reason), executionGasUsed: message.gasLimit, returnValue: EMPTY_BYTES }
}

/** Changing a public account at the start of a frame halts it; anything else is no matter of the frame. */
function haltAtStart(error: unknown, message: Message): ExecResult {
  if (error instanceof FrozenAccountError) return halt(EVMError.errorMessages.STATIC_STATE_CHANGE, message)
  throw error
}

function emptySuccess(message: Message): ExecResult {
  return { gasRefund: message.gasRefund, executionGasUsed: 0n, returnValue: EMPTY_BYTES }
}
