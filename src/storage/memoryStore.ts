import { Slab } from '../primitives/Slab.ts'
import type { KeyValueStore, WriteOperation } from './KeyValueStore.ts'
import { keyBytes, keyText } from './keyText.ts'
import { storeClosedError } from './storeClosedError.ts'

/**
 * Opens an empty store in memory with the semantics of a store on disk; closing it forgets its contents.
 *
 * A plain `Map` from {@link keyText} of the key: for 200,000 entries of 33-byte keys it read three to four times and
 * wrote nearly three times as fast as `memory-level` 3.1 (1.0 against 3.4–4.2 and 2.4 against 6.9 microseconds). The
 * price is that {@link KeyValueStore.entries} looks at every key and sorts those that fit: 8 ms for the same 200,000.
 */
export function createMemoryStore(): KeyValueStore {
  return new MemoryStore()
}

class MemoryStore implements KeyValueStore {
  #values: Map<string, Uint8Array> | undefined = new Map()
  readonly #slab = new Slab(16_384, 2048)

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#open().get(keyText(key))
  }

  async write(batch: Iterable<WriteOperation>): Promise<void> {
    const values = this.#open()
    for (const { key, value } of batch) {
      // The copy lets the caller reuse its array and does not keep alive what `value` may be a view of.
      if (value === undefined) values.delete(keyText(key))
      else values.set(keyText(key), this.#slab.copy(value))
    }
  }

  async *entries(prefix: Uint8Array): AsyncGenerator<readonly [Uint8Array, Uint8Array]> {
    const start = keyText(prefix)
    const found: [string, Uint8Array][] = []
    for (const entry of this.#open()) if (entry[0].startsWith(start)) found.push(entry)
    found.sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [key, value] of found) {
      this.#open()
      yield [keyBytes(key), value]
    }
  }

  async close(): Promise<void> {
    this.#values = undefined
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #open(): Map<string, Uint8Array> {
    if (this.#values === undefined) throw storeClosedError()
    return this.#values
  }
}
