import { STAGES } from '../../primitives/StageClock.ts'
import { type Spread, rates, ratioOf, spread } from '../measure/spread.ts'
import type { RunCosts } from '../run/Contender.ts'
import { historyTitles } from './historyTitles.ts'
import {
  type CostsLine,
  type HistoryIdentity,
  type ResultLine,
  type RunIdentity,
  type RunLine,
  historyKey,
  identityKey,
  runKey,
} from './ResultLine.ts'

/** The contender that others are compared with. */
export const BASE = 'obvious'

/** All runs of one contender on one history. */
export interface ResultRow extends RunIdentity, HistoryIdentity {
  /** Name of the history; where several share it, with what tells them apart. */
  readonly title: string
  readonly runs: number
  /** Transactions of each run, of all joiners together; figures a transaction are over so many. */
  readonly transactions: number
  readonly seconds: Spread
  /** Microseconds a transaction. */
  readonly us: Spread
  /** Transactions a second: those of the median time, the longest and the shortest. */
  readonly perSecond: Spread
  /** Milliseconds of CPU time for 1,000 transactions, all threads. */
  readonly cpuMs: Spread
  readonly peakMb: Spread
  /** Blocks that replay threads have executed. */
  readonly threadBlocks: Spread | undefined
  /** MB handed to the operating system for writing. */
  readonly writtenMb: Spread | undefined
  /** MB by which the database has grown. */
  readonly storedMb: Spread | undefined
  /** MB that the member sent. */
  readonly sentMb: Spread | undefined
  /** How many times as fast as {@link BASE} with fresh senders; `undefined` when that did not take part. */
  readonly speedUp: Spread | undefined
  readonly costs: RunCosts | undefined
  readonly parts: Readonly<Record<string, string>>
}

/** Results a contender and history, in the order in which they were measured first. */
export function resultRows(lines: readonly ResultLine[]): ResultRow[] {
  const grouped = new Map<string, RunLine[]>()
  const costs = new Map<string, CostsLine>()
  for (const line of lines) {
    if (line.kind === 'costs') costs.set(identityKey(line), line)
    if (line.kind !== 'run') continue
    const key = runKey(line)
    grouped.set(key, [...(grouped.get(key) ?? []), line])
  }
  const firsts = [...grouped.values()].flatMap(([first]) => first ?? [])
  const titles = historyTitles(firsts)
  const alike = new Map<string, number>()
  for (const first of firsts) alike.set(identityKey(first), (alike.get(identityKey(first)) ?? 0) + 1)
  const rows = firsts.map((first) => {
    const key = identityKey(first)
    // Costs know no roots; where several histories fit, they are nobody's.
    const known = alike.get(key) === 1 ? costs.get(key) : undefined
    return rowOf(first, grouped.get(runKey(first)) ?? [], known, titles.get(historyKey(first)) ?? first.history)
  })
  const bases = new Map(
    rows
      .filter(({ contender, senders }) => contender === BASE && senders === 'fresh')
      .map((row) => [historyKey(row), row]),
  )
  return rows.map((row) => {
    const base = bases.get(historyKey(row))
    return base === undefined ? row : { ...row, speedUp: ratioOf(base.us, row.us) }
  })
}

/** Stages that the rows tell of, in the order of {@link STAGES}. */
export function stagesOf(rows: readonly ResultRow[]): string[] {
  const order: readonly string[] = STAGES
  const found = new Set(rows.flatMap(({ costs }) => Object.keys(costs?.shares ?? {})))
  return [...order.filter((stage) => found.has(stage)), ...[...found].filter((stage) => !order.includes(stage)).sort()]
}

function rowOf(first: RunLine, runs: readonly RunLine[], costs: CostsLine | undefined, title: string): ResultRow {
  const { history, parameters, madeBy, contender, senders, crypto, join, replayThreads } = first
  const { transactions, roots, parts } = first
  const of = (value: (run: RunLine) => number): Spread => spread(runs.map(value))
  const megabytes = (value: (run: RunLine) => number | null): Spread | undefined => {
    const known = runs.map(value).filter((bytes) => bytes !== null)
    return known.length === 0 ? undefined : spread(known.map((bytes) => bytes / 1e6))
  }
  const threadBlocks = runs.flatMap((run) => run.threadBlocks ?? [])
  return {
    history,
    title,
    parameters,
    roots,
    madeBy,
    contender,
    senders,
    crypto,
    join,
    replayThreads,
    runs: runs.length,
    transactions,
    seconds: of((run) => run.seconds),
    us: of((run) => (run.seconds * 1e6) / run.transactions),
    perSecond: rates(runs.map((run) => run.seconds / run.transactions)),
    cpuMs: of((run) => (run.cpuSeconds * 1e6) / run.transactions),
    peakMb: of((run) => run.peakMb),
    threadBlocks: threadBlocks.length === 0 ? undefined : spread(threadBlocks),
    writtenMb: megabytes((run) => run.writtenBytes),
    storedMb: megabytes((run) => run.storedBytes),
    sentMb: megabytes((run) => run.sentBytes),
    speedUp: undefined,
    costs: costs && { source: costs.source, shares: costs.shares, calls: costs.calls },
    parts,
  }
}
