import { stageClock } from '../primitives/StageClock.ts'
import { DIGEST_OFFSETS, INPUT_OFFSETS, PAIR_ROOM, keccakPairModule } from './keccakPairModule.ts'
import { wasmInstance } from './wasmInstance.ts'

/** Keccak-256 of two inputs at a time, which takes hardly longer than of one. Every step is for both of them. */
export interface KeccakPair {
  /** Takes an input over. @param data at most {@link PAIR_ROOM} bytes. */
  put(input: 0 | 1, data: Uint8Array): void
  /** Computes both digests. */
  hash(): void
  /** Puts a digest, 32 bytes, at a position of other bytes. */
  digestInto(input: 0 | 1, target: Uint8Array, at: number): void
}

interface PairExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  hash(first: number, second: number): void
}

class WasmPair implements KeccakPair {
  readonly #exports: PairExports
  readonly #inputs: readonly [Uint8Array, Uint8Array]
  readonly #digests: readonly [Uint8Array, Uint8Array]
  #first = 0
  #second = 0

  constructor(exports: PairExports) {
    const { buffer } = exports.memory
    this.#exports = exports
    this.#inputs = [
      new Uint8Array(buffer, INPUT_OFFSETS[0], PAIR_ROOM),
      new Uint8Array(buffer, INPUT_OFFSETS[1], PAIR_ROOM),
    ]
    this.#digests = [new Uint8Array(buffer, DIGEST_OFFSETS[0], 32), new Uint8Array(buffer, DIGEST_OFFSETS[1], 32)]
  }

  put(input: 0 | 1, data: Uint8Array): void {
    this.#inputs[input].set(data)
    if (input === 0) this.#first = data.length
    else this.#second = data.length
  }

  hash(): void {
    stageClock?.enter('keccak')
    this.#exports.hash(this.#first, this.#second)
    stageClock?.leave('keccak')
  }

  digestInto(input: 0 | 1, target: Uint8Array, at: number): void {
    target.set(this.#digests[input], at)
  }
}

function makePair(): KeccakPair | undefined {
  const exports = wasmInstance(keccakPairModule())
  return exports === undefined ? undefined : new WasmPair(exports as PairExports)
}

/** One for all: nothing comes between its steps. `undefined` on machines without WebAssembly's vectors. */
export const keccakPair: KeccakPair | undefined = makePair()
