import { CoterieError } from '../errors/CoterieError.ts'
import type { KeyValueStore } from './KeyValueStore.ts'

/** A view of a store in which every write fails with `STORE_IO`. Closing it closes the store. */
export function readOnlyStore(store: KeyValueStore): KeyValueStore {
  return {
    get: (key) => store.get(key),
    entries: (prefix) => store.entries(prefix),
    write: async () => {
      throw new CoterieError(
        'STORE_IO',
        'the database was opened for reading; use createNetwork({ dataPath }) to go on with it',
      )
    },
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  }
}
