import { EXPONENT_BYTE_WORK, SLOW_WORK } from '../../work.ts'
import type { Handler } from '../Handler.ts'
import { LIMBS, bigOf, isSmall, isZero, setBig, setSmall } from '../words.ts'
import { multiplyWords } from '../wordMath.ts'

const LIMB_MAX = 0xffffffff

export const add: Handler = (frame) => {
  const words = frame.stack
  const a = (frame.top -= LIMBS)
  const b = a - LIMBS
  let carry = 0
  for (let i = 0; i < LIMBS; i++) {
    const sum = words[a + i]! + words[b + i]! + carry
    words[b + i] = sum
    carry = sum > LIMB_MAX ? 1 : 0
  }
}

export const sub: Handler = (frame) => {
  const words = frame.stack
  const a = (frame.top -= LIMBS)
  const b = a - LIMBS
  let borrow = 0
  for (let i = 0; i < LIMBS; i++) {
    const difference = words[a + i]! - words[b + i]! - borrow
    words[b + i] = difference
    borrow = difference < 0 ? 1 : 0
  }
}

export const mul: Handler = (frame) => {
  const a = (frame.top -= LIMBS)
  multiplyWords(frame.stack, a, a - LIMBS)
}

/** An instruction of two operands that is computed with bigints unless both are below 2^32; 0 when the second is 0. */
function division(small: (a: number, b: number) => number, big: (a: bigint, b: bigint) => bigint): Handler {
  return (frame, machine) => {
    machine.countWork(SLOW_WORK)
    const words = frame.stack
    const a = (frame.top -= LIMBS)
    const b = a - LIMBS
    if (isZero(words, b)) return
    if (isSmall(words, a) && isSmall(words, b)) setSmall(words, b, small(words[a]!, words[b]!))
    else setBig(words, b, big(bigOf(words, a), bigOf(words, b)))
  }
}

const signed = (value: bigint): bigint => BigInt.asIntN(256, value)
const unsigned = (value: bigint): bigint => BigInt.asUintN(256, value)
const quotient = (a: number, b: number): number => (a - (a % b)) / b
const remainder = (a: number, b: number): number => a % b

export const div: Handler = division(quotient, (a, b) => a / b)
export const sdiv: Handler = division(quotient, (a, b) => unsigned(signed(a) / signed(b)))
export const mod: Handler = division(remainder, (a, b) => a % b)
export const smod: Handler = division(remainder, (a, b) => unsigned(signed(a) % signed(b)))

/** An instruction of two operands and a modulus; 0 when that is 0. */
function modular(compute: (a: bigint, b: bigint) => bigint): Handler {
  return (frame, machine) => {
    machine.countWork(SLOW_WORK)
    const words = frame.stack
    const a = frame.top - LIMBS
    const b = a - LIMBS
    const n = b - LIMBS
    frame.top = b
    if (!isZero(words, n)) setBig(words, n, compute(bigOf(words, a), bigOf(words, b)) % bigOf(words, n))
  }
}

export const addmod: Handler = modular((a, b) => a + b)
export const mulmod: Handler = modular((a, b) => a * b)

export const exp: Handler = (frame, machine) => {
  const words = frame.stack
  const a = frame.top - LIMBS
  const b = a - LIMBS
  const bytes = significantBytes(words, b)
  machine.countWork(EXPONENT_BYTE_WORK * Math.max(1, bytes))
  const { exp: base, expByte } = machine.rules.prices
  if (!frame.charge(base + expByte * bytes)) return
  setBig(words, b, power(bigOf(words, a), bigOf(words, b)))
  frame.top = a
}

function significantBytes(words: Uint32Array, at: number): number {
  for (let i = LIMBS - 1; i >= 0; i--) {
    const limb = words[at + i]!
    if (limb !== 0) return 4 * i + Math.ceil((32 - Math.clz32(limb)) / 8)
  }
  return 0
}

function power(base: bigint, exponent: bigint): bigint {
  if (base === 2n) return exponent > 255n ? 0n : 1n << exponent
  let result = 1n
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = unsigned(result * square)
    if (rest > 1n) square = unsigned(square * square)
  }
  return result
}

export const signextend: Handler = (frame) => {
  const words = frame.stack
  const size = (frame.top -= LIMBS)
  const value = size - LIMBS
  if (!isSmall(words, size) || words[size]! > 30) return
  const sign = 8 * words[size]! + 7
  const limb = sign >>> 5
  const shift = 31 - (sign & 31)
  const extended = (words[value + limb]! << shift) >> shift
  words[value + limb] = extended
  words.fill(extended < 0 ? LIMB_MAX : 0, value + limb + 1, value + LIMBS)
}
