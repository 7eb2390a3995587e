import type { Hex } from '../../../primitives/bytes.ts'
import { isEmptyAccount } from '../../../state/account.ts'
import { InternalExecutionError } from '../../executionErrors.ts'
import { type Frame, STATUS } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import type { Machine } from '../Machine.ts'

/** Moves the balance and ends the frame. The contract stays: private accounts are never deleted (spec 02 §6.7). */
export const selfdestruct: Handler = (frame, machine) => {
  const { state, rules } = machine
  const self = frame.account.hex
  const target = state.writeTarget(self)
  if (target === 'absent') throw new InternalExecutionError('self-destruct of an account that does not exist')
  if (frame.isStatic) {
    frame.status = STATUS.halted
    return
  }
  if (!frame.needs(1)) return
  const beneficiary = machine.addresses.at(frame.stack, frame.peek(0)).hex
  const balance = state.read(self)?.balance ?? 0n
  const { selfdestruct: base, newAccount, coldAccount } = rules.prices
  let price = base
  if (balance > 0n) {
    const account = state.read(beneficiary)
    if (account === undefined || isEmptyAccount(account)) price += newAccount
  }
  if (rules.accessLists && !machine.touchAddress(beneficiary)) price += coldAccount
  if (!frame.canPay(price)) {
    frame.status = STATUS.halted
    return
  }
  if (target === 'frozen' || state.writeTarget(beneficiary) === 'frozen') {
    frame.status = STATUS.frozen
    return
  }
  frame.charge(price)
  state.requireWritable(beneficiary)
  state.transfer(self, beneficiary, balance)
  if (machine.terms !== undefined) destroy(machine, frame, beneficiary)
  frame.status = STATUS.stopped
}

/** On an ordinary chain the account goes when the transaction ends; since cancun only one that it has created (EIP-6780). */
function destroy({ rules, state, created, destroyed }: Machine, frame: Frame, beneficiary: Hex): void {
  const self = frame.account.hex
  if (rules.destroysOnlyNew && !created.includes(self)) return
  if (beneficiary === self) state.buffer.setBalance(self, 0n)
  if (destroyed.includes(self)) return
  destroyed.push(self)
  frame.refund += rules.prices.selfdestructRefund
}
