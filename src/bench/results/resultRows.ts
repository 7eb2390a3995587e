import { STAGES } from '../../primitives/StageClock.ts'
import { type Spread, ratioOf, spread } from '../measure/spread.ts'
import type { RunCosts } from '../run/Contender.ts'
import { type CostsLine, type ResultLine, type RunIdentity, type RunLine, identityKey } from './ResultLine.ts'

/** The contender that others are compared with. */
export const BASE = 'obvious'

/** All runs of one contender on one history. */
export interface ResultRow extends RunIdentity {
  readonly runs: number
  /** Transactions of each run, of all joiners together; figures a transaction are over so many. */
  readonly transactions: number
  readonly seconds: Spread
  /** Microseconds a transaction. */
  readonly us: Spread
  /** Transactions a second. */
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
    const key = identityKey(line)
    grouped.set(key, [...(grouped.get(key) ?? []), line])
  }
  const rows = [...grouped].flatMap(([key, runs]) => rowOf(runs, costs.get(key)))
  const bases = new Map(
    rows.filter(({ contender, senders }) => contender === BASE && senders === 'fresh').map((row) => [row.history, row]),
  )
  return rows.map((row) => {
    const base = bases.get(row.history)
    return base === undefined ? row : { ...row, speedUp: ratioOf(base.us, row.us) }
  })
}

/** Stages that the rows tell of, in the order of {@link STAGES}. */
export function stagesOf(rows: readonly ResultRow[]): string[] {
  const order: readonly string[] = STAGES
  const found = new Set(rows.flatMap(({ costs }) => Object.keys(costs?.shares ?? {})))
  return [...order.filter((stage) => found.has(stage)), ...[...found].filter((stage) => !order.includes(stage)).sort()]
}

function rowOf(runs: readonly RunLine[], costs: CostsLine | undefined): ResultRow[] {
  const [first] = runs
  if (first === undefined) return []
  const { history, parameters, madeBy, contender, senders, crypto, join, replayThreads, transactions, parts } = first
  const of = (value: (run: RunLine) => number): Spread => spread(runs.map(value))
  const megabytes = (value: (run: RunLine) => number | null): Spread | undefined => {
    const known = runs.map(value).filter((bytes) => bytes !== null)
    return known.length === 0 ? undefined : spread(known.map((bytes) => bytes / 1e6))
  }
  const threadBlocks = runs.flatMap((run) => run.threadBlocks ?? [])
  return [
    {
      history,
      parameters,
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
      perSecond: of((run) => run.transactions / run.seconds),
      cpuMs: of((run) => (run.cpuSeconds * 1e6) / run.transactions),
      peakMb: of((run) => run.peakMb),
      threadBlocks: threadBlocks.length === 0 ? undefined : spread(threadBlocks),
      writtenMb: megabytes((run) => run.writtenBytes),
      storedMb: megabytes((run) => run.storedBytes),
      sentMb: megabytes((run) => run.sentBytes),
      speedUp: undefined,
      costs: costs && { source: costs.source, shares: costs.shares, calls: costs.calls },
      parts,
    },
  ]
}
