/**
 * Keccak-f[1600] (FIPS 202 §3.2) as a WebAssembly module that is put together here, one instruction after the other: about
 * 3 KB of code. A round reads its lanes from one half of the memory and writes them to the other; what it needs of them
 * more than once, five effects of theta, the lanes of one plane and the parities for the next round, fits the registers
 * of a machine, which 25 lanes do not.
 *
 * Memory: the state's lanes, little-endian, from 0, and those between two rounds; the round constants; the input from
 * {@link INPUT_OFFSET}. The one function, `absorb(length, continues, ends)`, takes `length` bytes of input into the state,
 * which starts empty unless `continues`. If it `ends`, the input is padded, and the digest is the beginning of the state;
 * otherwise `length` must be a multiple of the {@link RATE}.
 */
import { LANES, LANES_OF_RATE, RATE, ROUNDS, five, laneAt, movedTo, roundConstants } from './keccakRounds.ts'
import {
  ADD,
  AND,
  BELOW,
  type Code,
  I32,
  I64,
  OR,
  ROTATE_LEFT,
  XOR,
  choose,
  each,
  get,
  i32,
  i64,
  load,
  repeat,
  set,
  store,
  tee,
  wasmModule,
  when,
} from './wasmCode.ts'
import { padBlocks } from './keccakPadding.ts'

/** Where the input begins. */
export const INPUT_OFFSET = 1024
/** Bytes of input that there is room for, with its padding: whole blocks in one page of 64 KiB. */
export const INPUT_ROOM: number = 474 * RATE

const CONSTANTS_OFFSET = 512
/** Where the halves of the memory begin, by the number of the round modulo 2. */
const HALVES = [0, 256] as const

// Local variables: the parameters, then positions in memory, then words.
const [length, continues, ends, at, constant, firstWord] = [0, 1, 2, 3, 4, 5] as const
const parity = (x: number): number => firstWord + (x % 5)
const effect = (x: number): number => firstWord + 5 + x
const moved = (x: number): number => firstWord + 10 + (x % 5)
const changed = firstWord + 15
const words = 16

const lane = (half: number, number: number): Code => [...i32(0), ...load(half + 8 * number)]

/** A word that may be the complement of what it stands for. */
interface Word {
  readonly code: Code
  readonly isComplement: boolean
}

/**
 * Lanes that are complements between rounds, so that a round takes 8 complements instead of 25: with these, most of chi's
 * ANDs with a complement become plain ANDs and ORs.
 */
const COMPLEMENTS: ReadonlySet<number> = new Set([
  laneAt(1, 0),
  laneAt(2, 0),
  laneAt(3, 1),
  laneAt(2, 2),
  laneAt(2, 3),
  laneAt(0, 4),
])
const isOdd = (flags: readonly boolean[]): boolean => flags.filter(Boolean).length % 2 === 1
const parityIsComplement = (x: number): boolean => isOdd(five.map((y) => COMPLEMENTS.has(laneAt(x, y))))
const effectIsComplement = (x: number): boolean => isOdd([parityIsComplement(x + 4), parityIsComplement(x + 1)])

const complement = (code: Code): Code => [...code, ...i64(-1), ...XOR]
const complementIf = (condition: boolean, { code }: Word): Code => (condition ? complement(code) : code)

/** Chi for one lane, `a ^ (~b & c)`, as a complement or not, with as few complements in between as possible. */
function chi(a: Word, b: Word, c: Word, isComplement: boolean): Code {
  const ways = [true, false].map((byAnd) => {
    // By De Morgan the complement of `~b & c` is `b | ~c`.
    const [onB, onC] = byAnd ? [!b.isComplement, c.isComplement] : [b.isComplement, !c.isComplement]
    const onA = isOdd([a.isComplement, !byAnd, isComplement])
    const code = [
      ...complementIf(onA, a),
      ...complementIf(onB, b),
      ...complementIf(onC, c),
      ...(byAnd ? AND : OR),
      ...XOR,
    ]
    return { code, complements: [onA, onB, onC].filter(Boolean).length }
  })
  return ways.reduce((best, way) => (way.complements < best.complements ? way : best)).code
}

