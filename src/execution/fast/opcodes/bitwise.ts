import type { Handler } from '../Handler.ts'
import { LIMBS, isSmall, setSmall } from '../words.ts'
import { shiftLeft, shiftRight } from '../wordMath.ts'

export const and: Handler = (frame) => {
  const words = frame.stack
  const a = (frame.top -= LIMBS)
  const b = a - LIMBS
  for (let i = 0; i < LIMBS; i++) words[b + i] = words[a + i]! & words[b + i]!
}

export const or: Handler = (frame) => {
  const words = frame.stack
  const a = (frame.top -= LIMBS)
  const b = a - LIMBS
  for (let i = 0; i < LIMBS; i++) words[b + i] = words[a + i]! | words[b + i]!
}

export const xor: Handler = (frame) => {
  const words = frame.stack
  const a = (frame.top -= LIMBS)
  const b = a - LIMBS
  for (let i = 0; i < LIMBS; i++) words[b + i] = words[a + i]! ^ words[b + i]!
}

export const not: Handler = (frame) => {
  const words = frame.stack
  const at = frame.top - LIMBS
  for (let i = 0; i < LIMBS; i++) words[at + i] = ~words[at + i]!
}

export const byte: Handler = (frame) => {
  const words = frame.stack
  const place = (frame.top -= LIMBS)
  const value = place - LIMBS
  const index = words[place]!
  if (!isSmall(words, place) || index > 31) setSmall(words, value, 0)
  else setSmall(words, value, (words[value + ((31 - index) >>> 2)]! >>> (8 * (3 - (index & 3)))) & 0xff)
}

export const shl: Handler = (frame) => {
  const words = frame.stack
  const bits = (frame.top -= LIMBS)
  const value = bits - LIMBS
  if (isSmall(words, bits) && words[bits]! < 256) shiftLeft(words, value, words[bits]!)
  else setSmall(words, value, 0)
}

export const shr: Handler = (frame) => {
  const words = frame.stack
  const bits = (frame.top -= LIMBS)
  const value = bits - LIMBS
  if (isSmall(words, bits) && words[bits]! < 256) shiftRight(words, value, words[bits]!, 0)
  else setSmall(words, value, 0)
}

export const sar: Handler = (frame) => {
  const words = frame.stack
  const bits = (frame.top -= LIMBS)
  const value = bits - LIMBS
  const fill = words[value + LIMBS - 1]! >= 0x80000000 ? 0xffffffff : 0
  if (isSmall(words, bits) && words[bits]! < 256) shiftRight(words, value, words[bits]!, fill)
  else words.fill(fill, value, value + LIMBS)
}
