import type { KeyValueStore, WriteOperation } from './KeyValueStore.ts'
import { keyBytes, keyText } from './keyText.ts'
import { PackedBatch } from './PackedBatch.ts'
import { PackedOperations } from './PackedOperations.ts'
import { storeClosedError } from './storeClosedError.ts'

/** Bytes and removals that may be kept for nothing, beside as much as there is. */
const SPARE_BYTES = 1 << 20
const SPARE_REMOVALS = 1 << 12

/**
 * Opens an empty store in memory with the semantics of a store on disk; closing it forgets its contents.
 *
 * Entries are copied into a few large arrays, with which the garbage collector has nothing to do: three members import a block
 * with one private transaction in a fifth less time than with a `Map` of keys and arrays. The price is that
 * {@link KeyValueStore.entries} looks at every key and sorts those that fit: about a second for 200,000 entries.
 */
export function createMemoryStore(): KeyValueStore {
  return new MemoryStore()
}

class MemoryStore implements KeyValueStore {
  #entries: PackedOperations | undefined = new PackedOperations()

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#open().get(key)?.value
  }

  write(batch: Iterable<WriteOperation>): void | Promise<void> {
    const entries = this.#entries
    if (entries === undefined) return Promise.reject(storeClosedError())
    if (batch instanceof PackedBatch) for (const part of batch.parts) entries.setAll(part)
    else {
      for (const { key, value } of batch) {
        if (value !== undefined || entries.get(key) !== undefined) entries.set(key, value)
      }
    }
    const { size, bytes, replacedBytes, removals } = entries
    if (replacedBytes > bytes + SPARE_BYTES || removals > size / 2 + SPARE_REMOVALS)
      this.#entries = packedAgain(entries)
  }

  async *entries(prefix: Uint8Array): AsyncGenerator<readonly [Uint8Array, Uint8Array]> {
    const start = keyText(prefix)
    const found: [string, Uint8Array][] = []
    for (const { key, value } of this.#open()) {
      const text = keyText(key)
      if (value !== undefined && text.startsWith(start)) found.push([text, value])
    }
    found.sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [key, value] of found) {
      this.#open()
      yield [keyBytes(key), value]
    }
  }

  async close(): Promise<void> {
    this.#entries = undefined
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #open(): PackedOperations {
    if (this.#entries === undefined) throw storeClosedError()
    return this.#entries
  }
}

/** Without removals and what has been replaced. Whoever has got a value keeps the arrays that it is part of. */
function packedAgain(entries: PackedOperations): PackedOperations {
  const packed = new PackedOperations()
  for (const { key, value } of entries) if (value !== undefined) packed.set(key, value)
  return packed
}
