import { Level } from 'level'
import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { stageClock } from '../primitives/StageClock.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import type { KeyValueStore, WriteOperation } from './KeyValueStore.ts'
import { makeFolder } from './makeFolder.ts'
import { storeClosedError } from './storeClosedError.ts'

type Database = Level<Uint8Array, Uint8Array>

/**
 * Of what was written, LevelDB keeps so much in memory (twice, while it is sorted) and in a log that it reads when it is opened.
 * Each time it is full, LevelDB merges it into what it has, and trie nodes lie among all others there: beside 400 MB of them,
 * a replay with 16 MB costs twice the time of the processor. What is in the log takes its time when a database is opened again.
 */
const WRITE_BUFFER = 32 * 2 ** 20

/** How databases are opened. Not compressed: most of what is stored are hashes, and reading them is a third faster so. */
export const LEVEL_OPTIONS = {
  keyEncoding: 'view',
  valueEncoding: 'view',
  writeBufferSize: WRITE_BUFFER,
  compression: false,
} as const

/**
 * Why stores take no more writes: the first error of LevelDB at one. It may have left a part of a record in its log; LevelDB would
 * write on behind that, and drop all of it when it is opened. To open it anew in the same process is no way out: to close it
 * may complete the record (by what is in the buffer of the file), and then a batch that was reported as failed is there after all.
 */
export interface WriteFailure {
  first: CoterieError | undefined
}

/**
 * Opens a LevelDB in the folder `path`, which is created with its parents if it does not exist.
 *
 * A batch survives the death of the process as a whole or not at all. It is not forced to the disk, so a failure of the
 * machine may take the last batches, in order, but never a part of one.
 *
 * When LevelDB has failed to write a batch, for instance because the disk is full, the store can be read, but takes no more
 * writes: each is `STORE_IO` until the folder has been closed and opened again. Then everything is there whose write had
 * resolved, and the failed batch as a whole or, nearly always, not at all.
 * @param failure given to several stores, lets all of them take no more writes when one has failed.
 * @throws {CoterieError} `STORE_LOCKED` when another process, or another store of this one, has it open; `STORE_IO` when
 * the folder cannot be created or used; `STORE_CORRUPT` when it holds no readable LevelDB.
 */
export async function openLevelStore(
  path: string,
  failure: WriteFailure = { first: undefined },
): Promise<KeyValueStore> {
  try {
    await makeFolder(path)
  } catch (error) {
    throw new CoterieError('STORE_IO', `cannot create the folder ${path}; choose one that may be written`, {
      cause: error,
      details: { path },
    })
  }
  const database: Database = new Level(path, LEVEL_OPTIONS)
  try {
    await database.open()
  } catch (error) {
    throw openingError(path, error)
  }
  return new LevelStore(database, failure)
}

class LevelStore implements KeyValueStore {
  readonly #database: Database
  /** LevelDB applies batches that are under way together in any order. */
  readonly #writes = new TaskQueue()
  readonly #writeFailure: WriteFailure
  #closing: Promise<void> | undefined

  constructor(database: Database, failure: WriteFailure) {
    this.#database = database
    this.#writeFailure = failure
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#assertOpen()
    stageClock?.enter('storage')
    try {
      const value = this.#database.getSync(key)
      return value === undefined ? undefined : plain(value)
    } catch (error) {
      throw this.#failure(error)
    } finally {
      stageClock?.leave('storage')
    }
  }

  async write(batch: Iterable<WriteOperation>): Promise<void> {
    this.#assertOpen()
    stageClock?.enter('storage')
    try {
      await this.#writes.run(() => this.#apply(batch))
    } catch (error) {
      throw this.#failure(error)
    } finally {
      stageClock?.leave('storage')
    }
  }

