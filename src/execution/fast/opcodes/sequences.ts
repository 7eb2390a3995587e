import { type Frame, STATUS } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import type { Machine } from '../Machine.ts'
import { equalWords } from '../wordMath.ts'
import { ADDRESS_MASK, type SequenceName } from '../sequencePatterns.ts'
import { LIMBS, copyWord, isSmall, isZero } from '../words.ts'

const DUP1 = 0x80

/** Gas of a JUMPDEST in all forks. */
export const JUMPDEST_PRICE = 1

/** Continues at a destination: behind its JUMPDEST if there is gas for that at hand. */
function jumpTo(frame: Frame, destination: number): void {
  if (frame.program.destinations[destination] !== 1) {
    frame.status = STATUS.halted
    return
  }
  frame.blockStart = destination
  if (frame.gas < JUMPDEST_PRICE) frame.pc = destination
  else {
    frame.gas -= JUMPDEST_PRICE
    frame.pc = destination + 1
  }
}

/** The operand of a PUSH2. */
function destinationAt({ code }: Frame, operand: number): number {
  return (code[operand]! << 8) | code[operand + 1]!
}

/** The end of a sequence: a PUSH2 with its operand at this place, JUMPI. */
function jumpIf(frame: Frame, machine: Machine, operand: number, condition: boolean): void {
  const behind = operand + 3
  machine.countJump(behind - frame.blockStart)
  if (condition) jumpTo(frame, destinationAt(frame, operand))
  else frame.pc = frame.blockStart = behind
}

const jump: Handler = (frame, machine) => {
  machine.countJump(frame.pc - frame.blockStart)
  const at = (frame.top -= LIMBS)
  jumpTo(frame, isSmall(frame.stack, at) ? frame.stack[at]! : -1)
}

const pushJump: Handler = (frame, machine) => {
  machine.countJump(frame.pc + 3 - frame.blockStart)
  jumpTo(frame, destinationAt(frame, frame.pc))
}

const pushJumpi: Handler = (frame, machine) => {
  const at = (frame.top -= LIMBS)
  jumpIf(frame, machine, frame.pc, !isZero(frame.stack, at))
}

const iszeroJumpi: Handler = (frame, machine) => {
  const at = (frame.top -= LIMBS)
  jumpIf(frame, machine, frame.pc + 1, isZero(frame.stack, at))
}

const dupIszeroJumpi: Handler = (frame, machine) => {
  jumpIf(frame, machine, frame.pc + 2, isZero(frame.stack, frame.top - LIMBS))
}

const dupEqJumpi: Handler = (frame, machine) => {
  const at = (frame.top -= LIMBS)
  jumpIf(frame, machine, frame.pc + 2, equalWords(frame.stack, at, at - LIMBS))
}

/** The operand of the PUSH4 behind a DUP1. */
function selector({ code, pc }: Frame): number {
  return ((code[pc + 1]! << 24) | (code[pc + 2]! << 16) | (code[pc + 3]! << 8) | code[pc + 4]!) >>> 0
}

const selectorEqJumpi: Handler = (frame, machine) => {
  const at = frame.top - LIMBS
  jumpIf(frame, machine, frame.pc + 7, isSmall(frame.stack, at) && selector(frame) === frame.stack[at]!)
}

const selectorGtJumpi: Handler = (frame, machine) => {
  const at = frame.top - LIMBS
  jumpIf(frame, machine, frame.pc + 7, isSmall(frame.stack, at) && selector(frame) > frame.stack[at]!)
}

const MASK_BYTES = ADDRESS_MASK.length / 2
/** Limbs of an address. */
const ADDRESS_LIMBS = 5

const pushMask: Handler = (frame) => {
  const { stack, top } = frame
  stack.fill(0xffffffff, top, top + ADDRESS_LIMBS)
  stack.fill(0, top + ADDRESS_LIMBS, top + LIMBS)
  frame.top = top + LIMBS
  frame.pc += MASK_BYTES - 1
}

function maskWord(words: Uint32Array, at: number): void {
  words[at + 5] = 0
  words[at + 6] = 0
  words[at + 7] = 0
}

const maskAnd: Handler = (frame) => {
  maskWord(frame.stack, frame.top - LIMBS)
  frame.pc += MASK_BYTES
}

/** DUP1 would copy the mask itself: DUP2 copies the word that was the top before. */
const maskDupAnd: Handler = (frame) => {
  const { stack, top, pc } = frame
  const place = frame.code[pc + MASK_BYTES - 1]! - DUP1
  copyWord(stack, top - place * LIMBS, top)
  maskWord(stack, top)
  frame.top = top + LIMBS
  frame.pc = pc + MASK_BYTES + 1
}

/**
 * Does what the instructions of a sequence do one after the other, and as theirs its program counter stands behind the first
 * opcode.
 */
export const sequenceHandlers: Readonly<Record<SequenceName, Handler>> = {
  jump,
  pushJump,
  pushJumpi,
  iszeroJumpi,
  dupIszeroJumpi,
  dupEqJumpi,
  selectorEqJumpi,
  selectorGtJumpi,
  maskDupAnd,
  maskAnd,
  pushMask,
}
