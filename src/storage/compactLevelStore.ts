import { Level } from 'level'
import { LEVEL_OPTIONS } from './levelStore.ts'

/** What `level` is under Node.js and does not say, because it is none in browsers. */
type Database = Level<Uint8Array, Uint8Array> & {
  compactRange(start: Uint8Array, end: Uint8Array): Promise<void>
}

/** Above all keys: they begin with the prefix of a key space and a hash or number at most that long. */
const LAST_KEY = new Uint8Array(64).fill(0xff)

/**
 * Merges all tables of the LevelDB in a folder, which nobody has open: what it does by and by while it is used. Nothing that is
 * read from it changes.
 * @throws what opening it throws.
 */
export async function compactLevelStore(path: string): Promise<void> {
  const database = new Level(path, { ...LEVEL_OPTIONS, createIfMissing: false }) as Database
  await database.open()
  try {
    await database.compactRange(new Uint8Array(0), LAST_KEY)
  } finally {
    await database.close()
  }
}
