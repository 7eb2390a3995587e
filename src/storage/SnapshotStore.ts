import { EMPTY_BYTES } from '../primitives/bytes.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import { announcement, withdrawal } from './announcedChange.ts'
import type { KeyValueStore, WriteOperation } from './KeyValueStore.ts'
import { keyBytes, keyText } from './keyText.ts'
import { RESERVED_PREFIX } from './keySpace.ts'

/** What the keys that were written since a mark had as their values then. */
interface UndoJournal {
  readonly mark: number
  readonly before: Map<string, Uint8Array | undefined>
}

/** What a whole store is to hold: what it held at a mark, if that is there, or these entries. What the storage itself has written stays. */
export type StoreChange =
  { readonly mark: number } | { readonly entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[] }

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

  write(batch: Iterable<WriteOperation>): void | Promise<void> {
    return this.#writes.runAtOnce(() =>
      this.#journals.length === 0 ? this.#base.write(batch) : this.#recordAndWrite(batch),
    )
  }

  entries(prefix: Uint8Array): AsyncIterable<readonly [Uint8Array, Uint8Array]> {
    return this.#base.entries(prefix)
  }

  /** Sets a mark after the writes given so far. @param mark above all earlier ones. */
  mark(mark: number): Promise<void> {
    return this.#writes.run(async () => void this.#journals.push({ mark, before: new Map() }))
  }

  /**
   * Makes a change with one write, and forgets the marks that it goes behind.
   * @param also to be written with it.
   * @throws {CoterieError} what the `write` of the base throws; the marks stay then.
   */
  change(change: StoreChange, also: readonly WriteOperation[] = []): Promise<void> {
    return this.#writes.run(async () => {
      const operations = [...(await this.#operationsOf(change)), ...also]
      if (operations.length > 0) await this.#base.write(operations)
      this.#journals = 'mark' in change ? this.#journals.filter(({ mark }) => mark < change.mark) : []
    })
  }

  /** Keeps what a {@link change} will have to write under a number, in place of any other (`announcedChange.ts`). */
  announce(number: number, change: StoreChange): Promise<void> {
    return this.#writes.run(async () => {
      const operations = announcement(number, await this.#operationsOf(change))
      await this.#base.write([...(await withdrawal(this.#base)), ...operations])
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

  async #operationsOf(change: StoreChange): Promise<WriteOperation[]> {
    if ('mark' in change) return this.#operationsBackTo(change.mark)
    const own = await this.#own()
    const entries = change.entries.filter(([key]) => key[0] !== RESERVED_PREFIX)
    return [...own.map(([key]) => ({ key, value: undefined })), ...entries.map(([key, value]) => ({ key, value }))]
  }

  #operationsBackTo(mark: number): WriteOperation[] {
    const before = new Map<string, Uint8Array | undefined>()
    for (const journal of this.#journals) {
      if (journal.mark < mark) continue
      for (const [key, value] of journal.before) if (!before.has(key)) before.set(key, value)
    }
    return [...before].map(([key, value]) => ({ key: keyBytes(key), value }))
  }

  async #own(): Promise<(readonly [Uint8Array, Uint8Array])[]> {
    const own: (readonly [Uint8Array, Uint8Array])[] = []
    for await (const entry of this.#base.entries(EMPTY_BYTES)) if (entry[0][0] !== RESERVED_PREFIX) own.push(entry)
    return own
  }

  async #recordAndWrite(batch: Iterable<WriteOperation>): Promise<void> {
    this.#record(batch)
    await this.#base.write(batch)
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
