import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DEFAULT_PARAMETERS, type WorkloadParameters } from '../workloads/WorkloadParameters.ts'

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
  return { ...DEFAULT_PARAMETERS, workload, n, perBlock, seed: 'warm-up', accounts, groups, joiners }
}

/** The shortest recording beside another one: it does what no workload does, the creation of group and token. `undefined`: there is none. */
export async function warmUpRecording(recording: string): Promise<string | undefined> {
  const folder = dirname(recording)
  const others = (await readdir(folder)).filter((name) => name.endsWith('.json.gz') && name !== basename(recording))
  const sizes = await Promise.all(
    others.map(async (name) => ({ path: join(folder, name), size: (await stat(join(folder, name))).size })),
  )
  return sizes.sort((a, b) => a.size - b.size)[0]?.path
}
