import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { CoterieError } from '../../errors/CoterieError.ts'
import { DecodeError } from '../../errors/DecodeError.ts'
import { makeFolder } from '../../storage/makeFolder.ts'
import { HISTORY_FORMAT, type History, type HistoryDelivery, type HistoryPayload } from './History.ts'
import { DEFAULT_PARAMETERS } from './WorkloadParameters.ts'

const DESCRIPTION = 'history.json'
const DELIVERIES = 'deliveries.jsonl.gz'

/** Characters from which on a payload is in a file of its own, not in a line: history blobs may have hundreds of millions. */
const LARGE = 100_000

/** A delivery as a line holds it. */
interface StoredDelivery extends Omit<HistoryDelivery, 'payloads'> {
  readonly payloads: readonly (Omit<HistoryPayload, 'payload'> & {
    readonly payload: string | { readonly file: string }
  })[]
}

/**
 * Writes a history into a folder that is there as a whole or not at all; delivery by delivery, without holding all of them.
 * @param make gives the deliveries in order and returns the description. It may use the folder that it is given until then.
 * @throws {CoterieError} `STORE_IO` when the folder around it is none; whatever `make` throws.
 */
export async function writeHistory(
  folder: string,
  make: (scratch: string) => AsyncGenerator<HistoryDelivery, History>,
): Promise<History> {
  await makeFolder(dirname(folder))
  // At once, and removed by programs that are ended in the middle.
  const unfinished = mkdtempSync(`${folder}.`)
  const remove = (): void => rmSync(unfinished, { recursive: true, force: true, maxRetries: 5 })
  process.once('exit', remove)
  try {
    const scratch = join(unfinished, 'scratch')
    await mkdir(scratch)
    let history: History | undefined
    const lines = async function* (): AsyncGenerator<string> {
      const deliveries = make(scratch)
      let files = 0
      for (;;) {
        const next = await deliveries.next()
        if (next.done === true) {
          history = next.value
          return
        }
        const payloads: StoredDelivery['payloads'][number][] = []
        for (const one of next.value.payloads) {
          if (one.payload.length < LARGE) payloads.push(one)
          else {
            const file = `payload-${++files}.txt`
            await writeFile(join(unfinished, file), one.payload, 'latin1')
            payloads.push({ ...one, payload: { file } })
          }
        }
        yield `${JSON.stringify({ ...next.value, payloads } satisfies StoredDelivery)}\n`
      }
    }
    const gzip = createGzip({ level: 1 })
    await pipeline(Readable.from(lines()), gzip, createWriteStream(join(unfinished, DELIVERIES)))
    if (history === undefined) throw unusable(folder)
    await writeFile(join(unfinished, DESCRIPTION), JSON.stringify(history, undefined, 2))
    await rm(scratch, { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
    await rename(unfinished, folder)
    return history
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  } finally {
    process.off('exit', remove)
  }
}

/** The history in a folder; `undefined` when there is none, or one of another version. */
export async function readHistory(folder: string): Promise<History | undefined> {
  const text = await readFile(join(folder, DESCRIPTION), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const history = JSON.parse(text) as History & Partial<Pick<History, 'newcomers'>>
    if (history.format !== HISTORY_FORMAT) return undefined
    // Those that were recorded when there was always one newcomer do not say so.
    const { newcomer, newcomers = [newcomer], parameters } = history
    return { ...history, newcomers, parameters: { ...DEFAULT_PARAMETERS, ...parameters } }
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

/**
 * The deliveries of a history, in order, without holding all of them.
 * @throws {DecodeError} when the files are damaged or not there.
 */
export async function* readDeliveries(folder: string): AsyncGenerator<HistoryDelivery> {
  const lines = linesOf(join(folder, DELIVERIES))
  for (;;) {
    const delivery = await nextOf(lines, folder).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new DecodeError('recorded history', `${folder} is damaged (${why}); remove it, and record it again`, {
        cause,
      })
    })
    if (delivery === undefined) return
    yield delivery
  }
}

async function nextOf(lines: AsyncIterator<string>, folder: string): Promise<HistoryDelivery | undefined> {
  const line = await lines.next()
  if (line.done === true) return undefined
  const { rlp, payloads } = JSON.parse(line.value) as StoredDelivery
  const whole: HistoryPayload[] = []
  for (const one of payloads) {
    const { payload } = one
    whole.push({
      ...one,
      payload: typeof payload === 'string' ? payload : await readFile(join(folder, payload.file), 'latin1'),
    })
  }
  return { rlp, payloads: whole }
}

/** The interface of `node:readline` does not tell of errors of what it reads from. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file)
  const text = createGunzip().setEncoding('utf8')
  source.on('error', (error) => text.destroy(error))
  let rest = ''
  try {
    for await (const chunk of source.pipe(text) as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    source.destroy()
  }
}

function unusable(folder: string): CoterieError {
  return new CoterieError(
    'NOT_FOUND',
    `there is no recorded history in ${folder}; remove the folder and record it again`,
  )
}
