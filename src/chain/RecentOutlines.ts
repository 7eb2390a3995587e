import type { Hex } from '../primitives/bytes.ts'
import type { BlockOutline } from './BlockOutline.ts'

/** Bytes of encoded blocks in a generation: a replay looks at each block twice, and blocks are small or large. */
const GENERATION_BYTES = 16 * 2 ** 20

/** Outlines of the blocks that were looked at last, in two generations: a full one makes the other one forgotten. */
export class RecentOutlines {
  readonly #capacity: number
  #young = new Map<Hex, BlockOutline>()
  #old = new Map<Hex, BlockOutline>()
  #bytes = 0

  /** @param capacity bytes of encoded blocks in a generation. */
  constructor(capacity: number = GENERATION_BYTES) {
    this.#capacity = capacity
  }

  /** @param block hash, hex. */
  get(block: Hex): BlockOutline | undefined {
    return this.#young.get(block) ?? this.#old.get(block)
  }

  /** @param block hash, hex. @param bytes of the encoded block, which its outline holds on to. */
  set(block: Hex, outline: BlockOutline, bytes: number): void {
    this.#young.set(block, outline)
    this.#bytes += bytes
    if (this.#bytes <= this.#capacity) return
    this.#old = this.#young
    this.#young = new Map()
    this.#bytes = 0
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
    this.#bytes = 0
  }
}
