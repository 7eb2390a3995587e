import { INPUT_OFFSET, INPUT_ROOM, keccakModule } from './keccakModule.ts'
import { wasmInstance } from './wasmInstance.ts'

interface KeccakExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  absorb(length: number, continues: 0 | 1, ends: 0 | 1): void
}

/** Keccak-256 in WebAssembly with a state of its own; see `keccakModule.ts`. */
export interface KeccakInstance {
  /** Where what is to be absorbed is put. */
  readonly input: Uint8Array
  /** The digest, once the input has ended. */
  readonly digest: Uint8Array
  absorb(length: number, continues: 0 | 1, ends: 0 | 1): void
}

/** `undefined` on machines without WebAssembly. */
export function keccakInstance(): KeccakInstance | undefined {
  const exports = wasmInstance(keccakModule())
  if (exports === undefined) return undefined
  const { memory, absorb } = exports as KeccakExports
  return {
    input: new Uint8Array(memory.buffer, INPUT_OFFSET, INPUT_ROOM),
    digest: new Uint8Array(memory.buffer, 0, 32),
    absorb,
  }
}
