import { keccak_256 } from '@noble/hashes/sha3.js'
import { stageClock } from '../primitives/StageClock.ts'
import { type KeccakInstance, keccakInstance } from './keccakInstance.ts'
import { INPUT_ROOM } from './keccakModule.ts'
import { RATE } from './keccakRounds.ts'

/** What goes in at once: whole blocks, so that there is room for the padding behind it. */
const ROOM: number = INPUT_ROOM - RATE

function wasmDigest({ input, digest, absorb }: KeccakInstance, pieces: Iterable<Uint8Array>): Uint8Array {
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
  return digest.slice()
}

function plainDigest(pieces: Iterable<Uint8Array>): Uint8Array {
  const hash = keccak_256.create()
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}

/** Keccak-256 of bytes that come in pieces, one after another; a piece may change when the next one is asked for. */
export function keccakOfPieces(pieces: Iterable<Uint8Array>): Uint8Array {
  stageClock?.enter('keccak')
  try {
    // One of its own: making the next piece may hash something else.
    const instance = keccakInstance()
    return instance === undefined ? plainDigest(pieces) : wasmDigest(instance, pieces)
  } finally {
    stageClock?.leave('keccak')
  }
}
