import { smallCopy } from '../primitives/smallBytes.ts'
import { hashKey } from './hashKey.ts'
import type { KeyValueStore } from './KeyValueStore.ts'
import { PackedBatch } from './PackedBatch.ts'
import { PackedOperations } from './PackedOperations.ts'

/** What goes into one write, those that may be before the others perhaps before them. */
interface HandedOver {
  readonly ahead: PackedOperations
  /** The same, taken over as they are; nobody changes them. */
  readonly sealed: readonly PackedOperations[]
  readonly staged: PackedOperations
}

const LARGEST_BATCH = 8_000_000
const MOST_SPARE = 2
/** So many are looked through for a key; more are packed together. */
const MOST_SEALED = 4

/**
 * Collects changes over a store and writes them together: what one imported block changes goes through one of these and
 * becomes permanent at once. Whoever reads through the same object sees it as soon as it is staged.
 *
 * What is staged by {@link putAhead} may be written before the rest, so that a long replay need not keep it in memory; left over
 * without the rest it does no harm.
 *
 * Bytes that are given are copied.
 */
export class StagedStore {
  readonly #base: KeyValueStore
  #staged = new PackedOperations()
  #ahead = new PackedOperations()
  #sealed: PackedOperations[] = []
  /** Handed over for writing, and the write has not ended: oldest first. */
  #writing: HandedOver[] = []
  #lastCommit: Promise<void> = Promise.resolve()
  /** Cleared, to be filled again. */
  readonly #spare: PackedOperations[] = []

  constructor(base: KeyValueStore) {
    this.#base = base
  }

  /** Number of staged operations: distinct keys that the next {@link commit} would write. */
  get size(): number {
    return this.#staged.size + this.#ahead.size + sum(this.#sealed, ({ size }) => size)
  }

  /** Bytes of keys and values of the staged operations. */
  get bytes(): number {
    return this.#staged.bytes + this.aheadBytes
  }

  /** Bytes of those that {@link writeAhead} would write. */
  get aheadBytes(): number {
    return this.#ahead.bytes + sum(this.#sealed, ({ bytes }) => bytes)
  }

  /**
   * The value that `key` has here: staged, else being committed, else of the base.
   * @throws {CoterieError} what the `get` of the base throws.
   */
  get(key: Uint8Array): Uint8Array | undefined {
    if (this.size === 0 && this.#writing.length === 0) return this.#base.get(key)
    const hash = hashKey(key)
    let operation = this.#staged.get(key, hash) ?? this.#ahead.get(key, hash) ?? among(this.#sealed, key, hash)
    for (let i = this.#writing.length - 1; operation === undefined && i >= 0; i--) {
      const { staged, ahead, sealed } = this.#writing[i]!
      operation = staged.get(key, hash) ?? ahead.get(key, hash) ?? among(sealed, key, hash)
    }
    // A copy: the arrays that a staged value is part of are filled again later.
    return operation === undefined ? this.#base.get(key) : operation.value && smallCopy(operation.value)
  }

  /** Stages a value for `key`. */
  put(key: Uint8Array, value: Uint8Array): void {
    this.#staged.set(key, value)
  }

  /** Stages a value for a key that nothing else is staged for, and that may be written before the rest. */
  putAhead(key: Uint8Array, value: Uint8Array): void {
    this.#ahead.set(key, value)
  }

  /** The same for all keys of packed operations, which must be no removals. Those that are sealed are not copied. */
  putAllAhead(operations: PackedOperations): void {
    if (!operations.isSealed) return this.#ahead.setAll(operations)
    this.#sealed.push(operations)
    if (this.#sealed.length > MOST_SEALED) this.#packSealed()
  }

  /** Stages the removal of `key`. */
  delete(key: Uint8Array): void {
    this.#staged.set(key, undefined)
  }

  /**
   * Writes what is staged now with one `write` of the base (what may be written before the rest with more, if it is a lot),
   * after earlier commits; a promise that resolves when the base has it, none if it has it already. Until then it stays readable
   * here, and what is staged meanwhile belongs to the next commit.
   *
   * When the write fails, the commit and those waiting behind it reject, and everything they would have written is
   * staged again, under what was staged since.
   * @throws {CoterieError} what the `write` of the base throws.
   */
  commit(): void | Promise<void> {
    if (this.size === 0) return this.#unlessDone()
    const staged = this.#staged
    this.#staged = this.#empty()
    return this.#handOver(staged)
  }

  /** Begins to write what may be written before the rest; to be awaited like a {@link commit}. */
  writeAhead(): void | Promise<void> {
    if (this.aheadBytes === 0) return this.#unlessDone()
    return this.#handOver(this.#empty())
  }

  /** Forgets what is staged. What has been handed over for writing is not affected. */
  discard(): void {
    this.#staged.clear()
    this.#ahead.clear()
    this.#sealed = []
  }

  #packSealed(): void {
    for (const operations of this.#sealed) this.#ahead.setAll(operations)
    this.#sealed = []
  }

  #empty(): PackedOperations {
    return this.#spare.pop() ?? new PackedOperations()
  }

  /** The last commit, unless it has ended well. */
  #unlessDone(): void | Promise<void> {
    return this.#writing.length === 0 ? undefined : this.#lastCommit
  }

