import { variantName } from '../results/ResultLine.ts'
import { type ResultRow, stagesOf } from '../results/resultRows.ts'
import { COST_NOTE } from '../results/resultTable.ts'
import { type Chart, COMMON, figure } from './Chart.ts'

/** A bar for each row that knows where its time went, cut into stages. */
export function costChart(rows: readonly ResultRow[]): Chart[] {
  const known = rows.filter(({ costs }) => costs !== undefined)
  if (known.length === 0) return []
  const option = {
    ...COMMON,
    legend: { top: 0, type: 'plain', itemGap: 24 },
    grid: { left: 10, right: 40, top: 40, bottom: 20, containLabel: true },
    xAxis: { type: 'value', max: 100, axisLabel: { formatter: '{value} %' } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: known.map((row) => `${row.history}, ${variantName(row)}: ${figure(row.us.median)} µs`),
      axisTick: { show: false },
      axisLabel: { interval: 0 },
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
  return [{ heading: 'Where the time goes', text: COST_NOTE, height: 80 + known.length * 28, option }]
}
