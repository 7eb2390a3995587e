/** How frames begin and end: the rules of private execution around the code (spec 02 §6.5, §6.6, §7). */
import { EMPTY_BYTES } from '../../primitives/bytes.ts'
import { isEmptyCodeHash } from '../../state/account.ts'
import { FrozenAccountError } from '../executionErrors.ts'
import { precompileWork } from '../precompileWork.ts'
import { FRAME_WORK, codeWork } from '../work.ts'
import type { EvmAddress } from './AddressTable.ts'
import { type Frame, STATUS } from './Frame.ts'
import type { Machine } from './Machine.ts'
import type { Precompile } from './precompiles.ts'
import { Program } from './Program.ts'
import { LIMBS, setSmall } from './words.ts'

/** A call or creation that is to begin. */
export interface Message {
  /** 0 for the outermost. */
  readonly depth: number
  readonly caller: EvmAddress
  /** Account that the code runs as; for a creation the new contract. */
  readonly account: EvmAddress
  /** CALLVALUE. */
  readonly value: bigint
  /** Call data or init code. */
  readonly data: Uint8Array
  readonly gas: bigint
}

/** A message call. */
export interface CallMessage extends Message {
  /** Account whose code runs. */
  readonly codeOf: EvmAddress
  /** Value that moves from caller to account: that of the call, 0 for DELEGATECALL. */
  readonly moved: bigint
  readonly isStatic: boolean
}

/** How a message has ended. */
interface Ending {
  readonly kind: 'success' | 'revert' | 'halt'
  readonly output: Uint8Array
  readonly gasLeft: bigint
  readonly refund: number
}

const HALT: Ending = { kind: 'halt', output: EMPTY_BYTES, gasLeft: 0n, refund: 0 }

/** Begins a message call: a frame, unless it ends at once because there is no code to be interpreted. */
export function beginCall(machine: Machine, message: CallMessage): void {
  const { state } = machine
  const { caller, account, codeOf, moved, data, gas, isStatic } = message
  machine.countWork(FRAME_WORK)
  state.buffer.checkpoint()
  try {
    state.transfer(caller.hex, account.hex, moved)
  } catch (error) {
    return failAtStart(machine, message, error)
  }
  const precompile = machine.rules.precompiles.get(codeOf.hex)
  if (precompile !== undefined) return runPrecompile(machine, message, precompile)
  const codeHash = state.read(codeOf.hex)?.codeHash
  if (codeHash === undefined || isEmptyCodeHash(codeHash)) {
    return succeed(machine, message, { kind: 'success', output: EMPTY_BYTES, gasLeft: gas, refund: 0 })
  }
  const program = machine.programs.get(codeHash, () => state.code(codeOf.hex))
  machine.countWork(codeWork(program.code.length))
  const frame = enter(machine, message, program)
  frame.input = data
  frame.isStatic = isStatic
  frame.isCreation = false
}

/** Begins the creation of a contract. */
export function beginCreation(machine: Machine, message: Message): void {
  const { state } = machine
  const { caller, account, value, data, gas } = message
  machine.countWork(FRAME_WORK)
  if (machine.rules.accessLists) machine.access.touchAddress(account.hex)
  state.buffer.checkpoint()
  try {
    if (value > 0n) state.transfer(caller.hex, account.hex, value)
    else state.requireWritable(account.hex)
  } catch (error) {
    return failAtStart(machine, message, error)
  }
  const existing = state.read(account.hex)
  const isTaken = existing !== undefined && (existing.nonce > 0n || state.code(account.hex).length > 0)
  if (isTaken || machine.terms?.hasStorage(account.hex) === true) return fail(machine, message, HALT)
  state.buffer.setNonce(account.hex, 1n)
  state.buffer.clearStorage(account.hex)
  if (data.length === 0) {
    state.buffer.setCode(account.hex, EMPTY_BYTES)
    return succeed(machine, message, { kind: 'success', output: EMPTY_BYTES, gasLeft: gas, refund: 0 })
  }
  // Init code runs once, so its program is not remembered.
  const frame = enter(machine, message, new Program(data, true))
  if (machine.terms !== undefined) machine.created.push(account.hex)
  frame.input = EMPTY_BYTES
  frame.isStatic = false
  frame.isCreation = true
}

