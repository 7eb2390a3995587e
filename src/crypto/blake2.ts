/**
 * BLAKE2b's compression function (EIP-152). The WebAssembly implementation is about fifty times as fast as the JavaScript one
 * of `@ethereumjs/evm`.
 */
import { H_OFFSET, INPUT_OFFSET, blake2Module } from './blake2Module.ts'
import { wasmInstance } from './wasmInstance.ts'

type Compression = (input: Uint8Array) => Uint8Array

interface Blake2Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  mix(rounds: number, begins: 0 | 1, ends: 0 | 1): void
}

/** Bytes of the input: rounds, h, m, t, f. */
export const BLAKE2_INPUT_SIZE = 213
const OUTPUT_SIZE = 64
/**
 * Rounds of one call at most, a multiple of ten: V8 exchanges its first translation of the module for the fast one only
 * between calls.
 */
const STRETCH = 10_000

function wasmCompression(): Compression | undefined {
  const exports = wasmInstance(blake2Module())
  if (exports === undefined) return undefined
  const { memory, mix } = exports as Blake2Exports
  const bytes = new Uint8Array(memory.buffer)
  const h = bytes.subarray(H_OFFSET, H_OFFSET + OUTPUT_SIZE)
  return (input) => {
    bytes.set(input, INPUT_OFFSET)
    let left = blake2Rounds(input)
    let begins: 0 | 1 = 1
    for (; left > STRETCH; left -= STRETCH) {
      mix(STRETCH, begins, 0)
      begins = 0
    }
    mix(left, begins, 1)
    return h.slice()
  }
}

/** Made when it is needed first, which is hardly ever. */
let compression: Compression | 'none' | undefined

/** How many rounds an input wants: its first four bytes, big-endian, 0 to 2^32 − 1. */
export function blake2Rounds(input: Uint8Array): number {
  return new DataView(input.buffer, input.byteOffset).getUint32(0)
}

/**
 * BLAKE2b's compression function F: the new h, 64 bytes. `undefined` on machines without WebAssembly.
 * @param input as in EIP-152, {@link BLAKE2_INPUT_SIZE} bytes: rounds (big-endian), h, m, t, f, which must be 0 or 1.
 */
export function compressBlake2(input: Uint8Array): Uint8Array | undefined {
  compression ??= wasmCompression() ?? 'none'
  return compression === 'none' ? undefined : compression(input)
}
