import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { CoterieError } from '../../errors/CoterieError.ts'
import { HISTORY_FORMAT, type History, type HistoryDelivery } from './History.ts'

const DESCRIPTION = 'history.json'
const DELIVERIES = 'deliveries.jsonl.gz'

/**
 * Writes a history into a folder that is there as a whole or not at all.
 * @param make gives the deliveries in order and returns the description.
 */
export async function writeHistory(
  folder: string,
  make: () => AsyncGenerator<HistoryDelivery, History>,
): Promise<History> {
  await mkdir(dirname(folder), { recursive: true })
  const unfinished = await mkdtemp(`${folder}.`)
  try {
    let history: History | undefined
    const lines = async function* (): AsyncGenerator<string> {
      const deliveries = make()
      for (;;) {
        const next = await deliveries.next()
        if (next.done === true) {
          history = next.value
          return
        }
        yield `${JSON.stringify(next.value)}\n`
      }
    }
    const gzip = createGzip({ level: 1 })
    await pipeline(Readable.from(lines()), gzip, createWriteStream(join(unfinished, DELIVERIES)))
    if (history === undefined) throw unusable(folder)
    await writeFile(join(unfinished, DESCRIPTION), JSON.stringify(history, undefined, 2))
    await rm(folder, { recursive: true, force: true })
    await rename(unfinished, folder)
    return history
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

/** The history in a folder; `undefined` when there is none, or one of another version. */
export async function readHistory(folder: string): Promise<History | undefined> {
  const text = await readFile(join(folder, DESCRIPTION), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const history = JSON.parse(text) as History
    return history.format === HISTORY_FORMAT ? history : undefined
  } catch {
    return undefined
  }
}

/** The history in a folder. @throws {CoterieError} `NOT_FOUND`. */
export async function requireHistory(folder: string): Promise<History> {
  const history = await readHistory(folder)
  if (history === undefined) throw unusable(folder)
  return history
}

/** The deliveries of a history, in order, without holding all of them. */
export async function* readDeliveries(folder: string): AsyncGenerator<HistoryDelivery> {
  const input = createReadStream(join(folder, DELIVERIES)).pipe(createGunzip())
  for await (const line of createInterface({ input })) yield JSON.parse(line) as HistoryDelivery
}

function unusable(folder: string): CoterieError {
  return new CoterieError(
    'NOT_FOUND',
    `there is no recorded history in ${folder}; remove the folder and record it again`,
  )
}
