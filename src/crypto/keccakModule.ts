/**
 * Keccak-f[1600] (FIPS 202 §3.2) as a WebAssembly module that is put together here, one instruction after the other: about
 * 1.7 KB of code in which a round keeps all 25 lanes in local variables.
 *
 * Memory: the state's lanes, little-endian, from 0; the round constants; the input from {@link INPUT_OFFSET}. The one
 * function, `absorb(length, continues, ends)`, takes `length` bytes of input into the state, which starts empty unless
 * `continues`. If it `ends`, the input is padded, and the digest is the beginning of the state; otherwise `length` must be a
 * multiple of the {@link RATE}.
 */

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

type Code = readonly number[]

const I32 = 0x7f
const I64 = 0x7e
const NOTHING = 0x40

/** Unsigned LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

/** Signed LEB128. */
function signed(value: number): Code {
  return value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

const get = (local: number): Code => [0x20, ...unsigned(local)]
const set = (local: number): Code => [0x21, ...unsigned(local)]
const tee = (local: number): Code => [0x22, ...unsigned(local)]
const i32 = (value: number): Code => [0x41, ...signed(value)]
const i64 = (value: number): Code => [0x42, ...signed(value)]
const load = (offset: number): Code => [0x29, 0, ...unsigned(offset)]
const store = (offset: number): Code => [0x37, 0, ...unsigned(offset)]
const loadByte = (offset: number): Code => [0x2d, 0, ...unsigned(offset)]
const storeByte = (offset: number): Code => [0x3a, 0, ...unsigned(offset)]
const when = (condition: Code, then: Code): Code => [...condition, 0x04, NOTHING, ...then, 0x0b]
/** Repeats until `condition` is 0. */
const repeat = (body: Code, condition: Code): Code => [0x03, NOTHING, ...body, ...condition, 0x0d, 0, 0x0b]
const ADD = [0x6a]
const MULTIPLY = [0x6c]
const DIVIDE = [0x6e]
const BELOW = [0x49]
const OR_BYTE = [0x72]
const AND = [0x83]
const XOR = [0x85]
const ROTATE_LEFT = [0x89]
const NOT = [...i64(-1), ...XOR]

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
const each = (count: number, code: (i: number) => Code): Code => Array.from({ length: count }, (_, i) => code(i)).flat()

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
    0x0b,
  ]
}

const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes]
const section = (id: number, content: Code): Code => [id, ...sized(content)]
const name = (text: string): Code => sized([...new TextEncoder().encode(text)])

/** The bytes of the module; it exports `memory` and `absorb`. */
export function keccakModule(): Uint8Array<ArrayBuffer> {
  const locals = [...unsigned(2), ...[...unsigned(2), I32], ...[...unsigned(laneLocals), I64]]
  const [typeSection, functionSection, memorySection, exportSection, codeSection, dataSection] = [1, 3, 5, 7, 10, 11]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(typeSection, [1, 0x60, 3, I32, I32, I32, 0]),
    ...section(functionSection, [1, 0]),
    ...section(memorySection, [1, 0, 1]),
    ...section(exportSection, [2, ...name('memory'), 2, 0, ...name('absorb'), 0, 0]),
    ...section(codeSection, [1, ...sized([...locals, ...absorb()])]),
    ...section(dataSection, [1, 0, ...i32(CONSTANTS_OFFSET), 0x0b, ...sized(roundConstants())]),
  ])
}
