import { keccak_256 } from '@noble/hashes/sha3.js'
import { keccakBackend } from '../crypto/keccak.ts'
import { INPUT_OFFSET, INPUT_ROOM, RATE, keccakModule } from '../crypto/keccakModule.ts'
import { stageClock } from '../primitives/StageClock.ts'

/** The part of WebAssembly that is used here; the type definitions of Node.js leave it out. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

interface KeccakExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  absorb(length: number, continues: 0 | 1, ends: 0 | 1): void
}

/** What goes in at once: whole blocks, so that there is room for the padding behind it. */
const ROOM: number = INPUT_ROOM - RATE

type Digest = (pieces: Iterable<Uint8Array>) => Uint8Array

/** By an instance of its own: making the next piece may hash something else. */
function wasmDigest(pieces: Iterable<Uint8Array>): Uint8Array {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(keccakModule()))
  const { memory, absorb } = exports as KeccakExports
  const input = new Uint8Array(memory.buffer, INPUT_OFFSET, INPUT_ROOM)
  let used = 0
  let continues: 0 | 1 = 0
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      if (used === ROOM) {
        absorb(ROOM, continues, 0)
        continues = 1
        used = 0
      }
      const part = piece.subarray(at, at + ROOM - used)
      input.set(part, used)
      used += part.length
      at += part.length
    }
  }
  absorb(used, continues, 1)
  return new Uint8Array(memory.buffer, 0, 32).slice()
}

function plainDigest(pieces: Iterable<Uint8Array>): Uint8Array {
  const hash = keccak_256.create()
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}

const digest: Digest = keccakBackend === 'WebAssembly' ? wasmDigest : plainDigest

/** Keccak-256 of bytes that come in pieces, one after another; a piece may change when the next one is asked for. */
export function keccakOfPieces(pieces: Iterable<Uint8Array>): Uint8Array {
  stageClock?.enter('keccak')
  try {
    return digest(pieces)
  } finally {
    stageClock?.leave('keccak')
  }
}
