import type { Handler } from '../Handler.ts'
import { chargeMemory, countBytes, regionEnd, wordsOf } from '../memoryAccess.ts'
import { LIMBS, numberOf, putWord, setBytes, setNumber } from '../words.ts'

export const mload: Handler = (frame, machine) => {
  const at = frame.top - LIMBS
  const offset = numberOf(frame.stack, at)
  if (!chargeMemory(frame, machine, offset + 32, machine.rules.prices.mload)) return
  setBytes(frame.stack, at, frame.memory, offset, 32)
}

export const mstore: Handler = (frame, machine) => {
  const at = frame.top - LIMBS
  const offset = numberOf(frame.stack, at)
  if (!chargeMemory(frame, machine, offset + 32, machine.rules.prices.mstore)) return
  putWord(frame.stack, at - LIMBS, frame.memory, offset)
  frame.top = at - LIMBS
}

export const mstore8: Handler = (frame, machine) => {
  const at = frame.top - LIMBS
  const offset = numberOf(frame.stack, at)
  if (!chargeMemory(frame, machine, offset + 1, machine.rules.prices.mstore8)) return
  frame.memory[offset] = frame.stack[at - LIMBS]!
  frame.top = at - LIMBS
}

export const msize: Handler = (frame) => {
  setNumber(frame.stack, frame.top, frame.memoryWords * 32)
  frame.top += LIMBS
}

export const mcopy: Handler = (frame, machine) => {
  const words = frame.stack
  const to = numberOf(words, frame.peek(0))
  const from = numberOf(words, frame.peek(1))
  const length = numberOf(words, frame.peek(2))
  const end = Math.max(regionEnd(to, length), regionEnd(from, length))
  const { mcopy: base, copyWord } = machine.rules.prices
  if (!chargeMemory(frame, machine, end, base + copyWord * wordsOf(length))) return
  countBytes(machine, length)
  if (length > 0) frame.memory.copyWithin(to, from, from + length)
  frame.top -= 3 * LIMBS
}
