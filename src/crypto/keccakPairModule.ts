/**
 * Two permutations Keccak-f[1600] at a time as a WebAssembly module with vectors of two 64-bit words: hardly slower than
 * one. It is put together as in `keccakModule.ts`; vectors have an AND with a complement, so that no lane needs to be one.
 *
 * Memory: vectors of both states' lanes from 0, and those between two rounds; the round constants; the two inputs
 * ({@link INPUT_OFFSETS}) and the two digests ({@link DIGEST_OFFSETS}). The one function, `hash(first, second)`, is given the
 * bytes of the inputs.
 */
import { padBlocks } from './keccakPadding.ts'
import { LANES, LANES_OF_RATE, RATE, ROUNDS, five, laneAt, movedTo, roundConstants } from './keccakRounds.ts'
import {
  ADD,
  AND_NOT_VECTOR,
  BELOW,
  type Code,
  EQUAL,
  I32,
  OR_BYTE,
  OR_VECTOR,
  SHIFT_LEFT_WORDS,
  SHIFT_RIGHT_WORDS,
  VECTOR,
  XOR_VECTOR,
  each,
  get,
  i32,
  loadBothWords,
  loadVector,
  loadWord,
  loadOtherWord,
  repeat,
  set,
  storeVector,
  storeWord,
  tee,
  wasmModule,
  when,
} from './wasmCode.ts'

/** Bytes that an input may have: nodes of tries have hardly more. */
export const PAIR_ROOM: number = 8 * RATE - 1
/** Where the inputs are. */
export const INPUT_OFFSETS = [2048, 4096] as const
/** Where the digests are, 32 bytes each. */
export const DIGEST_OFFSETS = [1024, 1056] as const

const CONSTANTS_OFFSET = 1280
/** Where the halves of the memory begin, by the number of the round modulo 2. */
const HALVES = [0, 512] as const

// Local variables: the parameters, then positions in memory, then vectors.
const [first, second, at, constant, firstVector] = [0, 1, 2, 3, 4] as const
const lengths = [first, second] as const
const parity = (x: number): number => firstVector + (x % 5)
const effect = (x: number): number => firstVector + 5 + x
const moved = (x: number): number => firstVector + 10 + (x % 5)
const changed = firstVector + 15
const vectors = 16

const lanes = (half: number, number: number): Code => [...i32(0), ...loadVector(half + 16 * number)]

/** Rotates both words on top of the stack to the left. */
function rotate(bits: number): Code {
  if (bits === 0) return []
  const left = [...tee(changed), ...i32(bits), ...SHIFT_LEFT_WORDS]
  return [...left, ...get(changed), ...i32(64 - bits), ...SHIFT_RIGHT_WORDS, ...OR_VECTOR]
}

/** One plane of a round from theta to iota; adds its lanes to the parities for the next round. */
function plane(y: number, from: number, to: number, roundConstant: number): Code {
  const gathered = five.flatMap((place) => {
    const { x, lane, rotation } = movedTo(place, y)
    return [...lanes(from, lane), ...get(effect(x)), ...XOR_VECTOR, ...rotate(rotation), ...set(moved(place))]
  })
  const mixed = five.flatMap((x) => {
    const number = laneAt(x, y)
    return [
      ...i32(0),
      ...[...get(moved(x + 2)), ...get(moved(x + 1)), ...AND_NOT_VECTOR, ...get(moved(x)), ...XOR_VECTOR],
      ...(number === 0 ? [...get(constant), ...loadBothWords(roundConstant), ...XOR_VECTOR] : []),
      ...tee(y === 0 ? parity(x) : changed),
      ...storeVector(to + 16 * number),
      ...(y === 0 ? [] : [...get(parity(x)), ...get(changed), ...XOR_VECTOR, ...set(parity(x))]),
    ]
  })
  return [...gathered, ...mixed]
}

/** A round from one half of the memory to the other. */
function round(number: number): Code {
  const [from, to] = [HALVES[number % 2]!, HALVES[(number + 1) % 2]!]
  const theta = five.flatMap((x) => [
    ...[...get(parity(x + 1)), ...rotate(1), ...get(parity(x + 4)), ...XOR_VECTOR],
    ...set(effect(x)),
  ])
  return [...theta, ...five.flatMap((y) => plane(y, from, to, 8 * number))]
}

/** Takes the next block of both inputs in; behind the end of the shorter one anything will do. */
function absorb(state: number): Code {
  const [one, other] = INPUT_OFFSETS
  const block = each(LANES_OF_RATE, (i) => [
    ...i32(0),
    ...lanes(state, i),
    ...[...get(at), ...get(at), ...loadWord(one + 8 * i), ...loadOtherWord(other + 8 * i), ...XOR_VECTOR],
    ...storeVector(state + 16 * i),
  ])
  const column = (x: number): Code =>
    five.flatMap((y) => [...lanes(state, laneAt(x, y)), ...(y === 0 ? [] : XOR_VECTOR)])
  return [...block, ...five.flatMap((x) => [...column(x), ...set(parity(x))])]
}

/** Writes the digest of an input that has just ended. */
function digest(state: number, input: 0 | 1): Code {
  return each(4, (i) => [...i32(0), ...lanes(state, i), ...storeWord(DIGEST_OFFSETS[input] + 8 * i, input)])
}

function hash(): Code {
  const [state] = HALVES
  const isAtEnd = (input: 0 | 1): Code => [...get(at), ...get(lengths[input]), ...EQUAL]
  const rounds = repeat(
    [...round(0), ...round(1), ...get(constant), ...i32(16), ...ADD, ...tee(constant)],
    [...i32(CONSTANTS_OFFSET + 8 * ROUNDS), ...BELOW],
  )
  const block = [
    ...[...absorb(state), ...i32(CONSTANTS_OFFSET), ...set(constant), ...rounds],
    ...[...get(at), ...i32(RATE), ...ADD, ...set(at)],
    ...when(isAtEnd(0), digest(state, 0)),
    ...when(isAtEnd(1), digest(state, 1)),
  ]
  const goesOn = [...get(at), ...get(first), ...BELOW, ...get(at), ...get(second), ...BELOW, ...OR_BYTE]
  return [
    ...padBlocks(first, INPUT_OFFSETS[0]),
    ...padBlocks(second, INPUT_OFFSETS[1]),
    // The variable for what changes is still zero.
    ...each(LANES, (i) => [...i32(0), ...get(changed), ...storeVector(state + 16 * i)]),
    ...repeat(block, goesOn),
  ]
}

/** The bytes of the module; it exports `memory` and `hash`. */
export function keccakPairModule(): Uint8Array<ArrayBuffer> {
  return wasmModule({
    name: 'hash',
    parameters: [I32, I32],
    locals: [
      [2, I32],
      [vectors, VECTOR],
    ],
    body: hash(),
    data: { at: CONSTANTS_OFFSET, bytes: roundConstants() },
  })
}
