/**
 * WebAssembly's binary format, as far as the modules of this folder need it: instructions as lists of bytes, and a module with
 * one function and one page of memory.
 */

/** Instructions, or parts of them. */
export type Code = readonly number[]

/** A type of 32-bit integers: positions, counts, conditions. */
export const I32 = 0x7f
/** A type of 64-bit integers: lanes and words. */
export const I64 = 0x7e
/** A type of vectors: two words of 64 bits. */
export const VECTOR = 0x7b
const NOTHING = 0x40

/** Unsigned LEB128 of up to 32 bits. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

/** Signed LEB128 of up to 32 bits. */
function signed(value: number): Code {
  return value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

/** Pushes a local variable. */
export const get = (local: number): Code => [0x20, ...unsigned(local)]
/** Pops into a local variable. */
export const set = (local: number): Code => [0x21, ...unsigned(local)]
/** Copies what is on top of the stack into a local variable. */
export const tee = (local: number): Code => [0x22, ...unsigned(local)]
/** Pushes a constant of 32 bits. */
export const i32 = (value: number): Code => [0x41, ...signed(value)]
/** Pushes a constant of 64 bits, given as a number of at most 32. */
export const i64 = (value: number): Code => [0x42, ...signed(value)]
/** Replaces a position by the 64 bits, little-endian, that stand `offset` behind it. */
export const load = (offset: number): Code => [0x29, 0, ...unsigned(offset)]
/** Pops 64 bits and the position that they go to, `offset` behind it. */
export const store = (offset: number): Code => [0x37, 0, ...unsigned(offset)]
/** Replaces a position by the byte, 32 bits, that stands `offset` behind it. */
export const loadByte = (offset: number): Code => [0x2d, 0, ...unsigned(offset)]
/** Pops 32 bits and the position that the lowest byte goes to, `offset` behind it. */
export const storeByte = (offset: number): Code => [0x3a, 0, ...unsigned(offset)]

const vectorCode = (code: number): Code => [0xfd, ...unsigned(code)]

/** Replaces a position by the vector that stands `offset` behind it. */
export const loadVector = (offset: number): Code => [...vectorCode(0), 0, ...unsigned(offset)]
/** Replaces a position by a vector whose two words both stand `offset` behind it. */
export const loadBothWords = (offset: number): Code => [...vectorCode(10), 0, ...unsigned(offset)]
/** Replaces a position by a vector whose first word stands `offset` behind it; the other one is 0. */
export const loadWord = (offset: number): Code => [...vectorCode(93), 0, ...unsigned(offset)]
/** Replaces a position and a vector by the vector with the word `offset` behind the position as its second one. */
export const loadOtherWord = (offset: number): Code => [...vectorCode(87), 0, ...unsigned(offset), 1]
/** Pops a vector and the position that it goes to, `offset` behind it. */
export const storeVector = (offset: number): Code => [...vectorCode(11), 0, ...unsigned(offset)]
/** Pops a vector and the position that one of its words goes to, `offset` behind it. */
export const storeWord = (offset: number, word: 0 | 1): Code => [...vectorCode(91), 0, ...unsigned(offset), word]

/** Runs `then` unless `condition` is 0. */
export const when = (condition: Code, then: Code): Code => [...condition, 0x04, NOTHING, ...then, 0x0b]
/** Runs `then` unless `condition` is 0, or `otherwise`. */
export const choose = (condition: Code, then: Code, otherwise: Code): Code => [
  ...condition,
  0x04,
  NOTHING,
  ...then,
  0x05,
  ...otherwise,
  0x0b,
]
/** Repeats until `condition` is 0. */
export const repeat = (body: Code, condition: Code): Code => [0x03, NOTHING, ...body, ...condition, 0x0d, 0, 0x0b]
/** Repeats until a {@link leaveUnless} in it, outside of other blocks, ends it. */
export const forever = (body: Code): Code => [0x02, NOTHING, 0x03, NOTHING, ...body, 0x0c, 0, 0x0b, 0x0b]
/** Leaves {@link forever} when `condition` is 0. */
export const leaveUnless = (condition: Code): Code => [...condition, 0x45, 0x0d, 1]

// Of 32 bits.
export const ADD: Code = [0x6a]
export const SUBTRACT: Code = [0x6b]
export const MULTIPLY: Code = [0x6c]
export const DIVIDE: Code = [0x6e]
export const EQUAL: Code = [0x46]
export const BELOW: Code = [0x49]
export const OR_BYTE: Code = [0x72]
// Of 64 bits.
export const ADD_WORD: Code = [0x7c]
export const SUBTRACT_WORD: Code = [0x7d]
export const AND: Code = [0x83]
export const OR: Code = [0x84]
export const XOR: Code = [0x85]
export const ROTATE_LEFT: Code = [0x89]
export const ROTATE_RIGHT: Code = [0x8a]
/** Makes 64 bits of 32. */
export const WIDEN: Code = [0xad]
// Of vectors; shifts are of both words, by 32 bits on top of the stack.
/** The first one AND the complement of the second. */
export const AND_NOT_VECTOR: Code = vectorCode(79)
export const OR_VECTOR: Code = vectorCode(80)
export const XOR_VECTOR: Code = vectorCode(81)
export const SHIFT_LEFT_WORDS: Code = vectorCode(203)
export const SHIFT_RIGHT_WORDS: Code = vectorCode(205)

/** Code for each number from 0, one after the other. */
export const each = (count: number, code: (i: number) => Code): Code =>
  Array.from({ length: count }, (_, i) => code(i)).flat()

const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes]
const section = (id: number, content: Code): Code => [id, ...sized(content)]
const text = (value: string): Code => sized([...new TextEncoder().encode(value)])

/** What a module is made of. */
export interface WasmParts {
  /** Name of the function. */
  readonly name: string
  /** Types of its parameters, which are the first local variables; it has no result. */
  readonly parameters: Code
  /** The other local variables. */
  readonly locals: readonly (readonly [count: number, type: number])[]
  readonly body: Code
  /** What is in memory at the beginning. */
  readonly data: { readonly at: number; readonly bytes: Code }
}

/** The bytes of a module that exports one page of `memory` and one function. */
export function wasmModule({ name, parameters, locals, body, data }: WasmParts): Uint8Array<ArrayBuffer> {
  const [typeSection, functionSection, memorySection, exportSection, codeSection, dataSection] = [1, 3, 5, 7, 10, 11]
  const declared = locals.flatMap(([count, type]) => [...unsigned(count), type])
  const code = [...unsigned(locals.length), ...declared, ...body, 0x0b]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(typeSection, [1, 0x60, ...sized(parameters), 0]),
    ...section(functionSection, [1, 0]),
    ...section(memorySection, [1, 0, 1]),
    ...section(exportSection, [2, ...text('memory'), 2, 0, ...text(name), 0, 0]),
    ...section(codeSection, [1, ...sized(code)]),
    ...section(dataSection, [1, 0, ...i32(data.at), 0x0b, ...sized(data.bytes)]),
  ])
}
