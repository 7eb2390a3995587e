/** What the WebAssembly modules for Keccak-f[1600] (FIPS 202 §3.2) have in common: the parameters of its rounds. */
import type { Code } from './wasmCode.ts'

/** Bytes that one permutation takes in: those of Keccak-256. */
export const RATE = 136
export const ROUNDS = 24
export const LANES = 25
/** Lanes that one permutation takes in. */
export const LANES_OF_RATE: number = RATE / 8

/** 0 to 4: what the coordinates of a lane are counted in. */
export const five: readonly number[] = [0, 1, 2, 3, 4]

/** Number of the lane (x, y); coordinates count modulo 5. */
export const laneAt = (x: number, y: number): number => (x % 5) + 5 * (y % 5)

/** Where rho and pi take a lane from, and by how much it is rotated to the left. */
export interface MovedLane {
  readonly x: number
  readonly lane: number
  readonly rotation: number
}

/** The lane that rho and pi bring to (x, y). */
export function movedTo(x: number, y: number): MovedLane {
  // Pi brings (x, y) to (y, 2x + 3y), where 3 is the inverse of 2.
  const from = (3 * (y + 2 * x)) % 5
  const lane = laneAt(from, x)
  return { x: from, lane, rotation: ROTATIONS[lane]! }
}

/** By how much rho rotates each lane. */
const ROTATIONS: readonly number[] = rotations()

function rotations(): number[] {
  const found = new Array<number>(LANES).fill(0)
  let [x, y] = [1, 0]
  for (let t = 0; t < 24; t++) {
    found[laneAt(x, y)] = (((t + 1) * (t + 2)) / 2) % 64
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
  }
  return found
}

/** The constants of iota, 8 bytes each, little-endian, from their shift register. */
export function roundConstants(): Code {
  const bytes = new Uint8Array(8 * ROUNDS)
  let register = 1
  for (let round = 0; round < ROUNDS; round++) {
    for (let j = 0; j < 7; j++) {
      const bit = 2 ** j - 1
      if ((register & 1) !== 0) bytes[8 * round + (bit >> 3)]! |= 1 << (bit & 7)
      register = (register << 1) ^ ((register >> 7) * 0x171)
    }
  }
  return [...bytes]
}
