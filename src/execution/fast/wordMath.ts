import { LIMBS } from './words.ts'

const LIMB = 2 ** 32

/** Below 0, 0 or above 0, as the word at `a` is smaller than, equal to or larger than the one at `b`; unsigned. */
export function compareWords(words: Uint32Array, a: number, b: number): number {
  for (let i = LIMBS - 1; i >= 0; i--) {
    const difference = words[a + i]! - words[b + i]!
    if (difference !== 0) return difference
  }
  return 0
}

/** Whether two words are equal. */
export function equalWords(words: Uint32Array, a: number, b: number): boolean {
  return (
    words[a] === words[b] &&
    words[a + 1] === words[b + 1] &&
    words[a + 2] === words[b + 2] &&
    words[a + 3] === words[b + 3] &&
    words[a + 4] === words[b + 4] &&
    words[a + 5] === words[b + 5] &&
    words[a + 6] === words[b + 6] &&
    words[a + 7] === words[b + 7]
  )
}

/** Number of limbs up to the highest that is not 0. */
export function significantLimbs(words: Uint32Array, at: number): number {
  let count = LIMBS
  while (count > 0 && words[at + count - 1] === 0) count--
  return count
}

const product = new Uint32Array(LIMBS)

/** Multiplies the words at `a` and `b` modulo 2^256 into the place of `b`. */
export function multiplyWords(words: Uint32Array, a: number, b: number): void {
  const countA = significantLimbs(words, a)
  const countB = significantLimbs(words, b)
  product.fill(0)
  for (let i = 0; i < countA; i++) {
    const factor = words[a + i]!
    if (factor === 0) continue
    let carry = 0
    for (let j = 0; i + j < LIMBS && (j < countB || carry > 0); j++) {
      const limb = j < countB ? words[b + j]! : 0
      const sum = (Math.imul(factor, limb) >>> 0) + product[i + j]! + carry
      product[i + j] = sum
      carry = upperHalf(factor, limb) + (sum >= 2 * LIMB ? 2 : sum >= LIMB ? 1 : 0)
    }
  }
  words.set(product, b)
}

/** The upper 32 bits of the product of two limbs, by halves so that every step stays in 32 bits. */
function upperHalf(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16]
  const low = Math.imul(aLow, bLow) >>> 16
  const middle = (Math.imul(aLow, bHigh) + low) >>> 0
  const cross = (Math.imul(aHigh, bLow) + (middle & 0xffff)) >>> 0
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) >>> 0
}

/** Shifts a word left by 0 to 255 bits, in place. */
export function shiftLeft(words: Uint32Array, at: number, bits: number): void {
  const limbs = bits >>> 5
  const rest = bits & 31
  for (let i = LIMBS - 1; i >= 0; i--) {
    const upper = i >= limbs ? words[at + i - limbs]! : 0
    const lower = rest > 0 && i > limbs ? words[at + i - limbs - 1]! : 0
    words[at + i] = rest === 0 ? upper : (upper << rest) | (lower >>> (32 - rest))
  }
}

/** Shifts a word right by 0 to 255 bits, in place; `fill` (0 or 0xffffffff) comes in from above. */
export function shiftRight(words: Uint32Array, at: number, bits: number, fill: number): void {
  const limbs = bits >>> 5
  const rest = bits & 31
  for (let i = 0; i < LIMBS; i++) {
    const lower = i + limbs < LIMBS ? words[at + i + limbs]! : fill
    const upper = i + limbs + 1 < LIMBS ? words[at + i + limbs + 1]! : fill
    words[at + i] = rest === 0 ? lower : (lower >>> rest) | (upper << (32 - rest))
  }
}
