/**
 * Keccak-256. The WebAssembly implementation is about nine times as fast as the JavaScript one and is used when the
 * machine can run it; both give the same digests.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { createKeccak } from 'hash-wasm'

type Hash = (data: Uint8Array) => Uint8Array

async function wasmKeccak(): Promise<Hash | undefined> {
  try {
    const hasher = await createKeccak(256)
    // One hasher for all calls: it is not re-entrant, and a digest is computed without interruption.
    return (data) => hasher.init().update(data).digest('binary')
  } catch {
    return undefined
  }
}

const wasm = await wasmKeccak()

/** Name of the implementation in use; reported by benchmarks. */
export const keccakBackend: 'hash-wasm' | '@noble/hashes' = wasm === undefined ? '@noble/hashes' : 'hash-wasm'

/** Keccak-256 of `data`: 32 bytes. */
export const keccak256: Hash = wasm ?? keccak_256
