import { EVMError, type getOpcodesForHF } from '@ethereumjs/evm'
import type { Hex } from '../../primitives/bytes.ts'
import { EMPTY_BYTES, padLeft, padRight, toBigInt, toHex, toScalar, toWord } from '../../primitives/bytes.ts'
import { isEmptyAccount } from '../../state/account.ts'
import { ExecutionCapReached, FrozenAccountError, InternalExecutionError } from '../executionErrors.ts'
import type { ResolvedState } from '../ResolvedState.ts'
import {
  ACCOUNT_WORK,
  BLOCKHASH_WORK,
  CREATION_WORK,
  EXPONENT_BYTE_WORK,
  LOG_WORK,
  SLOAD_WORK,
  SLOW_WORK,
  SSTORE_WORK,
  TSTORE_WORK,
  jumpWork,
} from '../work.ts'
import { keyOf } from './PrivateStateManager.ts'

type OpcodeMap = ReturnType<typeof getOpcodesForHF>['opcodeMap']
type OpcodeEntry = OpcodeMap[number]
type GasHandler = OpcodeEntry['gasHandler']

/** What the changed opcodes need of the execution that is running. */
export interface OpcodeContext {
  state(): ResolvedState
  /** Counts units of work; throws when the cap is reached. */
  countWork(units: number): void
  /** In bytes a frame. */
  memoryLimit(): number
}

const OPCODE = {
  EXP: 0x0a,
  EXTCODECOPY: 0x3c,
  SLOAD: 0x54,
  SSTORE: 0x55,
  CREATE: 0xf0,
  CREATE2: 0xf5,
  SELFDESTRUCT: 0xff,
} as const
const EXTCODESIZE = 0x3b
const EXTCODEHASH = 0x3f
/** With the words that they take from the stack. */
const JUMPS = [
  [0x56, 1],
  [0x57, 2],
] as const
const TSTORE = 0x5d
/** What counts once its gas has been taken, with the words that it takes from the stack. */
const COUNTED_AFTER_GAS = [
  [0x04, 2, SLOW_WORK], // DIV
  [0x05, 2, SLOW_WORK], // SDIV
  [0x06, 2, SLOW_WORK], // MOD
  [0x07, 2, SLOW_WORK], // SMOD
  [0x08, 3, SLOW_WORK], // ADDMOD
  [0x09, 3, SLOW_WORK], // MULMOD
  [0x20, 2, SLOW_WORK], // KECCAK256
  [0x40, 1, BLOCKHASH_WORK],
  [TSTORE, 2, TSTORE_WORK],
] as const
/** What looks at an account, and counts before; with the words that it takes from the stack. */
const ACCOUNT_OPCODES = [
  [0x31, 1], // BALANCE
  [0x3b, 1], // EXTCODESIZE
  [0x3c, 4], // EXTCODECOPY
  [0x3f, 1], // EXTCODEHASH
] as const
const LOGS = [0xa0, 0xa1, 0xa2, 0xa3, 0xa4]
/** Opcodes that expand memory, with the places on the stack (top first) of the lengths that they hash, copy or pass on. */
const MEMORY_OPCODES: readonly (readonly [opcode: number, lengths: readonly number[]])[] = [
  [0x20, [1]], // KECCAK256
  [0x37, [2]], // CALLDATACOPY
  [0x39, [2]], // CODECOPY
  [0x3c, [3]], // EXTCODECOPY
  [0x3e, [2]], // RETURNDATACOPY
  [0x51, []], // MLOAD
  [0x52, []], // MSTORE
  [0x53, []], // MSTORE8
  [0x5e, [2]], // MCOPY
  ...LOGS.map((log): readonly [number, readonly number[]] => [log, [1]]),
  [0xf0, [2]], // CREATE
  [0xf1, [4, 6]], // CALL
  [0xf2, [4, 6]], // CALLCODE
  [0xf3, [1]], // RETURN
  [0xf4, [3, 5]], // DELEGATECALL
  [0xf5, [2]], // CREATE2
  [0xfa, [3, 5]], // STATICCALL
  [0xfd, [1]], // REVERT
]
const BYTES_PER_UNIT = 1024n
/** Fewer of what stays until the execution ends. */
const BYTES_KEPT_PER_UNIT = new Map<number, bigint>([
  ...LOGS.map((log) => [log, 64n] as const),
  [OPCODE.CREATE, 16n],
  [OPCODE.CREATE2, 16n],
])
const WORDS_KEPT_PER_UNIT = 2n
/** Words that the library takes from the stack only after it has taken the gas for memory. */
const LATE_OPERANDS: Readonly<Record<number, number>> = { 0x52: 2, 0x53: 2, 0xa1: 3, 0xa2: 4, 0xa3: 5, 0xa4: 6 }

