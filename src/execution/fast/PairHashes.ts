import { keccak256 } from '../../crypto/keccak.ts'
import { LIMBS, setBytes } from './words.ts'

/** Two words: the key and the slot of a mapping, as compilers hash them for every access to it. */
export const PAIR_SIZE = 64

const SIZE = 4096

/** Remembers hashes of 64 bytes; a place holds the last one that fell into it. */
export class PairHashes {
  readonly #pairs = new Uint8Array(SIZE * PAIR_SIZE)
  readonly #hashes = new Uint32Array(SIZE * LIMBS)
  readonly #used = new Uint8Array(SIZE)

  /** Writes the hash of 64 bytes of memory as a stack word. */
  hash(memory: Uint8Array, offset: number, words: Uint32Array, at: number): void {
    const place = placeOf(memory, offset)
    const known = place * PAIR_SIZE
    const hash = place * LIMBS
    if (this.#used[place] === 0 || !this.#isKnown(memory, offset, known)) {
      const pair = memory.subarray(offset, offset + PAIR_SIZE)
      this.#pairs.set(pair, known)
      setBytes(this.#hashes, hash, keccak256(pair), 0, 32)
      this.#used[place] = 1
    }
    for (let i = 0; i < LIMBS; i++) words[at + i] = this.#hashes[hash + i]!
  }

  #isKnown(memory: Uint8Array, offset: number, known: number): boolean {
    const pairs = this.#pairs
    for (let i = 0; i < PAIR_SIZE; i++) if (memory[offset + i] !== pairs[known + i]) return false
    return true
  }
}

/** Mixes what tells keys and slots apart: their last bytes, and the first ones of an address or hash. */
function placeOf(memory: Uint8Array, offset: number): number {
  const key = (memory[offset + 29]! << 16) | (memory[offset + 30]! << 8) | memory[offset + 31]!
  const head = (memory[offset + 12]! << 16) | (memory[offset + 13]! << 8) | memory[offset + 14]!
  const slot = (memory[offset + 61]! << 16) | (memory[offset + 62]! << 8) | memory[offset + 63]!
  const mixed = Math.imul(key ^ Math.imul(slot, 0x9e3779b1) ^ (head << 7), 0x85ebca6b)
  return (mixed >>> 20) & (SIZE - 1)
}
