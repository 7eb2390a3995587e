import { type Spread, spreadText } from '../measure/spread.ts'
import { variantName } from './ResultLine.ts'
import { type ResultRow, stagesOf } from './resultRows.ts'

/**
 * Rows of a table of results, the header first. All columns but the first two are numbers. Joiners, and the blocks that threads have
 * executed, are named when there are several joiners, or replay threads were chosen.
 */
export function resultTable(rows: readonly ResultRow[]): string[][] {
  const withThreads = rows.some(({ parameters, replayThreads }) => parameters.joiners > 1 || replayThreads !== null)
  const header = [
    'workload',
    'contender',
    ...(withThreads ? ['joiners', 'blocks by threads'] : []),
    'transactions',
    'µs/tx',
    'tx/s',
    'times obvious',
    'CPU ms/1000',
    'peak MB',
    'written MB',
    'stored MB',
    'sent MB',
    'runs',
  ]
  const text = (value: Spread | undefined): string => (value === undefined ? '–' : spreadText(value))
  const body = rows.map((row) => [
    row.title,
    variantName(row),
    ...(withThreads ? [String(row.parameters.joiners), text(row.threadBlocks)] : []),
    String(row.transactions),
    text(row.us),
    text(row.perSecond),
    text(row.speedUp),
    text(row.cpuMs),
    text(row.peakMb),
    text(row.writtenMb),
    text(row.storedMb),
    text(row.sentMb),
    String(row.runs),
  ])
  return [header, ...body]
}

/** What the cells of {@link costTable} say. */
export const COST_NOTE =
  'Share of the time (entries a transaction), told by counters in the code, in a run of its own that is slower by what counting takes.'

/** Rows of a table of where the time went, the header first; empty when nobody asked. */
export function costTable(rows: readonly ResultRow[]): string[][] {
  const known = rows.filter(({ costs }) => costs !== undefined)
  const stages = stagesOf(known)
  if (known.length === 0) return []
  const body = known.map((row) => [row.title, variantName(row), ...stages.map((stage) => costText(row, stage))])
  return [['workload', 'contender', ...stages], ...body]
}

function costText({ costs, transactions }: ResultRow, stage: string): string {
  const share = `${((costs?.shares[stage] ?? 0) * 100).toFixed(1)} %`
  const calls = costs?.calls[stage] ?? 0
  return calls === 0 ? share : `${share} (${Number((calls / transactions).toPrecision(2))})`
}
