import type { Handler } from '../Handler.ts'
import { LIMBS, isZero, setSmall } from '../words.ts'
import { compareWords, equalWords } from '../wordMath.ts'

/** An instruction that compares the top of the stack with the word below it. */
function comparison(holds: (words: Uint32Array, a: number, b: number) => boolean): Handler {
  return (frame) => {
    const words = frame.stack
    const a = (frame.top -= LIMBS)
    const b = a - LIMBS
    setSmall(words, b, holds(words, a, b) ? 1 : 0)
  }
}

const isNegative = (words: Uint32Array, at: number): boolean => words[at + LIMBS - 1]! >= 0x80000000

/** Words of the same sign are in the same order as if they had none. */
function isLessSigned(words: Uint32Array, a: number, b: number): boolean {
  const negative = isNegative(words, a)
  return negative === isNegative(words, b) ? compareWords(words, a, b) < 0 : negative
}

export const lt: Handler = comparison((words, a, b) => compareWords(words, a, b) < 0)
export const gt: Handler = comparison((words, a, b) => compareWords(words, a, b) > 0)
export const slt: Handler = comparison(isLessSigned)
export const sgt: Handler = comparison((words, a, b) => isLessSigned(words, b, a))
export const eq: Handler = comparison(equalWords)

export const iszero: Handler = (frame) => {
  const at = frame.top - LIMBS
  setSmall(frame.stack, at, isZero(frame.stack, at) ? 1 : 0)
}
