import { type Spread, ratioOf } from '../measure/spread.ts'
import { type ResultLine, type RunIdentity, identityKey } from './ResultLine.ts'
import { resultRows } from './resultRows.ts'

/** The same contender on the same history in two files of results. */
export interface ComparedRow extends Omit<RunIdentity, 'parameters'> {
  /** Microseconds a transaction. */
  readonly before: Spread
  readonly after: Spread
  /** How many times as fast it has become, with the least and the greatest that the runs allow. */
  readonly speedUp: Spread
  /** `unclear`: the runs of both overlap. */
  readonly verdict: 'faster' | 'slower' | 'unclear'
}

/** Two files of results, compared. */
export interface ComparedResults {
  readonly rows: readonly ComparedRow[]
  /** What only one of the two has: history and contender. */
  readonly onlyBefore: readonly RunIdentity[]
  readonly onlyAfter: readonly RunIdentity[]
  /** Versions and machine where they differ: name to both values. */
  readonly changed: Readonly<Record<string, readonly [before: string, after: string]>>
}

/** Compares what two files have in common. */
export function compareResults(before: readonly ResultLine[], after: readonly ResultLine[]): ComparedResults {
  const [old, recent] = [resultRows(before), resultRows(after)]
  const known = new Map(old.map((row) => [identityKey(row), row]))
  const keys = new Set(recent.map(identityKey))
  const rows = recent.flatMap((row): ComparedRow[] => {
    const earlier = known.get(identityKey(row))
    if (earlier === undefined) return []
    const { history, madeBy, contender, senders, crypto, join, replayThreads } = row
    const speedUp = ratioOf(earlier.us, row.us)
    const verdict = speedUp.min > 1 ? 'faster' : speedUp.max < 1 ? 'slower' : 'unclear'
    const identity = { history, madeBy, contender, senders, crypto, join, replayThreads }
    return [{ ...identity, before: earlier.us, after: row.us, speedUp, verdict }]
  })
  return {
    rows,
    onlyBefore: old.filter((row) => !keys.has(identityKey(row))),
    onlyAfter: recent.filter((row) => !known.has(identityKey(row))),
    changed: changedEnvironment(before, after),
  }
}

function changedEnvironment(before: readonly ResultLine[], after: readonly ResultLine[]): ComparedResults['changed'] {
  const [old, recent] = [environmentOf(before), environmentOf(after)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(recent)])]
  return Object.fromEntries(
    names
      .map((name) => [name, [old[name] ?? '–', recent[name] ?? '–'] as const] as const)
      .filter(([, [a, b]]) => a !== b),
  )
}

function environmentOf(lines: readonly ResultLine[]): Readonly<Record<string, string>> {
  return lines.find((line) => line.kind === 'environment')?.environment ?? {}
}
