import { keccak256 } from '../../../crypto/keccak.ts'
import { EMPTY_BYTES } from '../../../primitives/bytes.ts'
import { SLOW_WORK } from '../../work.ts'
import type { Handler } from '../Handler.ts'
import { chargeMemory, countBytes, regionEnd, wordsOf } from '../memoryAccess.ts'
import { PAIR_SIZE } from '../PairHashes.ts'
import { LIMBS, numberOf, setBytes } from '../words.ts'

export const keccak: Handler = (frame, machine) => {
  const words = frame.stack
  const at = frame.top - LIMBS
  const offset = numberOf(words, at)
  const length = numberOf(words, at - LIMBS)
  const { keccak: base, keccakWord } = machine.rules.prices
  if (!chargeMemory(frame, machine, regionEnd(offset, length), base + keccakWord * wordsOf(length))) return
  machine.countWork(SLOW_WORK)
  countBytes(machine, length)
  if (length === PAIR_SIZE) machine.pairHashes.hash(frame.memory, offset, words, at - LIMBS)
  else {
    const data = length === 0 ? EMPTY_BYTES : frame.memory.subarray(offset, offset + length)
    setBytes(words, at - LIMBS, keccak256(data), 0, 32)
  }
  frame.top = at
}
