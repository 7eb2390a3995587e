import { type CachedHistory, HistoryCache } from '../workloads/HistoryCache.ts'
import { recordingNames } from '../workloads/recordingNames.ts'
import { nameOf } from '../workloads/WorkloadParameters.ts'
import type { BenchPlan } from './BenchPlan.ts'

/** Recordings of Besu by path. */
export type Recordings = ReadonlyMap<string, CachedHistory>

/**
 * Reads all recordings of a plan, so that one that cannot be used is found out before anything is measured. Each has a name of its own.
 * @param onRead called with the path before a recording is read.
 * @throws {CoterieError} `NOT_FOUND`; {@link DecodeError}, which names the path.
 */
export async function readRecordings(
  { items, cache }: Pick<BenchPlan, 'items' | 'cache'>,
  onRead: (path: string) => void = () => undefined,
): Promise<Recordings> {
  const subjects = items.map(({ subject }) => subject)
  const paths = subjects.flatMap((subject) => ('recording' in subject ? [subject.recording] : []))
  const workloads = subjects.flatMap((subject) => ('recording' in subject ? [] : [nameOf(subject)]))
  const histories = new HistoryCache(cache)
  const read = new Map<string, CachedHistory>()
  for (const [path, name] of recordingNames(paths, [...new Set(workloads)])) {
    onRead(path)
    read.set(path, await histories.recording(path, name))
  }
  return read
}