/**
 * Changes the opcodes that behave otherwise in private execution (spec 02 §6.5–§7.2). A write to a public account ends
 * the frame before the opcode's gas is taken, as in Besu, which charges after executing.
 */
export function applyPrivateOpcodes(map: OpcodeMap, context: OpcodeContext): void {
  const entry = (opcode: number): OpcodeEntry => {
    const found = map[opcode]
    if (found === undefined) throw new InternalExecutionError(`opcode ${opcode} is not in the table`)
    return found
  }
  const wrapGas = (opcode: number, wrap: (original: GasHandler) => GasHandler): void => {
    const target = entry(opcode)
    map[opcode] = { ...target, gasHandler: wrap(target.gasHandler) }
  }
  const replace = (opcode: number, handler: OpcodeEntry['opHandler']): void => {
    map[opcode] = { ...entry(opcode), opHandler: handler }
  }

  for (const [opcode, lengths] of MEMORY_OPCODES) {
    if (entry(opcode).opcodeInfo.isInvalid) continue
    const operands = Math.max(0, ...lengths.map((place) => place + 1))
    const late = LATE_OPERANDS[opcode] ?? 0
    const bytesPerUnit = BYTES_KEPT_PER_UNIT.get(opcode) ?? BYTES_PER_UNIT
    wrapGas(opcode, (original) => async (runState, gas, common) => {
      if (runState.stack.length < late) throw new EVMError(EVMError.errorMessages.STACK_UNDERFLOW)
      const before = runState.memoryWordCount
      const cost = await original(runState, gas, common)
      const after = runState.memoryWordCount
      if (after * 32n > BigInt(context.memoryLimit())) throw new ExecutionCapReached('memory')
      if (runState.gasLeft < cost) return cost
      context.countWork(Number(after / WORDS_KEPT_PER_UNIT - before / WORDS_KEPT_PER_UNIT))
      if (LOGS.includes(opcode)) context.countWork(LOG_WORK)
      if (operands === 0) return cost
      const stack = runState.stack.peek(operands)
      for (const place of lengths) context.countWork(Number((stack[place] ?? 0n) / bytesPerUnit))
      return cost
    })
  }
  const blockStarts = new WeakMap<object, number>()
  for (const [opcode, operands] of JUMPS) {
    const original = entry(opcode).opHandler
    // Not asynchronous: the library does not wait for the handlers of these.
    replace(opcode, (runState, common) => {
      if (runState.stack.length < operands) return original(runState, common)
      context.countWork(jumpWork(runState.programCounter - (blockStarts.get(runState) ?? 0)))
      const result = original(runState, common)
      blockStarts.set(runState, runState.programCounter)
      return result
    })
  }
  for (const [opcode, operands, units] of COUNTED_AFTER_GAS) {
    if (entry(opcode).opcodeInfo.isInvalid) continue
    const original = entry(opcode).opHandler
    replace(opcode, (runState, common) => {
      const isRefused = opcode === TSTORE && runState.interpreter.isStatic()
      if (runState.stack.length >= operands && !isRefused) context.countWork(units)
      return original(runState, common)
    })
  }
  for (const [opcode, operands] of ACCOUNT_OPCODES) {
    wrapGas(opcode, (original) => async (runState, gas, common) => {
      if (runState.stack.length >= operands) context.countWork(ACCOUNT_WORK)
      return original(runState, gas, common)
    })
  }
  wrapGas(OPCODE.SLOAD, (original) => async (runState, gas, common) => {
    if (context.state().read(keyOf(runState.env.address)) === undefined) {
      throw new InternalExecutionError('SLOAD by an account that does not exist any more')
    }
    context.countWork(SLOAD_WORK)
    return original(runState, gas, common)
  })
  wrapGas(OPCODE.SSTORE, (original) => async (runState, gas, common) => {
    const target = context.state().writeTarget(keyOf(runState.env.address))
    if (target === 'absent') throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE)
    const cost = await original(runState, gas, common)
    if (target === 'frozen' && runState.gasLeft >= cost) throw new FrozenAccountError()
    context.countWork(SSTORE_WORK)
    return cost
  })
  wrapGas(OPCODE.EXP, (original) => async (runState, gas, common) => {
    const exponent = runState.stack.peek(2)[1] ?? 0n
    context.countWork(EXPONENT_BYTE_WORK * Math.ceil(exponent.toString(16).length / 2))
    return original(runState, gas, common)
  })
  for (const opcode of [OPCODE.CREATE, OPCODE.CREATE2]) {
    // A fork without the opcode has the entry of INVALID there.
    if (entry(opcode).opcodeInfo.isInvalid) continue
    wrapGas(opcode, (original) => async (runState, gas, common) => {
      const [value, , length] = runState.stack.peek(3)
      const cost = await original(runState, gas, common)
      if (runState.gasLeft < cost) return cost
      const address = keyOf(runState.env.address)
      const target = context.state().writeTarget(address)
      if (target === 'absent') throw new InternalExecutionError('creation by an account that does not exist any more')
      const tooLarge = common.isActivatedEIP(3860) && (length ?? 0n) > common.param('maxInitCodeSize')
      const refused = (value ?? 0n) > (context.state().read(address)?.balance ?? 0n) || runState.env.depth >= 1024
      if (target === 'frozen' && !tooLarge && !refused) throw new FrozenAccountError()
      context.countWork(CREATION_WORK)
      return cost
    })
  }
  // The library takes init code and code that begins with 0xEF00 for its object format, whatever the fork.
  for (const opcode of [OPCODE.CREATE, OPCODE.CREATE2]) {
    if (entry(opcode).opcodeInfo.isInvalid) continue
    replace(opcode, async (runState, common) => {
      const { stack, interpreter } = runState
      const [value = 0n, offset = 0n, length = 0n] = stack.popN(3)
      const salt = opcode === OPCODE.CREATE2 ? toWord(stack.pop()) : undefined
      if (common.isActivatedEIP(3860) && length > common.param('maxInitCodeSize')) {
        throw new EVMError(EVMError.errorMessages.INITCODE_SIZE_VIOLATION)
      }
      const gas = runState.messageGasLimit ?? 0n
      delete runState.messageGasLimit
      const initCode = length === 0n ? EMPTY_BYTES : runState.memory.read(Number(offset), Number(length), true)
      stack.push(await interpreter.create(gas, value, initCode, salt))
    })
  }
  replace(OPCODE.EXTCODECOPY, async ({ stack, memory }) => {
    const [address = 0n, to = 0n, from = 0n, length = 0n] = stack.popN(4)
    if (length === 0n) return
    const code = context.state().code(addressOf(address))
    const start = from > code.length ? code.length : Number(from)
    memory.write(Number(to), Number(length), padRight(code.subarray(start, start + Number(length)), Number(length)))
  })
  wrapGas(OPCODE.SELFDESTRUCT, (original) => async (runState, gas, common) => {
    const state = context.state()
    const originator = state.writeTarget(keyOf(runState.env.address))
    if (originator === 'absent') throw new InternalExecutionError('self-destruct of an account that does not exist')
    const cost = await original(runState, gas, common)
    if (runState.gasLeft < cost) return cost
    const beneficiary = addressOf(runState.stack.peek(1)[0] ?? 0n)
    if (originator === 'frozen' || state.writeTarget(beneficiary) === 'frozen') throw new FrozenAccountError()
    return cost
  })
  replace(OPCODE.SELFDESTRUCT, async (runState) => {
    const state = context.state()
    const self = keyOf(runState.env.address)
    const beneficiary = addressOf(runState.stack.pop())
    state.requireWritable(beneficiary)
    // The contract stays: private accounts are never deleted (spec 02 §6.7).
    state.transfer(self, beneficiary, state.read(self)?.balance ?? 0n)
    runState.interpreter.finish(EMPTY_BYTES)
  })
  replace(EXTCODESIZE, async (runState) => {
    const address = addressOf(runState.stack.pop())
    runState.stack.push(BigInt(context.state().codeSize(address)))
  })
  replace(EXTCODEHASH, async (runState) => {
    const account = context.state().read(addressOf(runState.stack.pop()))
    runState.stack.push(account === undefined || isEmptyAccount(account) ? 0n : toBigInt(account.codeHash))
  })
}

const addressOf = (word: bigint): Hex => toHex(padLeft(toScalar(BigInt.asUintN(160, word)), 20))
