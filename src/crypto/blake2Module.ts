/**
 * BLAKE2b's compression function with any number of rounds (RFC 7693 §3.2, EIP-152) as a WebAssembly module that is put
 * together here: about 6 KB of code, ten rounds one after the other, so that the order of the message's words is part of it.
 *
 * Memory: the input of EIP-152 from {@link INPUT_OFFSET}; the initialization vector; the sixteen words that are mixed, between
 * calls. The one function, `mix(rounds, begins, ends)`, does that many rounds. If it `begins`, the words are made of the input
 * first. If it `ends`, the result takes the place of the input's h ({@link H_OFFSET}); otherwise `rounds` must be a multiple of
 * ten. It does not read how many rounds the input wants.
 */
import {
  ADD_WORD,
  type Code,
  I32,
  I64,
  ROTATE_RIGHT,
  SUBTRACT,
  SUBTRACT_WORD,
  WIDEN,
  XOR,
  choose,
  each,
  forever,
  get,
  i32,
  i64,
  leaveUnless,
  load,
  loadByte,
  set,
  store,
  wasmModule,
} from './wasmCode.ts'

/** Where the input begins: so that its words are aligned. */
export const INPUT_OFFSET = 4
/** Where h and the result are: eight words, little-endian. */
export const H_OFFSET: number = INPUT_OFFSET + 4

const WORD = 8
const M_OFFSET = H_OFFSET + 8 * WORD
const T_OFFSET = M_OFFSET + 16 * WORD
const F_OFFSET = T_OFFSET + 2 * WORD
const VECTOR_OFFSET = 256
const MIXED_OFFSET = VECTOR_OFFSET + 8 * WORD

/** The initialization vector, that of SHA-512. */
const VECTOR = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
]

/** The words of the message, hex digits, in the order in which each of ten rounds takes them. */
const ORDERS = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
]

/** The words that each mixing of a round works on: the columns, then the diagonals. */
const MIXINGS: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
]

// Local variables: the parameters, the words that are mixed, the message's.
const [rounds, begins, ends, firstMixed] = [0, 1, 2, 3] as const
const firstMessage = firstMixed + 16
const mixed = (i: number): number => firstMixed + i
const message = (i: number): number => firstMessage + i

const loadInto = (local: number, at: number): Code => [...i32(0), ...load(at), ...set(local)]

/** The words that are mixed, made of the input: h and the initialization vector, changed by t and f. */
function begin(): Code {
  const xorInto = (i: number, word: Code): Code => [...get(mixed(i)), ...word, ...XOR, ...set(mixed(i))]
  return [
    ...each(8, (i) => loadInto(mixed(i), H_OFFSET + WORD * i)),
    ...each(8, (i) => loadInto(mixed(8 + i), VECTOR_OFFSET + WORD * i)),
    ...xorInto(12, [...i32(0), ...load(T_OFFSET)]),
    ...xorInto(13, [...i32(0), ...load(T_OFFSET + WORD)]),
    // All bits if f is 1.
    ...xorInto(14, [...i64(0), ...i32(0), ...loadByte(F_OFFSET), ...WIDEN, ...SUBTRACT_WORD]),
  ]
}

/** Mixes the words a, b, c and d with two words of the message. */
function mix([a, b, c, d]: readonly [number, number, number, number], x: number, y: number): Code {
  const add = (to: number, ...words: readonly number[]): Code => [
    ...get(to),
    ...words.flatMap((word) => [...get(word), ...ADD_WORD]),
    ...set(to),
  ]
  const turn = (to: number, word: number, by: number): Code => [
    ...get(to),
    ...get(word),
    ...XOR,
    ...i64(by),
    ...ROTATE_RIGHT,
    ...set(to),
  ]
  return [
    ...add(a, b, x),
    ...turn(d, a, 32),
    ...add(c, d),
    ...turn(b, c, 24),
    ...add(a, b, y),
    ...turn(d, a, 16),
    ...add(c, d),
    ...turn(b, c, 63),
  ]
}

function round(order: string): Code {
  const word = (i: number): number => message(Number.parseInt(order.charAt(i), 16))
  return MIXINGS.flatMap(([a, b, c, d], i) =>
    mix([mixed(a), mixed(b), mixed(c), mixed(d)], word(2 * i), word(2 * i + 1)),
  )
}

function body(): Code {
  const countedRound = (order: string): Code => [
    ...leaveUnless(get(rounds)),
    ...get(rounds),
    ...i32(1),
    ...SUBTRACT,
    ...set(rounds),
    ...round(order),
  ]
  const result = each(8, (i) => [
    ...i32(0),
    ...[...i32(0), ...load(H_OFFSET + WORD * i)],
    ...[...get(mixed(i)), ...XOR],
    ...[...get(mixed(8 + i)), ...XOR],
    ...store(H_OFFSET + WORD * i),
  ])
  return [
    ...each(16, (i) => loadInto(message(i), M_OFFSET + WORD * i)),
    ...choose(
      get(begins),
      begin(),
      each(16, (i) => loadInto(mixed(i), MIXED_OFFSET + WORD * i)),
    ),
    ...forever(ORDERS.flatMap(countedRound)),
    ...choose(
      get(ends),
      result,
      each(16, (i) => [...i32(0), ...get(mixed(i)), ...store(MIXED_OFFSET + WORD * i)]),
    ),
  ]
}

function vectorBytes(): Code {
  const words = new DataView(new ArrayBuffer(8 * WORD))
  VECTOR.forEach((word, i) => words.setBigUint64(WORD * i, word, true))
  return [...new Uint8Array(words.buffer)]
}

/** The bytes of the module; it exports `memory` and `mix`. */
export function blake2Module(): Uint8Array<ArrayBuffer> {
  return wasmModule({
    name: 'mix',
    parameters: [I32, I32, I32],
    locals: [[firstMessage + 16 - firstMixed, I64]],
    body: body(),
    data: { at: VECTOR_OFFSET, bytes: vectorBytes() },
  })
}
