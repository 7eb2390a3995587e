import { type Frame, STATUS } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import type { EvmAddress } from '../AddressTable.ts'
import { isEmptyAccount } from '../../../state/account.ts'
import { EMPTY_BYTES } from '../../../primitives/bytes.ts'
import { chargeAccess } from '../chargeAccess.ts'
import type { Machine } from '../Machine.ts'
import { countBytes, countGrowth, growthPrice, limitMemory, regionEnd, wordsOf } from '../memoryAccess.ts'
import { beginCall } from '../messages.ts'
import { LIMBS, bigOf, numberOf } from '../words.ts'

/** Frames may be nested so deep. */
const DEPTH_LIMIT = 1024

/** What the four calls differ in. */
interface CallKind {
  readonly price: 'call' | 'callcode' | 'delegatecall' | 'staticcall'
  /** Whether there is a value on the stack. */
  readonly takesValue: boolean
  /** Whether the called account runs, or only its code. */
  readonly asCallee: boolean
  readonly keepsCaller: boolean
  readonly makesStatic: boolean
}

function callHandler(kind: CallKind): Handler {
  return (frame, machine) => {
    const words = frame.stack
    const callee = machine.addresses.at(words, frame.peek(1))
    const value = kind.takesValue ? bigOf(words, frame.peek(2)) : 0n
    const first = kind.takesValue ? 3 : 2
    const inputOffset = numberOf(words, frame.peek(first))
    const inputLength = numberOf(words, frame.peek(first + 1))
    const outputOffset = numberOf(words, frame.peek(first + 2))
    const outputLength = numberOf(words, frame.peek(first + 3))
    if (frame.isStatic && kind.asCallee && value !== 0n) {
      frame.status = STATUS.halted
      return
    }
    const end = Math.max(regionEnd(inputOffset, inputLength), regionEnd(outputOffset, outputLength))
    const price = growthPrice(frame, end) + callPrice(machine, kind, callee, value)
    if (!frame.canPay(price)) {
      frame.status = STATUS.halted
      return
    }
    limitMemory(machine, end)
    countGrowth(frame, machine, wordsOf(end))
    countBytes(machine, inputLength)
    countBytes(machine, outputLength)
    frame.charge(price)
    frame.growMemory(wordsOf(end))

    const given = giveGas(frame, frame.peek(0)) + (value === 0n ? 0n : BigInt(machine.rules.prices.stipend))
    frame.top -= (first + 4) * LIMBS
    frame.returned = EMPTY_BYTES
    if (!mayCall(frame, machine, value)) {
      frame.setGas(frame.gasLeft() + given)
      frame.pushSmall(0)
      return
    }
    frame.outputOffset = outputOffset
    frame.outputLength = outputLength
    frame.creating = undefined
    frame.status = STATUS.waiting
    beginCall(machine, {
      depth: frame.depth + 1,
      caller: kind.keepsCaller ? frame.caller : frame.account,
      account: kind.asCallee ? callee : frame.account,
      codeOf: callee,
      value: kind.keepsCaller ? frame.value : value,
      moved: value,
      data: inputLength === 0 ? EMPTY_BYTES : frame.memory.subarray(inputOffset, inputOffset + inputLength),
      gas: given,
      isStatic: frame.isStatic || kind.makesStatic,
    })
  }
}

function callPrice(machine: Machine, kind: CallKind, callee: EvmAddress, value: bigint): number {
  const { prices } = machine.rules
  let price = prices[kind.price] + chargeAccess(machine, callee)
  if (value === 0n) return price
  price += prices.valueTransfer
  if (kind.asCallee) {
    const account = machine.state.read(callee.hex)
    if (account === undefined || isEmptyAccount(account)) price += prices.newAccount
  }
  return price
}

/** Takes the gas for an inner frame: what the word at `wanted` asks for, at most 63/64 of what is left (EIP-150). */
function giveGas(frame: Frame, wanted: number): bigint {
  const left = frame.gasLeft()
  const most = left - (left >> 6n)
  const asked = bigOf(frame.stack, wanted)
  const given = asked < most ? asked : most
  frame.setGas(left - given)
  return given
}

/** Whether an inner frame may begin: depth and balance allow it. */
export function mayCall(frame: Frame, machine: Machine, value: bigint): boolean {
  if (frame.depth >= DEPTH_LIMIT) return false
  return value === 0n || (machine.state.read(frame.account.hex)?.balance ?? 0n) >= value
}

export const call: Handler = callHandler({
  price: 'call',
  takesValue: true,
  asCallee: true,
  keepsCaller: false,
  makesStatic: false,
})
export const callcode: Handler = callHandler({
  price: 'callcode',
  takesValue: true,
  asCallee: false,
  keepsCaller: false,
  makesStatic: false,
})
export const delegatecall: Handler = callHandler({
  price: 'delegatecall',
  takesValue: false,
  asCallee: false,
  keepsCaller: true,
  makesStatic: false,
})
export const staticcall: Handler = callHandler({
  price: 'staticcall',
  takesValue: false,
  asCallee: true,
  keepsCaller: false,
  makesStatic: true,
})