  #handOver(staged: PackedOperations): void | Promise<void> {
    if (this.aheadBytes > LARGEST_BATCH) this.#packSealed()
    const handedOver = { ahead: this.#ahead, sealed: this.#sealed, staged }
    this.#ahead = this.#empty()
    this.#sealed = []
    this.#writing.push(handedOver)
    // Without a write under way the base is called at once, not in a later turn.
    const write =
      this.#writing.length === 1 ? this.#write(handedOver) : this.#lastCommit.then(() => this.#write(handedOver))
    if (write !== undefined) this.#lastCommit = write
    return write
  }

  #write(handedOver: HandedOver): void | Promise<void> {
    const { ahead, sealed, staged } = handedOver
    const isMuch = ahead.bytes > LARGEST_BATCH
    const writing = isMuch ? this.#writeMuch(ahead, staged) : this.#writeAtOnce([ahead, ...sealed, staged])
    if (writing === undefined) return this.#written(handedOver)
    return writing.then(
      () => this.#written(handedOver),
      (error: unknown) => {
        this.#restore()
        throw error
      },
    )
  }

  #writeAtOnce(parts: readonly PackedOperations[]): void | Promise<void> {
    try {
      return this.#base.write(new PackedBatch(parts))
    } catch (error) {
      // A store without memory to copy into throws instead of rejecting; what waits behind this write is not to wait for ever.
      return rejected(error)
    }
  }

  #written({ ahead, staged }: HandedOver): void {
    this.#writing.shift()
    this.#spareForLater(ahead)
    this.#spareForLater(staged)
  }

  /** What may be written before the rest is, when it is a lot: one batch takes several times its size in memory. */
  async #writeMuch(ahead: PackedOperations, staged: PackedOperations): Promise<void> {
    for (let start = 0, end = 0; start < ahead.size; start = end) {
      end = ahead.endOfPart(start, LARGEST_BATCH)
      await this.#base.write(ahead.between(start, end))
    }
    await this.#base.write(new PackedBatch([staged]))
  }

  #spareForLater(written: PackedOperations): void {
    if (this.#spare.length >= MOST_SPARE) return
    written.clear()
    this.#spare.push(written)
  }

  #restore(): void {
    const failed = this.#writing.flatMap(({ ahead, sealed, staged }) => [ahead, ...sealed, staged])
    const all = [...failed, this.#ahead, ...this.#sealed, this.#staged]
    this.#writing = []
    this.#lastCommit = Promise.resolve()
    this.#staged = new PackedOperations()
    this.#ahead = new PackedOperations()
    this.#sealed = []
    for (const operations of all) for (const { key, value } of operations) this.#staged.set(key, value)
  }
}

function sum(parts: readonly PackedOperations[], of: (part: PackedOperations) => number): number {
  let all = 0
  for (const part of parts) all += of(part)
  return all
}

async function rejected(error: unknown): Promise<never> {
  throw error
}

/** What one of them makes of a key. */
function among(parts: readonly PackedOperations[], key: Uint8Array, hash: number): ReturnType<PackedOperations['get']> {
  for (const part of parts) {
    const operation = part.get(key, hash)
    if (operation !== undefined) return operation
  }
  return undefined
}