/** The parities that a round begins with, of the lanes of a half. */
function parities(half: number): Code {
  const column = (x: number): Code => five.flatMap((y) => [...lane(half, laneAt(x, y)), ...(y === 0 ? [] : XOR)])
  return five.flatMap((x) => [...column(x), ...set(parity(x))])
}

/** One plane of a round from theta to iota; adds its lanes to the parities for the next round. */
function plane(y: number, from: number, to: number, roundConstant: number): Code {
  const sources = five.map((x) => movedTo(x, y))
  const gathered = sources.flatMap(({ x, lane: number, rotation }, place) => [
    ...lane(from, number),
    ...get(effect(x)),
    ...XOR,
    ...(rotation === 0 ? [] : [...i64(rotation), ...ROTATE_LEFT]),
    ...set(moved(place)),
  ])
  const word = (x: number): Word => {
    const source = sources[x % 5]!
    const isComplement = isOdd([COMPLEMENTS.has(source.lane), effectIsComplement(source.x)])
    return { code: get(moved(x)), isComplement }
  }
  const mixed = five.flatMap((x) => {
    const number = laneAt(x, y)
    return [
      ...i32(0),
      ...chi(word(x), word(x + 1), word(x + 2), COMPLEMENTS.has(number)),
      ...(number === 0 ? [...get(constant), ...load(roundConstant), ...XOR] : []),
      ...tee(y === 0 ? parity(x) : changed),
      ...store(to + 8 * number),
      ...(y === 0 ? [] : [...get(parity(x)), ...get(changed), ...XOR, ...set(parity(x))]),
    ]
  })
  return [...gathered, ...mixed]
}

/** A round from one half of the memory to the other. */
function round(number: number): Code {
  const [from, to] = [HALVES[number % 2]!, HALVES[(number + 1) % 2]!]
  const theta = five.flatMap((x) => [
    ...get(parity(x + 4)),
    ...get(parity(x + 1)),
    ...i64(1),
    ...ROTATE_LEFT,
    ...XOR,
    ...set(effect(x)),
  ])
  return [...theta, ...five.flatMap((y) => plane(y, from, to, 8 * number))]
}

function absorb(): Code {
  const [state] = HALVES
  const complementLanes = [...COMPLEMENTS].flatMap((number) => [
    ...i32(0),
    ...complement(lane(state, number)),
    ...store(state + 8 * number),
  ])
  const empty = each(LANES, (i) => [...i32(0), ...i64(COMPLEMENTS.has(i) ? -1 : 0), ...store(state + 8 * i)])
  const block = [
    ...each(LANES_OF_RATE, (i) => [
      ...i32(0),
      ...[...lane(state, i), ...get(at), ...load(INPUT_OFFSET + 8 * i), ...XOR],
      ...store(state + 8 * i),
    ]),
    ...parities(state),
    ...i32(CONSTANTS_OFFSET),
    ...set(constant),
    ...repeat(
      [...round(0), ...round(1), ...get(constant), ...i32(16), ...ADD, ...tee(constant)],
      [...i32(CONSTANTS_OFFSET + 8 * ROUNDS), ...BELOW],
    ),
  ]
  return [
    ...when(get(ends), padBlocks(length, INPUT_OFFSET)),
    ...choose(get(continues), complementLanes, empty),
    ...repeat([...block, ...get(at), ...i32(RATE), ...ADD, ...tee(at)], [...get(length), ...BELOW]),
    ...complementLanes,
  ]
}

/** The bytes of the module; it exports `memory` and `absorb`. */
export function keccakModule(): Uint8Array<ArrayBuffer> {
  return wasmModule({
    name: 'absorb',
    parameters: [I32, I32, I32],
    locals: [
      [2, I32],
      [words, I64],
    ],
    body: absorb(),
    data: { at: CONSTANTS_OFFSET, bytes: roundConstants() },
  })
}
