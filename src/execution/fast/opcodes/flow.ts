import { type Frame, STATUS } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import { chargeMemory, countBytes, regionEnd } from '../memoryAccess.ts'
import { LIMBS, isZero, numberOf, setBig, setNumber } from '../words.ts'
import type { Machine } from '../Machine.ts'

export const stop: Handler = (frame) => {
  frame.status = STATUS.stopped
}

export const invalid: Handler = (frame) => {
  frame.status = STATUS.halted
}

function jumpTo(frame: Frame, destination: number): void {
  if (frame.program.destinations[destination] === 1) frame.pc = frame.blockStart = destination
  else frame.status = STATUS.halted
}

export const jump: Handler = (frame, machine) => {
  machine.countJump(frame.pc - frame.blockStart)
  const at = (frame.top -= LIMBS)
  jumpTo(frame, numberOf(frame.stack, at))
}

export const jumpi: Handler = (frame, machine) => {
  machine.countJump(frame.pc - frame.blockStart)
  const at = frame.top - LIMBS
  frame.top = at - LIMBS
  if (!isZero(frame.stack, at - LIMBS)) jumpTo(frame, numberOf(frame.stack, at))
  else frame.blockStart = frame.pc
}

export const jumpdest: Handler = () => undefined

export const pc: Handler = (frame) => {
  setNumber(frame.stack, frame.top, frame.pc - 1)
  frame.top += LIMBS
}

export const gas: Handler = (frame) => {
  setBig(frame.stack, frame.top, frame.gasLeft())
  frame.top += LIMBS
}

/** Ends the frame with a region of memory as its output. */
function end(frame: Frame, machine: Machine, status: Frame['status']): void {
  const offset = numberOf(frame.stack, frame.peek(0))
  const length = numberOf(frame.stack, frame.peek(1))
  if (!chargeMemory(frame, machine, regionEnd(offset, length), 0)) return
  countBytes(machine, length)
  if (length > 0) frame.output = frame.memory.slice(offset, offset + length)
  frame.status = status
}

export const returnOutput: Handler = (frame, machine) => end(frame, machine, STATUS.stopped)
export const revert: Handler = (frame, machine) => end(frame, machine, STATUS.reverted)
