import type { Hex } from '../../../primitives/bytes.ts'
import { InternalExecutionError } from '../../executionErrors.ts'
import { SLOAD_WORK, SSTORE_WORK, TSTORE_WORK } from '../../work.ts'
import { type Frame, STATUS } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import type { Machine } from '../Machine.ts'
import { LIMBS, bigOf, scalarBytes, setBig, setBytes } from '../words.ts'

export const sload: Handler = (frame, machine) => {
  const { state, rules } = machine
  const account = frame.account.hex
  if (state.read(account) === undefined) {
    throw new InternalExecutionError('SLOAD by an account that does not exist any more')
  }
  machine.countWork(SLOAD_WORK)
  if (!frame.needs(1)) return
  const at = frame.top - LIMBS
  const slot = machine.slots.at(frame.stack, at)
  const { sload: price, warmRead, coldSlot } = rules.prices
  const access = !rules.accessLists ? 0 : machine.access.touchSlot(account, slot) ? warmRead : coldSlot
  if (!frame.charge(price + access)) return
  const value = state.slot(account, slot)
  setBytes(frame.stack, at, value, 0, value.length)
}

export const sstore: Handler = (frame, machine) => {
  const { state } = machine
  const account = frame.account.hex
  const target = state.writeTarget(account)
  if (target === 'absent' || frame.isStatic) {
    frame.status = STATUS.halted
    return
  }
  if (!frame.needs(2)) return
  const at = frame.top - LIMBS
  const slot = machine.slots.at(frame.stack, at)
  const value = scalarBytes(frame.stack, at - LIMBS)
  const refund = frame.refund
  const price = storePrice(frame, machine, slot, value)
  if (price === undefined) {
    frame.status = STATUS.halted
    return
  }
  if (target === 'frozen' && frame.canPay(price)) {
    frame.refund = refund
    frame.status = STATUS.frozen
    return
  }
  machine.countWork(SSTORE_WORK)
  if (!frame.charge(price)) return
  state.buffer.setSlot(account, slot, value)
  frame.top = at - LIMBS
}

/** Price of writing a slot; counts refunds. `undefined`: not enough gas to look at it. */
function storePrice(frame: Frame, machine: Machine, slot: Hex, value: Uint8Array): number | undefined {
  const { rules, state, access } = machine
  const account = frame.account.hex
  const { prices } = rules
  if (!rules.netStorageGas) {
    const before = state.slot(account, slot)
    if (value.length > 0 && before.length === 0) return prices.sstoreSet
    if (value.length === 0 && before.length > 0) frame.refund += prices.sstoreRefund
    return prices.sstoreReset
  }
  if (!frame.canPay(prices.sstoreSentry + 1)) return undefined
  const before = state.slot(account, slot)
  const price = equal(before, value)
    ? prices.sstoreNoop
    : changePrice(frame, machine, before, state.originalSlot(account, slot), value)
  const isCold = rules.accessLists && !access.touchSlot(account, slot)
  return isCold ? price + prices.coldSlot : price
}

/** Price of changing a slot from `before`, by what it was originally (EIP-2200). */
function changePrice(
  frame: Frame,
  { rules: { prices, accessLists } }: Machine,
  before: Uint8Array,
  original: Uint8Array,
  value: Uint8Array,
): number {
  if (equal(original, before)) {
    if (original.length === 0) return prices.sstoreInit
    if (value.length === 0) frame.refund += prices.sstoreClearRefund
    return prices.sstoreClean
  }
  if (original.length > 0) {
    if (before.length === 0) frame.refund -= prices.sstoreClearRefund
    else if (value.length === 0) frame.refund += prices.sstoreClearRefund
  }
  if (equal(original, value)) {
    // A slot that has been written counts as accessed, so EIP-2929 lowers what is given back.
    const cleanRefund = accessLists ? prices.sstoreReset - prices.coldSlot - prices.warmRead : prices.sstoreCleanRefund
    frame.refund += original.length === 0 ? prices.sstoreInitRefund : cleanRefund
  }
  return prices.sstoreDirty
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export const tload: Handler = (frame, machine) => {
  const at = frame.top - LIMBS
  const slot = machine.slots.at(frame.stack, at)
  setBig(frame.stack, at, machine.transient.get(frame.account.hex, slot))
}

export const tstore: Handler = (frame, machine) => {
  if (frame.isStatic) {
    frame.status = STATUS.halted
    return
  }
  machine.countWork(TSTORE_WORK)
  const at = frame.top - LIMBS
  machine.transient.set(frame.account.hex, machine.slots.at(frame.stack, at), bigOf(frame.stack, at - LIMBS))
  frame.top = at - LIMBS
}
