import { setImmediate } from 'node:timers/promises'
import type { StagedStore } from '../storage/StagedStore.ts'

/** What is written together. */
const BATCH_BYTES = 4_000_000
/** Other work of the process gets its turn so often. */
const BREATH_MS = 100

/** Writes the trie nodes, code and receipts that a replay makes while it goes on; what leads to them stays staged. */
export class WriteBehind {
  readonly #store: StagedStore
  #write: Promise<void> = Promise.resolve()
  #breath = performance.now()

  constructor(store: StagedStore) {
    this.#store = store
  }

  /**
   * Begins a write when there is enough for one; waits for the one before it, so that memory stays bounded.
   * @throws {CoterieError} what the store throws.
   */
  async goOn(): Promise<void> {
    if (this.#store.aheadBytes >= BATCH_BYTES) {
      await this.#write
      this.#write = Promise.resolve(this.#store.writeAhead())
      // Whoever waits for it is told; until then nobody may be.
      this.#write.catch(() => undefined)
    }
    if (performance.now() - this.#breath < BREATH_MS) return
    await setImmediate()
    this.#breath = performance.now()
  }

  /** Waits for what has begun. */
  end(): Promise<void> {
    return this.#write
  }
}