  async *entries(prefix: Uint8Array): AsyncGenerator<readonly [Uint8Array, Uint8Array]> {
    this.#assertOpen()
    const end = successor(prefix)
    const iterator = this.#database.iterator(end === undefined ? { gte: prefix } : { gte: prefix, lt: end })
    try {
      for await (const [key, value] of iterator) yield [plain(key), plain(value)]
    } catch (error) {
      throw this.#failure(error)
    }
    // An iterator that is closed together with its database ends as if there were no more entries.
    this.#assertOpen()
  }

  close(): Promise<void> {
    this.#closing ??= this.#writes.run(() => this.#database.close())
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #apply(operations: Iterable<WriteOperation>): Promise<void> {
    const { first } = this.#writeFailure
    if (first !== undefined) throw noMoreWrites(this.#database.location, first)
    // What fails in here has written nothing.
    const batch = this.#chainedBatch(operations)
    try {
      await batch.write()
    } catch (cause) {
      const error = writingError(this.#database.location, cause)
      this.#writeFailure.first ??= error
      throw error
    }
  }

  /** One that is filled operation by operation: an array of them would be copied, and cost twice the time. */
  #chainedBatch(operations: Iterable<WriteOperation>): ReturnType<Database['batch']> {
    const batch = this.#database.batch()
    for (const { key, value } of operations) {
      if (value === undefined) batch.del(key)
      else batch.put(key, value)
    }
    return batch
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw storeClosedError()
  }

  #failure(error: unknown): CoterieError {
    if (isCoterieError(error)) return error
    if (this.#closing !== undefined) return storeClosedError(error)
    return usingError(this.#database.location, error)
  }
}

/** LevelDB hands out `Buffer`s, whose `slice` and `toString` differ from those of a `Uint8Array`. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The first key after all keys that start with `prefix`, or `undefined` when there is none. */
function successor(prefix: Uint8Array): Uint8Array | undefined {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length--
  if (length === 0) return undefined
  const end = prefix.slice(0, length)
  end[length - 1] = (end[length - 1] ?? 0) + 1
  return end
}

/** The codes and messages of an error of `level` and of its causes, in one line of text each. */
function levelCodes(error: unknown): string {
  const parts: string[] = []
  for (let at = error; at instanceof Error; at = at.cause) parts.push(String('code' in at ? at.code : ''), at.message)
  return parts.join('\n')
}

/** What mends a database that takes no more writes. */
const RESTART = 'free space or mend the disk, then restart, which opens it again'

function writingError(path: string, cause: unknown): CoterieError {
  if (isDamage(cause)) return usingError(path, cause)
  const problem = `the database ${path} could not be written, and takes no more writes`
  return new CoterieError('STORE_IO', `${problem}; ${RESTART}`, { cause, details: { path } })
}

function noMoreWrites(path: string, cause: CoterieError): CoterieError {
  const problem = `the database ${path} takes no more writes, because one has failed`
  return new CoterieError('STORE_IO', `${problem}; ${RESTART}`, { cause, details: { path } })
}

function usingError(path: string, cause: unknown): CoterieError {
  const options = { cause, details: { path } }
  return isDamage(cause)
    ? new CoterieError('STORE_CORRUPT', `the database ${path} is damaged; restore it from a copy`, options)
    : new CoterieError('STORE_IO', `the database ${path} cannot be used; check free space and permissions`, options)
}

function isDamage(error: unknown): boolean {
  return levelCodes(error).includes('LEVEL_CORRUPTION')
}

function openingError(path: string, cause: unknown): CoterieError {
  const codes = levelCodes(cause)
  const options = { cause, details: { path } }
  if (codes.includes('LEVEL_LOCKED')) {
    return new CoterieError('STORE_LOCKED', `another process uses the database ${path}; end it first`, options)
  }
  // LevelDB also reports a file that should be there as an I/O error: that is damage.
  if (codes.includes('LEVEL_IO_ERROR') && !codes.includes('No such file')) {
    return new CoterieError('STORE_IO', `cannot use the folder ${path}; check free space and permissions`, options)
  }
  return new CoterieError(
    'STORE_CORRUPT',
    `the folder ${path} holds no readable database; restore or remove it`,
    options,
  )
}
