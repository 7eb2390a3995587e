import { EVMError, type EVMResult, type Message } from '@ethereumjs/evm'
import { EMPTY_BYTES, type Hex, toHex } from '../../primitives/bytes.ts'
import type { PrivateEvm, RunState } from './PrivateEvm.ts'

/** How a frame was entered. */
export type FrameKind = 'call' | 'callcode' | 'delegatecall' | 'staticcall' | 'create' | 'create2'

/** One call or creation of an execution, with what it called. Calls of precompiled contracts are no frames. */
export interface Frame {
  readonly kind: FrameKind
  readonly from: Hex
  /** Account whose code runs; for a creation the new contract. */
  to: Hex | undefined
  readonly value: bigint
  /** Call data or init code. */
  readonly input: Hex
  /** Gas that it started with. */
  readonly gas: bigint
  gasUsed: bigint
  output: Uint8Array
  /** Why it failed; `undefined` when it did not. */
  error: string | undefined
  readonly calls: (Frame | SelfDestruct)[]
}

/** A contract that destroys itself. */
export interface SelfDestruct {
  readonly kind: 'selfdestruct'
  readonly address: Hex
  readonly refundAddress: Hex
  readonly balance: bigint
}

/** A frame that has begun, with the account that it runs as; `frame` is `undefined` for a precompiled contract. */
interface OpenFrame {
  readonly frame: Frame | undefined
  readonly account: Hex
}

const ENTERING: readonly (readonly [opcode: number, kind: FrameKind])[] = [
  [0xf0, 'create'],
  [0xf1, 'call'],
  [0xf2, 'callcode'],
  [0xf4, 'delegatecall'],
  [0xf5, 'create2'],
  [0xfa, 'staticcall'],
]
const SELFDESTRUCT = 0xff

/** Records the frames of one execution on an EVM. */
export class FrameTracer {
  /** The outermost frame; `undefined` until something has run. */
  root: Frame | undefined
  readonly #open: OpenFrame[] = []
  /** How the next frame is entered. */
  #entering: FrameKind | undefined

  /** Listens to an EVM. Only one execution may run on it. */
  attach(evm: PrivateEvm): void {
    for (const [opcode, kind] of ENTERING) evm.observeOpcode(opcode, () => (this.#entering = kind))
    evm.observeOpcode(SELFDESTRUCT, (runState) => this.#destroy(runState))
    evm.events.on('beforeMessage', (message) => this.#begin(message, evm))
    evm.events.on('afterMessage', (result) => this.#end(result))
  }

  /** Closes frames that were left open because the execution was given up. */
  abort(error: string): void {
    for (const { frame } of this.#open.splice(0)) if (frame !== undefined) frame.error = error
  }

  #destroy({ stack, env }: RunState): void {
    const [beneficiary = 0n] = stack.peek(1)
    this.#open.at(-1)?.frame?.calls.push({
      kind: 'selfdestruct',
      address: env.address.toString(),
      refundAddress: `0x${beneficiary.toString(16).padStart(40, '0').slice(-40)}`,
      balance: env.contract.balance,
    })
  }

  #begin(message: Message, evm: PrivateEvm): void {
    const { to, caller, value, data, gasLimit } = message
    const code = to === undefined ? undefined : message.codeAddress.toString()
    const account = to?.toString()
    const parent = this.#open.at(-1)
    if (parent !== undefined && code !== undefined && evm.precompiles.has(code.slice(2))) {
      this.#open.push({ frame: undefined, account: account ?? '0x' })
      return
    }
    const frame: Frame = {
      kind: this.#entering ?? (to === undefined ? 'create' : 'call'),
      from: message.delegatecall && parent !== undefined ? parent.account : caller.toString(),
      to: code,
      value,
      input: toHex(data),
      gas: gasLimit,
      gasUsed: 0n,
      output: EMPTY_BYTES,
      error: undefined,
      calls: [],
    }
    this.#entering = undefined
    if (parent === undefined) this.root = frame
    else parent.frame?.calls.push(frame)
    this.#open.push({ frame, account: account ?? '0x' })
  }

  #end({ execResult, createdAddress }: EVMResult): void {
    const frame = this.#open.pop()?.frame
    if (frame === undefined) return
    frame.gasUsed = execResult.executionGasUsed
    frame.output = execResult.returnValue
    frame.to ??= createdAddress?.toString()
    if (execResult.exceptionError !== undefined) frame.error = describeHalt(execResult.exceptionError)
  }
}

const HALTS: Readonly<Record<string, string>> = {
  [EVMError.errorMessages.REVERT]: 'Reverted',
  [EVMError.errorMessages.OUT_OF_GAS]: 'Out of gas',
  [EVMError.errorMessages.INVALID_OPCODE]: 'Bad instruction',
  [EVMError.errorMessages.INVALID_JUMP]: 'Bad jump destination',
  [EVMError.errorMessages.STACK_UNDERFLOW]: 'Stack underflow',
  [EVMError.errorMessages.STACK_OVERFLOW]: 'Out of stack',
  [EVMError.errorMessages.STATIC_STATE_CHANGE]: 'Illegal state change',
  [EVMError.errorMessages.CODESIZE_EXCEEDS_MAXIMUM]: 'Code is too large',
  [EVMError.errorMessages.INVALID_BYTECODE_RESULT]: 'Code is invalid',
}

function describeHalt({ error }: EVMError): string {
  return HALTS[error] ?? error
}