/** Ends a frame whose code has come to an end and lets the frame around it go on. */
export function endFrame(machine: Machine, frame: Frame): void {
  const ending = frame.isCreation ? deposit(machine, frame) : endingOf(frame)
  frame.release()
  if (ending.kind === 'success') return succeed(machine, frame, ending)
  machine.undo(frame.marks)
  fail(machine, frame, ending)
}

function endingOf(frame: Frame): Ending {
  const { status, output, refund } = frame
  if (status === STATUS.stopped) return { kind: 'success', output, gasLeft: frame.gasLeft(), refund }
  if (status === STATUS.reverted) return { kind: 'revert', output, gasLeft: frame.gasLeft(), refund: 0 }
  if (status !== STATUS.frozen) return HALT
  // Besu records no revert reason for it at the top.
  return { kind: frame.depth === 0 ? 'halt' : 'revert', output: EMPTY_BYTES, gasLeft: frame.gasLeft(), refund: 0 }
}

/** What makes a created contract final: the deposit fee, the rules for deployed code, the code itself. */
function deposit({ rules, state, environment }: Machine, frame: Frame): Ending {
  const ending = endingOf(frame)
  if (ending.kind !== 'success') return ending
  const { output } = ending
  const gasLeft = ending.gasLeft - BigInt(output.length * rules.prices.depositByte)
  if (gasLeft < 0n || output.length > environment.codeSizeLimit) return HALT
  if (rules.refusesEf && output[0] === 0xef) return HALT
  // A failed inner frame may have dropped the account; it is made again, with nonce 0 (spec 02 §7.1).
  state.requireWritable(frame.account.hex)
  state.buffer.setCode(frame.account.hex, output)
  return { ...ending, gasLeft }
}

/** A change of a public account at the start of a frame halts it; anything else is no matter of the frame. */
function failAtStart(machine: Machine, message: Message, error: unknown): void {
  if (!(error instanceof FrozenAccountError)) throw error
  fail(machine, message, HALT)
}

function runPrecompile(machine: Machine, message: CallMessage, precompile: Precompile): void {
  const { codeOf, data, gas } = message
  machine.countWork(precompileWork(codeOf.hex.slice(2), data, machine.execution.cap))
  const result = precompile(data, gas)
  if (result === undefined) return fail(machine, message, HALT)
  const { gasUsed, output } = result
  succeed(machine, message, { kind: 'success', output, gasLeft: gas - gasUsed, refund: 0 })
}

function enter(machine: Machine, message: Message, program: Program): Frame {
  const frame = machine.frame(message.depth)
  frame.begin(program, message.gas)
  frame.account = message.account
  frame.caller = message.caller
  frame.value = message.value
  machine.mark(frame.marks)
  machine.current = frame
  return frame
}

function succeed(machine: Machine, ended: { readonly depth: number }, ending: Ending): void {
  machine.state.buffer.flush()
  resume(machine, ended.depth, ending)
}

function fail(machine: Machine, ended: { readonly depth: number }, ending: Ending): void {
  machine.state.buffer.drop()
  resume(machine, ended.depth, ending)
}

/** Hands the ending of a message to the frame that sent it; that of the outermost one to the machine. */
function resume(machine: Machine, depth: number, { kind, output, gasLeft, refund }: Ending): void {
  if (depth === 0) {
    machine.current = undefined
    machine.kind = kind
    machine.output = output
    machine.gasLeft = gasLeft
    machine.refund = refund
    return
  }
  const parent = machine.frame(depth - 1)
  machine.current = parent
  parent.status = STATUS.running
  parent.setGas(parent.gasLeft() + gasLeft)
  parent.refund += refund
  const { creating } = parent
  parent.returned = creating !== undefined && kind === 'success' ? EMPTY_BYTES : output
  if (creating === undefined || kind !== 'success') setSmall(parent.stack, parent.top, kind === 'success' ? 1 : 0)
  else parent.stack.set(creating.words, parent.top)
  parent.top += LIMBS
  const copied = Math.min(parent.outputLength, output.length)
  if (creating === undefined && copied > 0) parent.memory.set(output.subarray(0, copied), parent.outputOffset)
}
