/** One change of a store: a value puts, `undefined` deletes (deleting an absent key is no error). */
export interface WriteOperation {
  readonly key: Uint8Array
  readonly value: Uint8Array | undefined
}

/**
 * An ordered map of bytes to bytes that knows nothing of what they mean.
 *
 * Bytes handed out are not to be changed by the caller. Bytes handed in may be reused once {@link write} has ended.
 * After {@link close} everything else throws a `CoterieError` with code `CLOSED`. Trouble with the medium is `STORE_IO`,
 * contents that cannot be read are `STORE_CORRUPT`.
 */
export interface KeyValueStore {
  /** The value of `key`, or `undefined`. Synchronous, because state is read in the middle of an execution. */
  get(key: Uint8Array): Uint8Array | undefined
  /**
   * Applies all operations or none, also when the process dies meanwhile. Of several operations on one key the last
   * counts. Batches are applied in the order of the calls. The batch may be gone through more than once, until the write
   * has ended.
   *
   * No promise where it has been done at once; what is wrong is told by a promise in any case.
   *
   * Once the medium has failed to take a batch, a store on disk refuses all others until it is opened again.
   */
  write(batch: Iterable<WriteOperation>): void | Promise<void>
  /**
   * All entries whose key starts with `prefix` (empty: all entries), in byte order of the keys, as they were when the
   * iteration began.
   */
  entries(prefix: Uint8Array): AsyncIterable<readonly [key: Uint8Array, value: Uint8Array]>
  /** Waits for writes that are under way and closes. Closing again does nothing. */
  close(): Promise<void>
  /** Same as {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
