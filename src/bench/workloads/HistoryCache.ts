import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { CoterieError } from '../../errors/CoterieError.ts'
import { token, workload } from './contracts.ts'
import { flowName, readFlow } from './flowHistory.ts'
import { HISTORY_FORMAT, type History, type HistoryDelivery } from './History.ts'
import { readHistory, writeHistory } from './historyFiles.ts'
import { LONG_WORKLOAD, recordLongWorkload } from './recordLongWorkload.ts'
import { type RecordingOptions, recordWorkload } from './recordWorkload.ts'
import { DEFAULT_PARAMETERS, type WorkloadParameters, nameOf, requireParameters } from './WorkloadParameters.ts'

/** A history with the folder that it is in. */
export interface CachedHistory {
  readonly history: History
  readonly folder: string
}

/** Recorded histories in a folder: recorded when they are asked for first, then read. */
export class HistoryCache {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /**
   * A workload's history. Long ones are recorded by {@link recordLongWorkload}.
   * @throws {CoterieError} `INVALID_OPTION` for parameters that cannot be had; `CALL_FAILED`.
   */
  async workload(
    parameters: WorkloadParameters,
    options: Pick<RecordingOptions, 'onProgress'> = {},
  ): Promise<CachedHistory> {
    requireParameters(parameters)
    const { joiners, ...others } = parameters
    // One joiner is not named: what was recorded before there could be several is known by the rest.
    const identity = joiners === DEFAULT_PARAMETERS.joiners ? others : parameters
    const folder = this.#folderOf(nameOf(parameters), JSON.stringify([identity, token, workload]))
    const known = await readHistory(folder)
    if (known !== undefined) return { history: known, folder }
    const isLong = parameters.n * parameters.groups >= LONG_WORKLOAD
    const make = (scratch: string): AsyncGenerator<HistoryDelivery, History> =>
      isLong ? recordLongWorkload(parameters, scratch, options) : recordWorkload(parameters, options)
    return { history: await writeHistory(folder, make), folder }
  }

  /**
   * A recording of Besu in the form of a history.
   * @param name of the history; default: that of the file.
   * @throws {CoterieError} `NOT_FOUND`; {@link DecodeError}, which names the path.
   */
  async recording(path: string, name: string = flowName(path)): Promise<CachedHistory> {
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new CoterieError('NOT_FOUND', `${path} cannot be read; name a recording`, { cause })
    })
    const folder = this.#folderOf(basename(path).replace(/\..*$/, ''), createHash('sha256').update(bytes).digest('hex'))
    const known = await readHistory(folder)
    // The same recording may be there under several names.
    if (known !== undefined) return { history: { ...known, name }, folder }
    const flow = await readFlow(path)
    return { history: { ...(await writeHistory(folder, flow.deliveries)), name }, folder }
  }

  #folderOf(name: string, identity: string): string {
    const digest = createHash('sha256').update(`${HISTORY_FORMAT}\n${identity}`).digest('hex').slice(0, 12)
    return join(this.folder, `${name.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 80)}-${digest}`)
  }
}

/** Where histories are kept unless told otherwise: `$XDG_CACHE_HOME/coterie/histories`, else in the system's folder for temporary files. */
export function defaultCacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const cache = environment['XDG_CACHE_HOME'] ?? ''
  return cache === '' ? join(tmpdir(), 'coterie-histories') : join(cache, 'coterie', 'histories')
}
