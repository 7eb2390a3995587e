import { EVMError, type getOpcodesForHF } from '@ethereumjs/evm'
import type { Hex } from '../../primitives/bytes.ts'
import { EMPTY_BYTES, padLeft, toBigInt, toHex, toScalar } from '../../primitives/bytes.ts'
import { isEmptyAccount } from '../../state/account.ts'
import { ExecutionCapReached, FrozenAccountError, InternalExecutionError } from '../executionErrors.ts'
import type { ResolvedState } from '../ResolvedState.ts'
import { keyOf } from './PrivateStateManager.ts'

type OpcodeMap = ReturnType<typeof getOpcodesForHF>['opcodeMap']
type OpcodeEntry = OpcodeMap[number]
type GasHandler = OpcodeEntry['gasHandler']

/** What the changed opcodes need of the execution that is running. */
export interface OpcodeContext {
  state(): ResolvedState
  /** Counts one jump or frame; throws when the cap is reached. */
  countBranch(): void
  /** In bytes a frame. */
  memoryLimit(): number
}

const OPCODE = { SLOAD: 0x54, SSTORE: 0x55, CREATE: 0xf0, CREATE2: 0xf5, SELFDESTRUCT: 0xff } as const
const EXTCODESIZE = 0x3b
const EXTCODEHASH = 0x3f
const JUMPS = [0x56, 0x57]
/** Opcodes that can expand memory. */
const MEMORY_OPCODES = [
  0x20, 0x37, 0x39, 0x3c, 0x3e, 0x51, 0x52, 0x53, 0x5e, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4,
  0xf5, 0xfa, 0xfd,
]

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

  for (const opcode of MEMORY_OPCODES) {
    if (entry(opcode).opcodeInfo.isInvalid) continue
    wrapGas(opcode, (original) => async (runState, gas, common) => {
      const cost = await original(runState, gas, common)
      if (runState.memoryWordCount * 32n > BigInt(context.memoryLimit())) throw new ExecutionCapReached('memory')
      return cost
    })
  }
  for (const opcode of JUMPS) {
    const original = entry(opcode).opHandler
    replace(opcode, (runState, common) => {
      context.countBranch()
      return original(runState, common)
    })
  }
  wrapGas(OPCODE.SLOAD, (original) => async (runState, gas, common) => {
    if (context.state().read(keyOf(runState.env.address)) === undefined) {
      throw new InternalExecutionError('SLOAD by an account that does not exist any more')
    }
    return original(runState, gas, common)
  })
  wrapGas(OPCODE.SSTORE, (original) => async (runState, gas, common) => {
    const target = context.state().writeTarget(keyOf(runState.env.address))
    if (target === 'absent') throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE)
    const cost = await original(runState, gas, common)
    if (target === 'frozen' && runState.gasLeft >= cost) throw new FrozenAccountError()
    return cost
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
      return cost
    })
  }
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
