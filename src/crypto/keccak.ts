/**
 * Keccak-256. The WebAssembly implementation is about twelve times as fast as the JavaScript one and is used when the
 * machine can run it; both give the same digests.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { stageClock } from '../primitives/StageClock.ts'
import { keccakInstance } from './keccakInstance.ts'
import { INPUT_ROOM } from './keccakModule.ts'
import { RATE } from './keccakRounds.ts'

interface Keccak {
  hash(data: Uint8Array): Uint8Array
  /** Puts the digest at a position of other bytes. */
  hashInto(data: Uint8Array, target: Uint8Array, at: number): void
}

/** Longer input goes in by pieces of whole blocks. */
const PIECE: number = INPUT_ROOM - RATE

function wasmKeccak(): Keccak | undefined {
  const instance = keccakInstance()
  if (instance === undefined) return undefined
  const { input, digest, absorb } = instance
  // One state for all calls: a digest is computed without interruption.
  const hashIntoState = (data: Uint8Array): void => {
    let at = 0
    for (; data.length - at > PIECE; at += PIECE) {
      input.set(data.subarray(at, at + PIECE))
      absorb(PIECE, at > 0 ? 1 : 0, 0)
    }
    input.set(at === 0 ? data : data.subarray(at))
    absorb(data.length - at, at > 0 ? 1 : 0, 1)
  }
  return {
    hash: (data) => {
      hashIntoState(data)
      return digest.slice()
    },
    hashInto: (data, target, at) => {
      hashIntoState(data)
      target.set(digest, at)
    },
  }
}

const wasm = wasmKeccak()

/** Name of the implementation in use; reported by benchmarks. */
export const keccakBackend: 'WebAssembly' | '@noble/hashes' = wasm === undefined ? '@noble/hashes' : 'WebAssembly'

const { hash, hashInto }: Keccak = wasm ?? {
  hash: keccak_256,
  hashInto: (data, target, at) => target.set(keccak_256(data), at),
}

/** Keccak-256 of `data`: 32 bytes. */
export function keccak256(data: Uint8Array): Uint8Array {
  if (stageClock === undefined) return hash(data)
  stageClock.enter('keccak')
  const digest = hash(data)
  stageClock.leave('keccak')
  return digest
}

/** Puts Keccak-256 of `data`, 32 bytes, at a position of other bytes: half of the time goes into making an array otherwise. */
export function keccak256Into(data: Uint8Array, target: Uint8Array, at: number): void {
  if (stageClock === undefined) {
    hashInto(data, target, at)
    return
  }
  stageClock.enter('keccak')
  hashInto(data, target, at)
  stageClock.leave('keccak')
}
