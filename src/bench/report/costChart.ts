import { variantName } from '../results/ResultLine.ts'
import { type ResultRow, stagesOf } from '../results/resultRows.ts'
import { COST_NOTE } from '../results/resultTable.ts'
import { type Chart, COMMON, figure, textWidth } from './Chart.ts'

/** Pixels; longer labels have several lines. */
const MOST_LABEL = 400

/** A bar for each row that knows where its time went, cut into stages. */
export function costChart(rows: readonly ResultRow[]): Chart[] {
  const known = rows.filter(({ costs }) => costs !== undefined)
  if (known.length === 0) return []
  const labels = known.map((row) => `${row.title}, ${variantName(row)}: ${figure(row.us.median)} µs`)
  const labelWidth = Math.min(MOST_LABEL, Math.max(...labels.map(textWidth)))
  const lines = Math.max(...labels.map((label) => Math.ceil(textWidth(label) / labelWidth)))
  const option = {
    ...COMMON,
    legend: { top: 0, type: 'plain', itemGap: 24 },
    grid: { left: labelWidth + 20, right: 40, top: 40, bottom: 40 },
    xAxis: { type: 'value', max: 100, axisLabel: { formatter: '{value} %' } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: labels,
      axisTick: { show: false },
      axisLabel: { interval: 0, width: labelWidth, overflow: 'break' },
    },
    series: stagesOf(known).map((stage) => ({
      name: stage,
      type: 'bar',
      stack: 'all',
      barWidth: 18,
      data: known.map(({ costs }) => (costs?.shares[stage] ?? 0) * 100),
      label: {
        show: true,
        color: '#ffffff',
        fontSize: 10,
        // Narrower parts have no room for a number.
        formatter: ({ value }: { readonly value: number }) => (value < 5 ? '' : `${Math.round(value)}`),
      },
    })),
  }
  return [
    { heading: 'Where the time goes', text: COST_NOTE, height: 100 + known.length * Math.max(28, lines * 16), option },
  ]
}
