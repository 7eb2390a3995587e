/**
 * Keccak-f[1600] (FIPS 202 §3.2) as a WebAssembly module that is put together here, one instruction after the other: about
 * 1.7 KB of code in which a round keeps all 25 lanes in local variables.
 *
 * Memory: the state's lanes, little-endian, from 0; the round constants; the input from {@link INPUT_OFFSET}. The one
 * function, `absorb(length, continues, ends)`, takes `length` bytes of input into the state, which starts empty unless
 * `continues`. If it `ends`, the input is padded, and the digest is the beginning of the state; otherwise `length` must be a
 * multiple of the {@link RATE}.
 */
import {
  ADD,
  AND,
  BELOW,
  type Code,
  DIVIDE,
  I32,
  I64,
  MULTIPLY,
  OR_BYTE,
  ROTATE_LEFT,
  XOR,
  each,
  get,
  i32,
  i64,
  load,
  loadByte,
  repeat,
  set,
  store,
  storeByte,
  tee,
  wasmModule,
  when,
} from './wasmCode.ts'

/** Bytes that one permutation takes in: those of Keccak-256. */
export const RATE = 136
/** Where the input begins. */
export const INPUT_OFFSET = 512
/** Bytes of input that there is room for, with its padding: whole blocks in one page of 64 KiB. */
export const INPUT_ROOM: number = 477 * RATE

const CONSTANTS_OFFSET = 256
const ROUNDS = 24
const LANES = 25
const LANES_OF_RATE = RATE / 8

/** The complement of a lane. */
const NOT: Code = [...i64(-1), ...XOR]

// Local variables: the parameters, then positions in memory, then lanes.
const [length, continues, ends, at, constant, firstLane] = [0, 1, 2, 3, 4, 5] as const
const firstParity = firstLane + LANES
const firstEffect = firstParity + 5
const firstMoved = firstEffect + 5
const laneLocals = firstMoved + LANES - firstLane

const lane = (x: number, y: number): number => firstLane + (x % 5) + 5 * (y % 5)
const parity = (x: number): number => firstParity + (x % 5)
const effect = (x: number): number => firstEffect + x
const moved = (x: number, y: number): number => firstMoved + (x % 5) + 5 * (y % 5)

const five = [0, 1, 2, 3, 4]
const plane = (code: (x: number, y: number) => Code): Code => five.flatMap((y) => five.flatMap((x) => [...code(x, y)]))

/** By how much rho rotates the lane (x, y), by `x + 5 * y`. */
function rotations(): number[] {
  const found = new Array<number>(LANES).fill(0)
  let [x, y] = [1, 0]
  for (let t = 0; t < 24; t++) {
    found[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
  }
  return found
}

/** The constants of iota, little-endian, from their shift register. */
function roundConstants(): Code {
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

/** One round: theta, rho and pi, chi, iota. */
function round(): Code {
  const rotation = rotations()
  const theta = [
    ...five.flatMap((x) => [
      ...get(lane(x, 0)),
      ...five.slice(1).flatMap((y) => [...get(lane(x, y)), ...XOR]),
      ...set(parity(x)),
    ]),
    ...five.flatMap((x) => [
      ...get(parity(x + 4)),
      ...get(parity(x + 1)),
      ...i64(1),
      ...ROTATE_LEFT,
      ...XOR,
      ...set(effect(x)),
    ]),
  ]
  const rhoAndPi = plane((x, y) => [
    ...get(lane(x, y)),
    ...get(effect(x)),
    ...XOR,
    ...i64(rotation[x + 5 * y]!),
    ...ROTATE_LEFT,
    ...set(moved(y, 2 * x + 3 * y)),
  ])
  const chi = plane((x, y) => [
    ...get(moved(x, y)),
    ...get(moved(x + 2, y)),
    ...get(moved(x + 1, y)),
    ...NOT,
    ...AND,
    ...XOR,
    ...set(lane(x, y)),
  ])
  const iota = [...get(lane(0, 0)), ...get(constant), ...load(0), ...XOR, ...set(lane(0, 0))]
  return [...theta, ...rhoAndPi, ...chi, ...iota]
}

/** Writes the padding behind the input and makes `length` that of whole blocks. */
function pad(): Code {
  return [
    ...each(LANES_OF_RATE, (i) => [...get(length), ...i64(0), ...store(INPUT_OFFSET + 8 * i)]),
    ...get(length),
    ...i32(1),
    ...storeByte(INPUT_OFFSET),
    ...[...get(length), ...i32(RATE), ...DIVIDE, ...i32(1), ...ADD, ...i32(RATE), ...MULTIPLY, ...tee(length)],
    ...[...get(length), ...loadByte(INPUT_OFFSET - 1), ...i32(0x80), ...OR_BYTE, ...storeByte(INPUT_OFFSET - 1)],
  ]
}

function absorb(): Code {
  const block = [
    ...each(LANES_OF_RATE, (i) => [
      ...get(at),
      ...load(INPUT_OFFSET + 8 * i),
      ...get(firstLane + i),
      ...XOR,
      ...set(firstLane + i),
    ]),
    ...i32(CONSTANTS_OFFSET),
    ...set(constant),
    ...repeat(
      [...round(), ...get(constant), ...i32(8), ...ADD, ...tee(constant)],
      [...i32(CONSTANTS_OFFSET + 8 * ROUNDS), ...BELOW],
    ),
  ]
  return [
    ...when(get(ends), pad()),
    ...when(
      get(continues),
      each(LANES, (i) => [...i32(0), ...load(8 * i), ...set(firstLane + i)]),
    ),
    ...repeat([...block, ...get(at), ...i32(RATE), ...ADD, ...tee(at)], [...get(length), ...BELOW]),
    ...each(LANES, (i) => [...i32(0), ...get(firstLane + i), ...store(8 * i)]),
  ]
}

/** The bytes of the module; it exports `memory` and `absorb`. */
export function keccakModule(): Uint8Array<ArrayBuffer> {
  return wasmModule({
    name: 'absorb',
    parameters: [I32, I32, I32],
    locals: [
      [2, I32],
      [laneLocals, I64],
    ],
    body: absorb(),
    data: { at: CONSTANTS_OFFSET, bytes: roundConstants() },
  })
}
