/**
 * A map that forgets what has not been used for long: when the younger of two generations is full, the older is dropped
 * and the younger takes its place. Holds at most twice its capacity, and what is used again comes back to the younger.
 *
 * A `Map` out of which the oldest entries are deleted one by one does not do: each of its hash tables refers to the next one also
 * when it is garbage, so that once one of them is in the old generation of the heap all that come after follow it there, with
 * everything that was ever put in, until the next full collection.
 */
export class RecentMap<K, V extends NonNullable<unknown> | null> {
  readonly #capacity: number
  #young = new Map<K, V>()
  /** None before the first generation is full: most maps of a short-lived state never fill one. */
  #old: Map<K, V> | undefined

  /** @param capacity entries of a generation, at least 1. */
  constructor(capacity: number) {
    this.#capacity = Math.max(1, Math.floor(capacity))
  }

  /** Entries in memory, at most. */
  get size(): number {
    return this.#young.size + (this.#old?.size ?? 0)
  }

  /** The value of a key that is still remembered. */
  get(key: K): V | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old?.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: K, value: V): void {
    this.#young.set(key, value)
    if (this.#young.size <= this.#capacity) return
    this.#old = this.#young
    this.#young = new Map()
  }

  /** Forgets everything. */
  clear(): void {
    this.#young = new Map()
    this.#old = undefined
  }
}
