import type { BatchDBOp, DB } from '@ethereumjs/util'
import { Level } from 'level'

type Key = string
type Value = Uint8Array

/** The database of a trie in LevelDB, as the documentation of `@ethereumjs/mpt` shows it. */
export class LevelTrieStore implements DB<Key, Value> {
  readonly #level: Level<Key, Value>

  constructor(level: string | Level<Key, Value>) {
    this.#level = typeof level === 'string' ? new Level(level, { valueEncoding: 'view' }) : level
  }

  get(key: Key): Promise<Value | undefined> {
    return this.#level.get(key)
  }

  put(key: Key, value: Value): Promise<void> {
    return this.#level.put(key, value)
  }

  del(key: Key): Promise<void> {
    return this.#level.del(key)
  }

  batch(operations: BatchDBOp<Key, Value>[]): Promise<void> {
    return this.#level.batch(operations)
  }

  shallowCopy(): LevelTrieStore {
    return new LevelTrieStore(this.#level)
  }

  open(): Promise<void> {
    return this.#level.open()
  }

  close(): Promise<void> {
    return this.#level.close()
  }
}
