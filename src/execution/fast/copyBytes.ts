import type { Frame } from './Frame.ts'
import type { Machine } from './Machine.ts'
import { chargeMemory, countBytes, regionEnd, wordsOf } from './memoryAccess.ts'
import { LIMBS, numberOf } from './words.ts'

/**
 * The three words below `at`, exclusive, tell where bytes go in memory, where they come from and how many they are: takes
 * the gas and copies them, zeros for those behind the end of the source. False: the frame has ended.
 */
export function copyToMemory(
  frame: Frame,
  machine: Machine,
  at: number,
  price: number,
  sourceOf: () => Uint8Array,
): boolean {
  const to = numberOf(frame.stack, at - LIMBS)
  const from = numberOf(frame.stack, at - 2 * LIMBS)
  const length = numberOf(frame.stack, at - 3 * LIMBS)
  const end = regionEnd(to, length)
  if (!chargeMemory(frame, machine, end, price + machine.rules.prices.copyWord * wordsOf(length))) return false
  countBytes(machine, length)
  frame.top = at - 3 * LIMBS
  if (length > 0) {
    const bytes = sourceOf().subarray(from, from + length)
    frame.memory.set(bytes, to)
    frame.memory.fill(0, to + bytes.length, to + length)
  }
  return true
}
