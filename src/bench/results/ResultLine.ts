import type { Crypto, Join, ReplayThreadCount, RunCosts, RunMeasurement, Senders } from '../run/Contender.ts'
import type { WorkloadParameters } from '../workloads/WorkloadParameters.ts'

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

/** First line of a result file: versions and machine. */
export interface EnvironmentLine {
  readonly kind: 'environment'
  readonly format: typeof RESULT_FORMAT
  readonly environment: Readonly<Record<string, string>>
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

/** Text that is equal for runs of the same contender on the same history. */
export function identityKey(identity: Omit<RunIdentity, 'parameters'>): string {
  const { history, contender, senders, crypto, join, replayThreads } = identity
  return JSON.stringify([history, contender, senders, crypto, join, replayThreads])
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
