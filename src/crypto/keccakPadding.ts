import { LANES_OF_RATE, RATE } from './keccakRounds.ts'
import {
  ADD,
  type Code,
  DIVIDE,
  MULTIPLY,
  OR_BYTE,
  each,
  get,
  i32,
  i64,
  loadByte,
  store,
  storeByte,
  tee,
} from './wasmCode.ts'

/**
 * Code that writes Keccak's padding behind an input.
 * @param length the local variable with the bytes of the input; those of whole blocks afterwards.
 * @param offset where the input begins in memory. There must be room for one more block.
 */
export function padBlocks(length: number, offset: number): Code {
  return [
    ...each(LANES_OF_RATE, (i) => [...get(length), ...i64(0), ...store(offset + 8 * i)]),
    ...get(length),
    ...i32(1),
    ...storeByte(offset),
    ...[...get(length), ...i32(RATE), ...DIVIDE, ...i32(1), ...ADD, ...i32(RATE), ...MULTIPLY, ...tee(length)],
    ...[...get(length), ...loadByte(offset - 1), ...i32(0x80), ...OR_BYTE, ...storeByte(offset - 1)],
  ]
}
