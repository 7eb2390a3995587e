import { EMPTY_BYTES, concat, toScalar } from '../../../primitives/bytes.ts'
import { RLP } from '@ethereumjs/rlp'
import { keccak256 } from '../../../crypto/keccak.ts'
import { InternalExecutionError } from '../../executionErrors.ts'
import { CREATION_WORK } from '../../work.ts'
import { type Frame, STATUS } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import type { Machine } from '../Machine.ts'
import { countGrowth, countInitCode, growthPrice, limitMemory, regionEnd, wordsOf } from '../memoryAccess.ts'
import { beginCreation } from '../messages.ts'
import { LIMBS, bigOf, numberOf, wordBytes } from '../words.ts'
import { mayCall } from './calls.ts'

const NONCE_LIMIT = 2n ** 64n - 1n

export const create: Handler = (frame, machine) => createContract(frame, machine, undefined)

export const create2: Handler = (frame, machine) =>
  createContract(frame, machine, wordBytes(frame.stack, frame.peek(3)))

function createContract(frame: Frame, machine: Machine, salt: Uint8Array | undefined): void {
  if (frame.isStatic) {
    frame.status = STATUS.halted
    return
  }
  const { state, rules } = machine
  const value = bigOf(frame.stack, frame.peek(0))
  const offset = numberOf(frame.stack, frame.peek(1))
  const length = numberOf(frame.stack, frame.peek(2))
  const end = regionEnd(offset, length)
  const price = creationPrice(machine, length, salt !== undefined) + growthPrice(frame, end)
  limitMemory(machine, end)
  if (!frame.canPay(price)) {
    frame.status = STATUS.halted
    return
  }
  countGrowth(frame, machine, wordsOf(end))
  countInitCode(machine, length)
  const creator = frame.account.hex
  const target = state.writeTarget(creator)
  if (target === 'absent') throw new InternalExecutionError('creation by an account that does not exist any more')
  const isTooLarge = rules.initCodeLimit && length > rules.prices.maxInitCode
  if (target === 'frozen' && !isTooLarge && mayCall(frame, machine, value)) {
    frame.status = STATUS.frozen
    return
  }
  machine.countWork(CREATION_WORK)
  frame.charge(price)
  if (isTooLarge) {
    frame.status = STATUS.halted
    return
  }
  frame.growMemory(wordsOf(end))
  frame.returned = EMPTY_BYTES
  frame.top -= (salt === undefined ? 3 : 4) * LIMBS
  const nonce = state.read(creator)?.nonce ?? 0n
  if (!mayCall(frame, machine, value) || nonce >= NONCE_LIMIT) {
    frame.pushSmall(0)
    return
  }
  const given = giveAllButOne64th(frame)
  state.buffer.setNonce(creator, nonce + 1n)
  const initCode = length === 0 ? EMPTY_BYTES : frame.memory.subarray(offset, offset + length)
  const address = createdAddress(frame.account.bytes, nonce, initCode, salt)
  frame.creating = machine.addresses.of(address)
  frame.status = STATUS.waiting
  beginCreation(machine, {
    depth: frame.depth + 1,
    caller: frame.account,
    account: frame.creating,
    value,
    data: initCode,
    gas: given,
  })
}

function creationPrice({ rules: { prices, initCodeLimit } }: Machine, length: number, isHashed: boolean): number {
  const words = wordsOf(length)
  const base = isHashed ? prices.create2 + prices.keccakWord * words : prices.create
  return initCodeLimit ? base + prices.initCodeWord * words : base
}

function giveAllButOne64th(frame: Frame): bigint {
  const left = frame.gasLeft()
  frame.setGas(left >> 6n)
  return left - (left >> 6n)
}

/** Address of a contract that a contract creates: by its nonce, or by salt and init code (EIP-1014). */
function createdAddress(
  creator: Uint8Array,
  nonce: bigint,
  initCode: Uint8Array,
  salt: Uint8Array | undefined,
): Uint8Array {
  const preimage =
    salt === undefined
      ? RLP.encode([creator, toScalar(nonce)])
      : concat(Uint8Array.of(0xff), creator, salt, keccak256(initCode))
  return keccak256(preimage).subarray(12)
}
