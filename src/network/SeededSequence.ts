import { seededBytes } from './seededKeys.ts'

/** Random-looking bytes that depend on a seed and on what they are for; asked again for the same, other ones. */
export class SeededSequence {
  readonly #seed: string
  #issued = { purpose: '', count: 0n }

  constructor(seed: string) {
    this.#seed = seed
  }

  /** 32 bytes. */
  next(purpose: string): Uint8Array {
    const count = purpose === this.#issued.purpose ? this.#issued.count + 1n : 0n
    this.#issued = { purpose, count }
    return seededBytes(this.#seed, purpose, count.toString())
  }

  /** 32 bytes that are always the same for a purpose, and that no {@link next} gives. */
  fixed(purpose: string): Uint8Array {
    return seededBytes(this.#seed, purpose)
  }

  /** @returns goes back to what has been given now. */
  snapshot(): () => void {
    const issued = this.#issued
    return () => {
      this.#issued = issued
    }
  }
}
