import type { KeyValueStore, WriteOperation } from './KeyValueStore.ts'
import { keyText } from './keyText.ts'

type Layer = Map<string, WriteOperation>

/**
 * Collects changes over a store and writes them together: what one imported block changes goes through one of these and
 * becomes permanent at once. Whoever reads through the same object sees it as soon as it is staged.
 *
 * What is staged by {@link putAhead} may be written before the rest, so that a long replay need not keep it in memory; left over
 * without the rest it does no harm.
 *
 * Bytes given to {@link put} are kept as they are and must not be changed until they are committed.
 */
export class StagedStore {
  readonly #base: KeyValueStore
  #staged: Layer = new Map()
  #ahead: Layer = new Map()
  #bytes = 0
  #aheadBytes = 0
  /** Layers handed over for writing whose write has not ended, oldest first; those of one write side by side. */
  #writing: (readonly Layer[])[] = []
  #lastCommit: Promise<void> = Promise.resolve()

  constructor(base: KeyValueStore) {
    this.#base = base
  }

  /** Number of staged operations: distinct keys that the next {@link commit} would write. */
  get size(): number {
    return this.#staged.size + this.#ahead.size
  }

  /** Bytes of keys and values of the staged operations. */
  get bytes(): number {
    return this.#bytes + this.#aheadBytes
  }

  /** Bytes of those that {@link writeAhead} would write. */
  get aheadBytes(): number {
    return this.#aheadBytes
  }

  /**
   * The value that `key` has here: staged, else being committed, else of the base.
   * @throws {CoterieError} what the `get` of the base throws.
   */
  get(key: Uint8Array): Uint8Array | undefined {
    if (this.size === 0 && this.#writing.length === 0) return this.#base.get(key)
    const text = keyText(key)
    let operation = this.#staged.get(text) ?? this.#ahead.get(text)
    for (let i = this.#writing.length - 1; operation === undefined && i >= 0; i--) {
      for (const layer of this.#writing[i] ?? []) operation ??= layer.get(text)
    }
    return operation === undefined ? this.#base.get(key) : operation.value
  }

  /** Stages a value for `key`. */
  put(key: Uint8Array, value: Uint8Array): void {
    this.#stage({ key, value })
  }

  /** Stages a value for a key that nothing else is staged for, and that may be written before the rest. */
  putAhead(key: Uint8Array, value: Uint8Array): void {
    const text = keyText(key)
    const former = this.#ahead.get(text)
    const operation = { key, value }
    this.#aheadBytes += sizeOf(operation) - (former === undefined ? 0 : sizeOf(former))
    this.#ahead.set(text, operation)
  }

  /** Stages the removal of `key`. */
  delete(key: Uint8Array): void {
    this.#stage({ key, value: undefined })
  }

  /**
   * Writes what is staged now with one `write` of the base, after earlier commits; resolves when the base has it. Until
   * then it stays readable here, and what is staged meanwhile belongs to the next commit.
   *
   * When the write fails, the commit and those waiting behind it reject, and everything they would have written is
   * staged again, under what was staged since.
   * @throws {CoterieError} what the `write` of the base throws.
   */
  commit(): Promise<void> {
    if (this.size === 0) return this.#lastCommit
    const layers = [this.#ahead, this.#staged]
    this.discard()
    return this.#handOver(layers)
  }

  /** Begins to write what may be written before the rest; to be awaited like a {@link commit}. */
  writeAhead(): Promise<void> {
    if (this.#ahead.size === 0) return this.#lastCommit
    const layers = [this.#ahead]
    this.#ahead = new Map()
    this.#aheadBytes = 0
    return this.#handOver(layers)
  }

  /** Forgets what is staged. What has been handed over for writing is not affected. */
  discard(): void {
    this.#staged = new Map()
    this.#ahead = new Map()
    this.#bytes = 0
    this.#aheadBytes = 0
  }

  #handOver(layers: readonly Layer[]): Promise<void> {
    this.#writing.push(layers)
    // Without a write under way the base is called at once, not in a later turn.
    const write = this.#writing.length === 1 ? this.#write(layers) : this.#lastCommit.then(() => this.#write(layers))
    this.#lastCommit = write
    return write
  }

  async #write(layers: readonly Layer[]): Promise<void> {
    try {
      await this.#base.write(layers.flatMap((layer) => [...layer.values()]))
    } catch (error) {
      this.#restore()
      throw error
    }
    this.#writing.shift()
  }

  #restore(): void {
    const layers = [...this.#writing.flat(), this.#ahead, this.#staged]
    this.#writing = []
    this.#lastCommit = Promise.resolve()
    this.discard()
    for (const layer of layers) for (const operation of layer.values()) this.#stage(operation)
  }

  #stage(operation: WriteOperation): void {
    const text = keyText(operation.key)
    const former = this.#staged.get(text)
    if (former !== undefined) this.#bytes -= sizeOf(former)
    this.#bytes += sizeOf(operation)
    this.#staged.set(text, operation)
  }
}

function sizeOf({ key, value }: WriteOperation): number {
  return key.length + (value?.length ?? 0)
}
