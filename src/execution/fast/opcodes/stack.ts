import type { Handler } from '../Handler.ts'
import { LIMBS, copyWord, setBytes, swapWords } from '../words.ts'

export const pop: Handler = (frame) => {
  frame.top -= LIMBS
}

export const push0: Handler = (frame) => frame.pushSmall(0)

/** PUSH1 to PUSH32. */
export function push(length: number): Handler {
  if (length === 1) return (frame) => frame.pushSmall(frame.code[frame.pc++]!)
  if (length === 2) {
    return (frame) => {
      frame.pushSmall((frame.code[frame.pc]! << 8) | frame.code[frame.pc + 1]!)
      frame.pc += 2
    }
  }
  return (frame) => {
    setBytes(frame.stack, frame.top, frame.code, frame.pc, length)
    frame.top += LIMBS
    frame.pc += length
  }
}

/** DUP1 to DUP16. */
export function dup(place: number): Handler {
  const distance = place * LIMBS
  return (frame) => {
    copyWord(frame.stack, frame.top - distance, frame.top)
    frame.top += LIMBS
  }
}

/** SWAP1 to SWAP16. */
export function swap(place: number): Handler {
  const distance = place * LIMBS
  return (frame) => {
    const a = frame.top - LIMBS
    swapWords(frame.stack, a, a - distance)
  }
}
