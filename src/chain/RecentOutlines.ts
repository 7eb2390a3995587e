import type { Hex } from '../primitives/bytes.ts'
import type { BlockOutline } from './BlockOutline.ts'

/** Bytes of encoded blocks in a generation; bytes are counted because blocks are small or large. */
const GENERATION_BYTES = 16 * 2 ** 20

/**
 * Outlines of the blocks that were put in last, whether they have been got since or not: a replay goes through blocks in their order and
 * is soon through with each. There are two generations: when the encoded blocks of the younger have more bytes than its capacity, it takes
 * the place of the older, which is forgotten.
 */
export class RecentOutlines {
  readonly #capacity: number
  #young = new Map<Hex, BlockOutline>()
  #old = new Map<Hex, BlockOutline>()
  #bytes = 0

  /** @param capacity bytes of encoded blocks in a generation; default 16 MiB. */
  constructor(capacity: number = GENERATION_BYTES) {
    this.#capacity = capacity
  }

  /** The outline of a block (hash, hex); `undefined` when it has been forgotten or was never put in. */
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
