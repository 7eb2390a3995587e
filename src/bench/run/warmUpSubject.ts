import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isCoterieError } from '../../errors/CoterieError.ts'
import type { CachedHistory } from '../workloads/HistoryCache.ts'
import { mostPerBlock } from '../workloads/mostPerBlock.ts'
import { DEFAULT_PARAMETERS, type WorkloadParameters, parameterRanges } from '../workloads/WorkloadParameters.ts'

/**
 * A short workload of the same kind with other senders, so that nothing of the history is known after it. Where threads may take part,
 * it has several joiners or groups, too, and a state that is small enough for them (`planReplay`).
 * @param n transactions.
 */
export function warmUpWorkload(
  { workload, joiners, perBlock, ...rest }: WorkloadParameters,
  n: number,
): WorkloadParameters {
  const groups = Math.min(rest.groups, 2)
  const accounts = Math.min(rest.accounts, joiners > 1 || groups > 1 ? 300 : 1000)
  // A recording of Besu may have larger blocks than any workload.
  const markers = Math.min(perBlock, mostPerBlock({ workload, n, accounts }), parameterRanges.perBlock[1])
  return { ...DEFAULT_PARAMETERS, workload, n, perBlock: markers, seed: 'warm-up', accounts, groups, joiners }
}

/**
 * The shortest recording beside another one that has as many markers in a block, else the shortest: it does what no workload does, the
 * creation of group and token. What cannot be read is passed over. `undefined`: there is none.
 * @param perBlock markers in a block.
 * @param read reads a recording.
 */
export async function warmUpRecording(
  recording: string,
  perBlock: number,
  read: (path: string) => Promise<CachedHistory>,
): Promise<CachedHistory | undefined> {
  let shortest: CachedHistory | undefined
  for (const path of await recordingsBeside(recording)) {
    try {
      const other = await read(path)
      if (other.history.parameters.perBlock === perBlock) return other
      shortest ??= other
    } catch (error) {
      // What lies beside it need not be a recording.
      if (!isCoterieError(error)) throw error
    }
  }
  return shortest
}

/** Paths of files, shortest file first. */
async function recordingsBeside(recording: string): Promise<string[]> {
  const folder = dirname(recording)
  // A file may be readable in a folder that is not.
  const names = await readdir(folder).catch(() => [])
  const others = names.filter((name) => name.endsWith('.json.gz') && name !== basename(recording))
  const found = await Promise.all(
    others.map(async (name) => {
      const path = join(folder, name)
      // What a link points to may be gone.
      const stats = await stat(path).catch(() => undefined)
      return stats?.isFile() === true ? [{ path, size: stats.size }] : []
    }),
  )
  return found
    .flat()
    .sort((a, b) => a.size - b.size)
    .map(({ path }) => path)
}
