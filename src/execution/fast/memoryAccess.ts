import { ExecutionCapReached } from '../executionErrors.ts'
import type { Frame } from './Frame.ts'
import type { Machine } from './Machine.ts'
import { numberOf } from './words.ts'

/** Bytes for a unit of work: that are moved; of memory that grows, and that stay until the execution ends; of init code. */
const BYTES_PER_UNIT = 1024
const WORDS_KEPT_PER_UNIT = 2
const LOGGED_BYTES_PER_UNIT = 64
const INIT_CODE_PER_UNIT = 16
const WORD_PRICE = 3
const QUADRATIC_DIVISOR = 512

/** Gas for this much memory from the beginning. */
function memoryPrice(words: number): number {
  return WORD_PRICE * words + Math.floor((words * words) / QUADRATIC_DIVISOR)
}

/** Where a region of memory ends; 0 for one without length, which uses none. */
export function regionEnd(offset: number, length: number): number {
  return length === 0 ? 0 : offset + length
}

/** Where the region ends whose offset and length are on the stack at these indexes. */
export function stackRegionEnd(frame: Frame, offset: number, length: number): number {
  return regionEnd(numberOf(frame.stack, offset), numberOf(frame.stack, length))
}

/** Gas for growing memory up to `end`. */
export function growthPrice(frame: Frame, end: number): number {
  const words = wordsOf(end)
  return words <= frame.memoryWords ? 0 : memoryPrice(words) - memoryPrice(frame.memoryWords)
}

/** Number of words that hold so many bytes. */
export function wordsOf(bytes: number): number {
  return Math.ceil(bytes / 32)
}

/** @throws {ExecutionCapReached} when `end` is beyond what a frame may use. */
export function limitMemory(machine: Machine, end: number): void {
  if (wordsOf(end) * 32 > machine.memoryLimit) throw new ExecutionCapReached('memory')
}

/**
 * Takes `price` and the gas for memory up to `end`, and makes that memory usable. False: the frame has ended.
 * @throws {ExecutionCapReached} when the frame may not use so much memory.
 */
export function chargeMemory(frame: Frame, machine: Machine, end: number, price: number): boolean {
  limitMemory(machine, end)
  if (!frame.charge(price + growthPrice(frame, end))) return false
  const words = wordsOf(end)
  if (words > frame.memoryWords) {
    countGrowth(frame, machine, words)
    frame.growMemory(words)
  }
  return true
}

/** Counts the work of memory that is about to grow to so many words: growing it in small steps is no cheaper. */
export function countGrowth(frame: Frame, machine: Machine, words: number): void {
  const before = frame.memoryWords
  if (words <= before) return
  machine.countWork(Math.floor(words / WORDS_KEPT_PER_UNIT) - Math.floor(before / WORDS_KEPT_PER_UNIT))
}

/** Counts the work of logging so many bytes. */
export function countLogged(machine: Machine, bytes: number): void {
  if (bytes >= LOGGED_BYTES_PER_UNIT) machine.countWork(Math.floor(bytes / LOGGED_BYTES_PER_UNIT))
}

/** Counts the work of so much init code, which is kept several times over while it runs. */
export function countInitCode(machine: Machine, bytes: number): void {
  machine.countWork(Math.floor(bytes / INIT_CODE_PER_UNIT))
}

/** Counts the work of hashing, copying or passing on so many bytes. */
export function countBytes(machine: Machine, bytes: number): void {
  if (bytes >= BYTES_PER_UNIT) machine.countWork(Math.floor(bytes / BYTES_PER_UNIT))
}
