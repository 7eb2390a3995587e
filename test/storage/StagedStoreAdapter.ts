import { StagedStore } from '../../src/storage/StagedStore.ts'
import type { KeyValueStore, WriteOperation } from '../../src/storage/KeyValueStore.ts'

/** Writes every batch through a {@link StagedStore}, so that the suite of the stores judges it as well. */
export class StagedStoreAdapter implements KeyValueStore {
  readonly #base: KeyValueStore
  readonly #staged: StagedStore

  constructor(base: KeyValueStore) {
    this.#base = base
    this.#staged = new StagedStore(base)
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#staged.get(key)
  }

  async write(batch: Iterable<WriteOperation>): Promise<void> {
    if ([...batch].length === 0) await this.#base.write([])
    for (const { key, value } of batch) {
      if (value === undefined) this.#staged.delete(key)
      else this.#staged.put(key, value)
    }
    await this.#staged.commit()
  }

  entries(prefix: Uint8Array): AsyncIterable<readonly [Uint8Array, Uint8Array]> {
    return this.#base.entries(prefix)
  }

  close(): Promise<void> {
    return this.#base.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
