import { historyKey, variantName } from '../results/ResultLine.ts'
import type { ResultRow } from '../results/resultRows.ts'
import { type Chart, looks, unique } from './Chart.ts'
import { costChart } from './costChart.ts'
import { rowChart } from './rowChart.ts'
import { sweepCharts } from './sweepCharts.ts'

/** All charts that the results give something for. */
export function chartsOf(rows: readonly ResultRow[]): Chart[] {
  if (rows.length === 0) return []
  const look = looks(unique(rows.map(variantName)))
  return [
    ...rowChart(rows, {
      heading: 'Time for a transaction',
      text: 'Microseconds, median with lowest and highest run, on a logarithmic axis. Short is good.',
      value: (row) => row.us,
      look,
      axis: 'µs/tx',
      logarithmic: true,
    }),
    ...sweepCharts(rows, look),
    ...costChart(rows),
    ...rowChart(strategiesOf(rows), {
      heading: 'Ways of doing the same',
      text: 'Transactions a second of one contender with fresh or known senders, several implementations of signatures, ways of joining, and numbers of replay threads. Long is good.',
      value: (row) => row.perSecond,
      look,
      axis: 'tx/s',
      logarithmic: false,
    }),
    ...rowChart(rows, {
      heading: 'Memory',
      text: 'Peak resident memory of the process in MB. Short is good.',
      value: (row) => row.peakMb,
      look,
      axis: 'MB',
      logarithmic: false,
    }),
    ...rowChart(rows, {
      heading: 'Bytes written',
      text: 'MB handed to the operating system during the replay, on a logarithmic axis. Short is good.',
      value: ({ writtenMb }) => (writtenMb !== undefined && writtenMb.min > 0 ? writtenMb : undefined),
      look,
      axis: 'MB',
      logarithmic: true,
    }),
  ]
}

/** Rows of contenders that did the same history in several ways. */
function strategiesOf(rows: readonly ResultRow[]): ResultRow[] {
  return rows.filter((row) =>
    rows.some(
      (other) =>
        historyKey(other) === historyKey(row) &&
        other.contender === row.contender &&
        variantName(other) !== variantName(row),
    ),
  )
}
