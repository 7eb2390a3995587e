import type { Hex } from '../../primitives/bytes.ts'
import { LIMBS, hexDigits } from './words.ts'

const SIZE = 8192

/** Remembers the texts of storage slots, as the state wants them; a place holds the last one that fell into it. */
export class SlotTable {
  readonly #words = new Uint32Array(SIZE * LIMBS)
  readonly #texts: (Hex | undefined)[] = new Array<undefined>(SIZE).fill(undefined)

  /** The slot that a stack word names: 32 bytes, hex. */
  at(words: Uint32Array, at: number): Hex {
    const place = (words[at]! ^ (words[at + 3]! >>> 5) ^ words[at + 7]!) & (SIZE - 1)
    const known = place * LIMBS
    const text = this.#texts[place]
    if (text !== undefined) {
      let difference = 0
      for (let i = 0; i < LIMBS; i++) difference |= this.#words[known + i]! ^ words[at + i]!
      if (difference === 0) return text
    }
    for (let i = 0; i < LIMBS; i++) this.#words[known + i] = words[at + i]!
    const made: Hex = `0x${hexDigits(words, at, LIMBS)}`
    this.#texts[place] = made
    return made
  }
}
