import { type Hex, fromHex } from '../../primitives/bytes.ts'
import { LIMBS, hexDigits } from './words.ts'

/** An address in the forms that the interpreter wants: as the key of the state, as a word, as bytes. */
export class EvmAddress {
  readonly hex: Hex
  /** As a stack word. */
  readonly words: Uint32Array
  #bytes: Uint8Array | undefined

  constructor(hex: Hex, words: Uint32Array) {
    this.hex = hex
    this.words = words
  }

  /** 20 bytes; not to be changed. */
  get bytes(): Uint8Array {
    return (this.#bytes ??= fromHex(this.hex))
  }
}

const SIZE = 4096
const ADDRESS_LIMBS = 5

/** Remembers addresses, so that their texts are not made again and again; a place holds the last one that fell into it. */
export class AddressTable {
  /** Limbs of the addresses in all places. */
  readonly #words = new Uint32Array(SIZE * ADDRESS_LIMBS)
  readonly #entries: (EvmAddress | undefined)[] = new Array<undefined>(SIZE).fill(undefined)
  readonly #scratch = new Uint32Array(LIMBS)

  /** The address in the lower 160 bits of a stack word. */
  at(words: Uint32Array, at: number): EvmAddress {
    const place = (words[at]! ^ words[at + 2]! ^ (words[at + 4]! >>> 3)) & (SIZE - 1)
    const known = place * ADDRESS_LIMBS
    const entry = this.#entries[place]
    let difference = 0
    for (let i = 0; i < ADDRESS_LIMBS; i++) difference |= this.#words[known + i]! ^ words[at + i]!
    if (difference === 0 && entry !== undefined) return entry
    const own = new Uint32Array(LIMBS)
    for (let i = 0; i < ADDRESS_LIMBS; i++) own[i] = this.#words[known + i] = words[at + i]!
    return (this.#entries[place] = new EvmAddress(`0x${hexDigits(own, 0, ADDRESS_LIMBS)}`, own))
  }

  /** The address with these 20 bytes. */
  of(bytes: Uint8Array): EvmAddress {
    for (let limb = 0, i = 16; limb < ADDRESS_LIMBS; limb++, i -= 4) {
      this.#scratch[limb] = (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!
    }
    return this.at(this.#scratch, 0)
  }
}

/** One for all: addresses are the same strings everywhere then, and comparing them takes no time. */
export const addressTable: AddressTable = new AddressTable()
