import type { WriteOperation } from './KeyValueStore.ts'
import type { PackedOperations } from './PackedOperations.ts'

/** A batch of packed operations, one part after the other; who packs them again need not make an array for each. */
export class PackedBatch implements Iterable<WriteOperation> {
  readonly parts: readonly PackedOperations[]

  constructor(parts: readonly PackedOperations[]) {
    this.parts = parts
  }

  /** Each is made when it is asked for, and part of larger arrays. */
  *[Symbol.iterator](): Generator<WriteOperation> {
    for (const part of this.parts) yield* part
  }
}
