import { isEmptyAccount } from '../../../state/account.ts'
import { ACCOUNT_WORK } from '../../work.ts'
import type { EvmAddress } from '../AddressTable.ts'
import { chargeAccess } from '../chargeAccess.ts'
import { copyToMemory } from '../copyBytes.ts'
import { type Frame, STATUS } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import { LIMBS, numberOf, setBig, setBytes, setSmall } from '../words.ts'

function pushAddress(frame: Frame, { words }: EvmAddress): void {
  frame.stack.set(words, frame.top)
  frame.top += LIMBS
}

function pushBig(frame: Frame, value: bigint): void {
  setBig(frame.stack, frame.top, value)
  frame.top += LIMBS
}

export const address: Handler = (frame) => pushAddress(frame, frame.account)
export const origin: Handler = (frame, { origin }) => pushAddress(frame, origin)
export const caller: Handler = (frame) => pushAddress(frame, frame.caller)
export const callvalue: Handler = (frame) => pushBig(frame, frame.value)
export const gasprice: Handler = (frame, { execution }) => pushBig(frame, execution.gasPrice)
export const calldatasize: Handler = (frame) => frame.pushSmall(frame.input.length)
export const codesize: Handler = (frame) => frame.pushSmall(frame.program.code.length)
export const returndatasize: Handler = (frame) => frame.pushSmall(frame.returned.length)

const loaded = new Uint8Array(32)

export const calldataload: Handler = (frame) => {
  const at = frame.top - LIMBS
  const { input } = frame
  const offset = numberOf(frame.stack, at)
  if (offset + 32 <= input.length) setBytes(frame.stack, at, input, offset, 32)
  else if (offset >= input.length) setSmall(frame.stack, at, 0)
  else {
    loaded.fill(0)
    loaded.set(input.subarray(offset))
    setBytes(frame.stack, at, loaded, 0, 32)
  }
}

export const calldatacopy: Handler = (frame, machine) => {
  copyToMemory(frame, machine, frame.top, machine.rules.prices.calldatacopy, () => frame.input)
}

export const codecopy: Handler = (frame, machine) => {
  copyToMemory(frame, machine, frame.top, machine.rules.prices.codecopy, () => frame.program.code)
}

export const returndatacopy: Handler = (frame, machine) => {
  const from = numberOf(frame.stack, frame.peek(1))
  const length = numberOf(frame.stack, frame.peek(2))
  if (from + length > frame.returned.length) frame.status = STATUS.halted
  else copyToMemory(frame, machine, frame.top, machine.rules.prices.returndatacopy, () => frame.returned)
}

export const extcodecopy: Handler = (frame, machine) => {
  machine.countWork(ACCOUNT_WORK)
  const at = frame.top - LIMBS
  const of = machine.addresses.at(frame.stack, at)
  const price = machine.rules.prices.extcodecopy + chargeAccess(machine, of)
  copyToMemory(frame, machine, at, price, () => machine.state.code(of.hex))
}

export const extcodesize: Handler = (frame, machine) => {
  machine.countWork(ACCOUNT_WORK)
  const at = frame.top - LIMBS
  const of = machine.addresses.at(frame.stack, at)
  if (!frame.charge(machine.rules.prices.extcodesize + chargeAccess(machine, of))) return
  setSmall(frame.stack, at, machine.state.codeSize(of.hex))
}

export const extcodehash: Handler = (frame, machine) => {
  machine.countWork(ACCOUNT_WORK)
  const at = frame.top - LIMBS
  const of = machine.addresses.at(frame.stack, at)
  if (!frame.charge(machine.rules.prices.extcodehash + chargeAccess(machine, of))) return
  const account = machine.state.read(of.hex)
  if (account === undefined || isEmptyAccount(account)) setSmall(frame.stack, at, 0)
  else setBytes(frame.stack, at, account.codeHash, 0, 32)
}

export const balance: Handler = (frame, machine) => {
  machine.countWork(ACCOUNT_WORK)
  const at = frame.top - LIMBS
  const of = machine.addresses.at(frame.stack, at)
  if (!frame.charge(machine.rules.prices.balance + chargeAccess(machine, of))) return
  setBig(frame.stack, at, machine.state.read(of.hex)?.balance ?? 0n)
}

export const selfbalance: Handler = (frame, { state }) => {
  pushBig(frame, state.read(frame.account.hex)?.balance ?? 0n)
}
