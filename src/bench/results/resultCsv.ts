import type { Spread } from '../measure/spread.ts'
import { SWEPT_PARAMETERS } from '../workloads/WorkloadParameters.ts'
import { type ResultRow, stagesOf } from './resultRows.ts'

const SPREADS = [
  ['us', 'us_per_transaction'],
  ['perSecond', 'transactions_per_second'],
  ['seconds', 'seconds'],
  ['speedUp', 'times_obvious'],
  ['cpuMs', 'cpu_ms_per_1000'],
  ['peakMb', 'peak_mb'],
  ['threadBlocks', 'thread_blocks'],
  ['writtenMb', 'written_mb'],
  ['storedMb', 'stored_mb'],
  ['sentMb', 'sent_mb'],
] as const satisfies readonly (readonly [keyof ResultRow, string])[]

/** Results as CSV (RFC 4180), a line for each contender and history: medians, lowest and highest of every figure. */
export function resultCsv(rows: readonly ResultRow[]): string {
  const stages = stagesOf(rows)
  const header = [
    ...[
      'history',
      'workload',
      ...SWEPT_PARAMETERS,
      'roots_by',
      'contender',
      'senders',
      'crypto',
      'join',
      'replay_threads',
    ],
    ...['runs', 'transactions', 'roots'],
    ...SPREADS.flatMap(([, name]) => [`${name}_median`, `${name}_min`, `${name}_max`]),
    ...stages.flatMap((stage) => [`share_${column(stage)}`, `calls_${column(stage)}`]),
  ]
  const body = rows.map((row) => [
    row.history,
    row.parameters.workload,
    ...SWEPT_PARAMETERS.map((name) => row.parameters[name]),
    ...[row.madeBy, row.contender, row.senders, row.crypto, row.join, row.replayThreads ?? ''],
    ...[row.runs, row.transactions, row.roots.join(' ')],
    ...SPREADS.flatMap(([field]) => valuesOf(row[field])),
    ...stages.flatMap((stage) => [row.costs?.shares[stage] ?? '', row.costs?.calls[stage] ?? '']),
  ])
  return [header, ...body].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

const column = (stage: string): string => stage.replaceAll(' ', '_')

function valuesOf(value: Spread | undefined): (number | string)[] {
  return value === undefined ? ['', '', ''] : [value.median, value.min, value.max]
}

function cell(value: string | number): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
