import { type Hex, fromHex } from '../../primitives/bytes.ts'
import { LIMBS, hexDigits, setBytes } from './words.ts'

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
  readonly #entries: (EvmAddress | undefined)[] = new Array<undefined>(SIZE).fill(undefined)
  readonly #scratch = new Uint32Array(LIMBS)

  /** The address in the lower 160 bits of a stack word. */
  at(words: Uint32Array, at: number): EvmAddress {
    const place = (words[at]! ^ words[at + 2]! ^ (words[at + 4]! >>> 3)) & (SIZE - 1)
    const entry = this.#entries[place]
    if (entry !== undefined) {
      let difference = 0
      for (let i = 0; i < ADDRESS_LIMBS; i++) difference |= entry.words[i]! ^ words[at + i]!
      if (difference === 0) return entry
    }
    const own = new Uint32Array(LIMBS)
    for (let i = 0; i < ADDRESS_LIMBS; i++) own[i] = words[at + i]!
    const made = new EvmAddress(`0x${hexDigits(own, 0, ADDRESS_LIMBS)}`, own)
    this.#entries[place] = made
    return made
  }

  /** The address with these 20 bytes. */
  of(bytes: Uint8Array): EvmAddress {
    setBytes(this.#scratch, 0, bytes, 0, bytes.length)
    return this.at(this.#scratch, 0)
  }
}
