import type { Crypto, Join, ReplayThreadCount, RunCosts, RunMeasurement, Senders } from '../run/Contender.ts'
import { SWEPT_PARAMETERS, type WorkloadParameters } from '../workloads/WorkloadParameters.ts'

/** Version of the format of result files. */
export const RESULT_FORMAT = 'coterie-bench/2'

/** What was replayed and by whom. */
export interface RunIdentity {
  /** Name of the history. */
  readonly history: string
  readonly parameters: WorkloadParameters
  /** Who made the roots. */
  readonly madeBy: 'besu' | 'coterie'
  readonly contender: string
  readonly senders: Senders
  readonly crypto: Crypto
  readonly join: Join
  readonly replayThreads: ReplayThreadCount
}

/** Versions and machine by name, and how it was measured. */
export interface ResultEnvironment {
  readonly [name: string]: string | number | undefined
  /** When measuring began: ISO 8601. */
  readonly date?: string
  /** Seconds that each process warms up at least; 0: not at all. `undefined` in files that were written before this was kept. */
  readonly warmUpSeconds?: number
}

/** First line of a result file. */
export interface EnvironmentLine {
  readonly kind: 'environment'
  readonly format: typeof RESULT_FORMAT
  readonly environment: ResultEnvironment
}

/** One measured replay. */
export interface RunLine extends RunIdentity, Omit<RunMeasurement, 'costs'> {
  readonly kind: 'run'
  /** From 1. */
  readonly repeat: number
}

/** Where the time of a replay went; found out in a run of its own, whose time does not count. */
export interface CostsLine extends RunIdentity, RunCosts {
  readonly kind: 'costs'
}

/** A contender that did not take part, or did not end as the recording. */
export interface SkippedLine extends RunIdentity {
  readonly kind: 'skipped' | 'failed'
  readonly reason: string
}

/** A line of a result file (JSON Lines). */
export type ResultLine = EnvironmentLine | RunLine | CostsLine | SkippedLine

const CRYPTO_NAMES = { wasm: 'WASM crypto', pure: 'pure JS crypto' } as const

/** What tells histories apart: recordings may share a name, and those of one shape end with other roots. */
export type HistoryIdentity = Pick<RunIdentity, 'history' | 'parameters'> & Pick<RunLine, 'roots'>

/** Text that is equal for the same history only: name, parameters and final roots. */
export function historyKey({ history, parameters, roots }: HistoryIdentity): string {
  return JSON.stringify([history, ...parameterValues(parameters), ...roots])
}

/** Text that is equal for runs of the same contender on the same history. */
export function runKey(run: RunIdentity & HistoryIdentity): string {
  return JSON.stringify([historyKey(run), ...circumstances(run)])
}

/** As {@link runKey}, for lines that know no roots: histories of one name with the same parameters are not told apart. */
export function identityKey(identity: RunIdentity): string {
  return JSON.stringify([identity.history, ...parameterValues(identity.parameters), ...circumstances(identity)])
}

/** Text that is equal for the same contender on histories of the same name. */
export function nameKey(identity: RunIdentity): string {
  return JSON.stringify([identity.history, ...circumstances(identity)])
}

function parameterValues({ workload, seed, ...numbers }: WorkloadParameters): (string | number)[] {
  return [workload, seed, ...SWEPT_PARAMETERS.map((name) => numbers[name])]
}

function circumstances({ contender, senders, crypto, join, replayThreads }: RunIdentity): (string | number | null)[] {
  return [contender, senders, crypto, join, replayThreads]
}

/** The contender with what is not usual about it. */
export function variantName({
  contender,
  senders,
  crypto,
  join,
  replayThreads,
}: Pick<RunIdentity, 'contender' | 'senders' | 'crypto' | 'join' | 'replayThreads'>): string {
  const notes = [
    ...(senders === 'fresh' ? [] : ['known senders']),
    ...(crypto === 'native' ? [] : [CRYPTO_NAMES[crypto]]),
    ...(join === 'replay' ? [] : [`join ${join}`]),
    ...(replayThreads === null ? [] : [threadsText(replayThreads)]),
  ]
  return notes.length === 0 ? contender : `${contender}, ${notes.join(', ')}`
}

/** A number of replay threads in words. */
export function threadsText(count: number): string {
  return count === 0 ? 'no replay threads' : `${count} replay thread${count === 1 ? '' : 's'}`
}
