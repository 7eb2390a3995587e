import { join } from 'node:path'
import { CoterieError } from '../../errors/CoterieError.ts'
import type { Hex } from '../../primitives/bytes.ts'
import type { History, HistoryDelivery } from './History.ts'
import { type RecordingOptions, recordWorkload } from './recordWorkload.ts'
import type { WorkloadParameters } from './WorkloadParameters.ts'

/** Transactions from which on a workload is recorded by the fast engine. */
export const LONG_WORKLOAD = 20_000

/** How {@link recordLongWorkload} records. */
export interface LongRecordingOptions extends Pick<RecordingOptions, 'onProgress'> {
  /** Transactions that the reference engine executes, too. Default 500. */
  readonly checked?: number
}

/**
 * Records a workload with the fast engine and databases on disk. The reference engine executes the first transactions, too;
 * both must have the same roots there.
 * @param scratch folder for the databases.
 * @throws {CoterieError} `STATE_INCONSISTENT` when the roots differ.
 */
export async function* recordLongWorkload(
  parameters: WorkloadParameters,
  scratch: string,
  { checked = 500, onProgress }: LongRecordingOptions = {},
): AsyncGenerator<HistoryDelivery, History> {
  const expected = await rootsAfter(parameters, Math.min(checked, parameters.n * parameters.groups))
  let compared = false
  const onRoots = (done: number, roots: () => Hex[]): void => {
    if (done !== expected.done) return
    compared = true
    const found = roots()
    if (found.every((root, index) => root === expected.roots[index])) return
    throw new CoterieError(
      'STATE_INCONSISTENT',
      `after ${done} transactions the engines have different roots: ${found.join()} and ${expected.roots.join()}`,
    )
  }
  const history = yield* recordWorkload(parameters, {
    engine: 'fast',
    dataPath: join(scratch, 'network'),
    onRoots,
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  if (compared) return history
  throw new CoterieError('STATE_INCONSISTENT', `the roots after ${expected.done} transactions were not compared`)
}

/** The roots that the reference engine has after the first transactions. */
async function rootsAfter(parameters: WorkloadParameters, least: number): Promise<{ done: number; roots: Hex[] }> {
  let reached: { done: number; roots: Hex[] } | undefined
  const onRoots = (done: number, roots: () => Hex[]): void => {
    if (done >= least) reached ??= { done, roots: roots() }
  }
  const recording = recordWorkload(parameters, { engine: 'reference', onRoots })
  try {
    while (reached === undefined) {
      if ((await recording.next()).done === true) break
    }
  } finally {
    await recording.return(undefined as never)
  }
  if (reached !== undefined) return reached
  throw new CoterieError('STATE_INCONSISTENT', `the workload has ended before ${least} transactions`)
}
