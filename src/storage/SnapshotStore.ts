import { EMPTY_BYTES } from '../primitives/bytes.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import type { KeyValueStore, WriteOperation } from './KeyValueStore.ts'
import { keyBytes, keyText } from './keyText.ts'
import { RESERVED_PREFIX } from './keySpace.ts'

/** What the keys that were written since a mark had as their values then. */
interface UndoJournal {
  readonly mark: number
  readonly before: Map<string, Uint8Array | undefined>
}

/**
 * A store that can go back to marks set earlier. Once there is a mark, the former value of each key is kept when the key
 * is first written after the newest one; without marks nothing is kept. Marks live in memory and end with the process.
 */
export class SnapshotStore implements KeyValueStore {
  readonly #base: KeyValueStore
  readonly #writes = new TaskQueue()
  /** By rising marks. */
  #journals: UndoJournal[] = []

  /** Closing this store closes `base`, which nobody else may write to. */
  constructor(base: KeyValueStore) {
    this.#base = base
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#base.get(key)
  }

  write(batch: Iterable<WriteOperation>): Promise<void> {
    return this.#writes.run(() => {
      this.#record(batch)
      return this.#base.write(batch)
    })
  }

  entries(prefix: Uint8Array): AsyncIterable<readonly [Uint8Array, Uint8Array]> {
    return this.#base.entries(prefix)
  }

  /** Sets a mark after the writes given so far. @param mark above all earlier ones. */
  mark(mark: number): Promise<void> {
    return this.#writes.run(async () => void this.#journals.push({ mark, before: new Map() }))
  }

  /**
   * Gives every key the value that it had at a mark, with one write, and forgets that mark and later ones. Does nothing when
   * there are none.
   * @throws {CoterieError} what the `write` of the base throws; the marks stay then.
   */
  rollBack(mark: number): Promise<void> {
    return this.#writes.run(async () => {
      const undone = this.#journals.filter((journal) => journal.mark >= mark)
      const before = new Map<string, Uint8Array | undefined>()
      for (const journal of undone) {
        for (const [key, value] of journal.before) if (!before.has(key)) before.set(key, value)
      }
      if (before.size > 0) await this.#base.write([...before].map(([key, value]) => ({ key: keyBytes(key), value })))
      this.#journals = this.#journals.filter((journal) => journal.mark < mark)
    })
  }

  /**
   * Replaces everything but what the storage itself has written, with one write, and forgets all marks.
   * @param entries what the store holds then; by default nothing.
   */
  replace(entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[] = []): Promise<void> {
    return this.#writes.run(async () => {
      const batch: WriteOperation[] = []
      for (const key of (await this.#own()).map(([own]) => own)) batch.push({ key, value: undefined })
      for (const [key, value] of entries) if (key[0] !== RESERVED_PREFIX) batch.push({ key, value })
      await this.#base.write(batch)
      this.#journals = []
    })
  }

  /** Everything but what the storage itself has written, after the writes given so far. */
  contents(): Promise<(readonly [key: Uint8Array, value: Uint8Array])[]> {
    return this.#writes.run(() => this.#own())
  }

  close(): Promise<void> {
    return this.#writes.run(() => this.#base.close())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #own(): Promise<(readonly [Uint8Array, Uint8Array])[]> {
    const own: (readonly [Uint8Array, Uint8Array])[] = []
    for await (const entry of this.#base.entries(EMPTY_BYTES)) if (entry[0][0] !== RESERVED_PREFIX) own.push(entry)
    return own
  }

  #record(batch: Iterable<WriteOperation>): void {
    const before = this.#journals.at(-1)?.before
    if (before === undefined) return
    for (const { key } of batch) {
      const text = keyText(key)
      if (!before.has(text)) before.set(text, this.#base.get(key))
    }
  }
}
