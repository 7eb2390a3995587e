import { EMPTY_BYTES } from '../../primitives/bytes.ts'
import { hexDigits as bytesAsHex } from '../../primitives/bufferText.ts'

/**
 * 256-bit words as eight 32-bit limbs, the lowest first, inside an `Uint32Array` (a frame's stack). `at` is the index of the
 * lowest limb. No bigint and no allocation on the way of ordinary code.
 */

/** Limbs of a word. */
export const LIMBS = 8

/** What {@link numberOf} gives for everything that is at least as large. */
export const FAR: number = 2 ** 52

const LIMB = 2 ** 32

/** Writes a whole number below 2^32. */
export function setSmall(words: Uint32Array, at: number, value: number): void {
  words[at] = value
  words[at + 1] = 0
  words[at + 2] = 0
  words[at + 3] = 0
  words[at + 4] = 0
  words[at + 5] = 0
  words[at + 6] = 0
  words[at + 7] = 0
}

/** Writes a whole number below 2^53. */
export function setNumber(words: Uint32Array, at: number, value: number): void {
  setSmall(words, at, value)
  words[at + 1] = value / LIMB
}

/** Writes a number from 0 to 2^256 − 1. */
export function setBig(words: Uint32Array, at: number, value: bigint): void {
  let rest = value
  for (let i = at; i < at + LIMBS; i++) {
    if (rest === 0n) words[i] = 0
    else {
      words[i] = Number(BigInt.asUintN(32, rest))
      rest >>= 32n
    }
  }
}

/** The word as a bigint. */
export function bigOf(words: Uint32Array, at: number): bigint {
  let i = at + LIMBS - 1
  while (i > at && words[i] === 0) i--
  let value = BigInt(words[i]!)
  while (i > at) value = (value << 32n) | BigInt(words[--i]!)
  return value
}

/** The word as a number, {@link FAR} when it is larger than that. */
export function numberOf(words: Uint32Array, at: number): number {
  if (!fitsTwoLimbs(words, at)) return FAR
  const value = words[at + 1]! * LIMB + words[at]!
  return value > FAR ? FAR : value
}

/** Whether the word is 0. */
export function isZero(words: Uint32Array, at: number): boolean {
  return (words[at]! | words[at + 1]!) === 0 && fitsTwoLimbs(words, at)
}

/** Whether the word is below 2^32. */
export function isSmall(words: Uint32Array, at: number): boolean {
  return words[at + 1] === 0 && fitsTwoLimbs(words, at)
}

/** Copies a word. */
export function copyWord(words: Uint32Array, from: number, to: number): void {
  words[to] = words[from]!
  words[to + 1] = words[from + 1]!
  words[to + 2] = words[from + 2]!
  words[to + 3] = words[from + 3]!
  words[to + 4] = words[from + 4]!
  words[to + 5] = words[from + 5]!
  words[to + 6] = words[from + 6]!
  words[to + 7] = words[from + 7]!
}

/** Exchanges two words. */
export function swapWords(words: Uint32Array, a: number, b: number): void {
  const a0 = words[a]!
  const a1 = words[a + 1]!
  const a2 = words[a + 2]!
  const a3 = words[a + 3]!
  const a4 = words[a + 4]!
  const a5 = words[a + 5]!
  const a6 = words[a + 6]!
  const a7 = words[a + 7]!
  words[a] = words[b]!
  words[a + 1] = words[b + 1]!
  words[a + 2] = words[b + 2]!
  words[a + 3] = words[b + 3]!
  words[a + 4] = words[b + 4]!
  words[a + 5] = words[b + 5]!
  words[a + 6] = words[b + 6]!
  words[a + 7] = words[b + 7]!
  words[b] = a0
  words[b + 1] = a1
  words[b + 2] = a2
  words[b + 3] = a3
  words[b + 4] = a4
  words[b + 5] = a5
  words[b + 6] = a6
  words[b + 7] = a7
}

/** Reads up to 32 big-endian bytes. */
export function setBytes(words: Uint32Array, at: number, bytes: Uint8Array, from: number, length: number): void {
  let limb = at
  let end = from + length
  for (; end - from >= 4; end -= 4) {
    words[limb++] = (bytes[end - 4]! << 24) | (bytes[end - 3]! << 16) | (bytes[end - 2]! << 8) | bytes[end - 1]!
  }
  if (end > from) {
    let rest = 0
    for (let i = from; i < end; i++) rest = (rest << 8) | bytes[i]!
    words[limb++] = rest
  }
  while (limb < at + LIMBS) words[limb++] = 0
}

/** Writes the word as 32 big-endian bytes. */
export function putWord(words: Uint32Array, at: number, bytes: Uint8Array, to: number): void {
  let place = to + 28
  for (let limb = at; limb < at + LIMBS; limb++) {
    const value = words[limb]!
    bytes[place] = value >>> 24
    bytes[place + 1] = value >>> 16
    bytes[place + 2] = value >>> 8
    bytes[place + 3] = value
    place -= 4
  }
}

/** The word as 32 new big-endian bytes. */
export function wordBytes(words: Uint32Array, at: number): Uint8Array {
  const bytes = new Uint8Array(32)
  putWord(words, at, bytes, 0)
  return bytes
}

/** The word as new big-endian bytes without leading zeros, as slots hold it; zero is empty. */
export function scalarBytes(words: Uint32Array, at: number): Uint8Array {
  let limbs = LIMBS
  while (limbs > 0 && words[at + limbs - 1] === 0) limbs--
  if (limbs === 0) return EMPTY_BYTES
  const length = 4 * limbs - (Math.clz32(words[at + limbs - 1]!) >>> 3)
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[length - 1 - i] = words[at + (i >>> 2)]! >>> (8 * (i & 3))
  return bytes
}

/** The word as hex digits, `limbs` of its limbs. */
export function hexDigits(words: Uint32Array, at: number, limbs: number): string {
  putWord(words, at, scratch, 0)
  return bytesAsHex(limbs === LIMBS ? scratch : scratch.subarray(4 * (LIMBS - limbs)))
}

const scratch = new Uint8Array(4 * LIMBS)

function fitsTwoLimbs(words: Uint32Array, at: number): boolean {
  return (words[at + 2]! | words[at + 3]! | words[at + 4]! | words[at + 5]! | words[at + 6]! | words[at + 7]!) === 0
}
