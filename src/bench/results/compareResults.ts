import { type Spread, ratioOf } from '../measure/spread.ts'
import { changedEnvironment } from './changedEnvironment.ts'
import { historyDifference } from './historyTitles.ts'
import { type ResultLine, type RunIdentity, identityKey, nameKey, runKey } from './ResultLine.ts'
import { type ResultRow, resultRows } from './resultRows.ts'

/** Runs on each side that a verdict needs. */
export const LEAST_RUNS = 3

/**
 * `unclear`: the runs of both overlap. `too few runs`: fewer than {@link LEAST_RUNS} on a side. `failed …`: the contender did not
 * end as the recording there, so that nothing is compared.
 */
export type Verdict =
  'faster' | 'slower' | 'unclear' | 'too few runs' | 'failed before' | 'failed after' | 'failed in both'

/** The same contender on the same history in two files of results. */
export interface ComparedRow extends RunIdentity {
  /** Name of the history; where several share it, with what tells them apart. */
  readonly title: string
  /** Microseconds a transaction; `undefined`: no run has ended. */
  readonly before: Spread | undefined
  readonly after: Spread | undefined
  /** Runs that have ended. */
  readonly runs: readonly [before: number, after: number]
  /** How many times as fast it has become, with the least and the greatest that the runs allow; `undefined` where one has failed. */
  readonly speedUp: Spread | undefined
  readonly verdict: Verdict
  /** Why it has failed; of the second file, if in both. */
  readonly reason: string | undefined
}

/** The same contender on histories that share no more than the name: nothing is compared. */
export interface DifferentHistories extends RunIdentity {
  /** For instance `gap 0 → 10`. */
  readonly difference: string
}

/** What only one file has. */
export interface OnlyRow extends RunIdentity {
  readonly title: string
  /** Why it has failed; `undefined`: it has not. */
  readonly failed: string | undefined
}

/** Two files of results, compared. */
export interface ComparedResults {
  readonly rows: readonly ComparedRow[]
  readonly differentHistories: readonly DifferentHistories[]
  readonly onlyBefore: readonly OnlyRow[]
  readonly onlyAfter: readonly OnlyRow[]
  /** Versions, machine and how it was measured, where they differ: name to both values. */
  readonly changed: Readonly<Record<string, readonly [before: string, after: string]>>
}

/** Compares what two files have in common. */
export function compareResults(before: readonly ResultLine[], after: readonly ResultLine[]): ComparedResults {
  const [old, recent] = [entriesOf(before), entriesOf(after)]
  const rows: ComparedRow[] = []
  for (const entry of [...recent]) {
    const earlier = [...old].find((one) => isSame(one, entry))
    if (earlier === undefined) continue
    rows.push(compared(earlier, entry))
    old.delete(earlier)
    recent.delete(entry)
  }
  const differentHistories: DifferentHistories[] = []
  for (const entry of [...recent]) {
    const earlier = [...old].find((one) => nameKey(one.identity) === nameKey(entry.identity))
    if (earlier?.row === undefined || entry.row === undefined) continue
    // Failures are told with what only one file has.
    if (earlier.failed !== undefined || entry.failed !== undefined) continue
    differentHistories.push({ ...entry.identity, difference: historyDifference(earlier.row, entry.row) })
    old.delete(earlier)
    recent.delete(entry)
  }
  return {
    rows,
    differentHistories,
    onlyBefore: [...old].map(onlyRow),
    onlyAfter: [...recent].map(onlyRow),
    changed: changedEnvironment(before, after),
  }
}

/** What a file says of one contender and history: runs, or a failure, or both. */
interface Entry {
  readonly identity: RunIdentity
  readonly row: ResultRow | undefined
  readonly failed: string | undefined
}

function entriesOf(lines: readonly ResultLine[]): Set<Entry> {
  const failures = new Map(
    lines.flatMap((line) => (line.kind === 'failed' ? [[identityKey(line), line] as const] : [])),
  )
  const rows = resultRows(lines)
  const entries = rows.map((row) => {
    return { identity: identityOf(row), row, failed: failures.get(identityKey(row))?.reason }
  })
  const known = new Set(rows.map(identityKey))
  const others = [...failures].filter(([key]) => !known.has(key))
  return new Set([
    ...entries,
    ...others.map(([, line]) => ({ identity: identityOf(line), row: undefined, failed: line.reason })),
  ])
}

/** Those who have failed from the first run on have no roots. */
function isSame(one: Entry, other: Entry): boolean {
  if (one.row !== undefined && other.row !== undefined) return runKey(one.row) === runKey(other.row)
  return identityKey(one.identity) === identityKey(other.identity)
}

function compared(before: Entry, after: Entry): ComparedRow {
  const hasFailed = before.failed !== undefined || after.failed !== undefined
  const { us: old } = before.row ?? {}
  const { us: recent } = after.row ?? {}
  const runs = [before.row?.runs ?? 0, after.row?.runs ?? 0] as const
  const speedUp = hasFailed || old === undefined || recent === undefined ? undefined : ratioOf(old, recent)
  return {
    ...after.identity,
    title: titleOf(after),
    ...{ before: old, after: recent, runs, speedUp, reason: after.failed ?? before.failed },
    verdict: verdictOf(before, after, speedUp),
  }
}

function verdictOf(before: Entry, after: Entry, speedUp: Spread | undefined): Verdict {
  if (before.failed !== undefined && after.failed !== undefined) return 'failed in both'
  if (before.failed !== undefined) return 'failed before'
  if (after.failed !== undefined) return 'failed after'
  const fewest = Math.min(before.row?.runs ?? 0, after.row?.runs ?? 0)
  if (speedUp === undefined || fewest < LEAST_RUNS) return 'too few runs'
  return speedUp.min > 1 ? 'faster' : speedUp.max < 1 ? 'slower' : 'unclear'
}

function identityOf(one: RunIdentity): RunIdentity {
  const { history, parameters, madeBy, contender, senders, crypto, join, replayThreads } = one
  return { history, parameters, madeBy, contender, senders, crypto, join, replayThreads }
}

function titleOf({ identity, row }: Entry): string {
  return row?.title ?? identity.history
}

function onlyRow(entry: Entry): OnlyRow {
  return { ...entry.identity, title: titleOf(entry), failed: entry.failed }
}
