import type { Spread } from '../measure/spread.ts'
import { variantName } from '../results/ResultLine.ts'
import type { ResultRow } from '../results/resultRows.ts'
import { type Chart, COMMON, axisFigure, figure, unique } from './Chart.ts'
import { spreadMarks } from './spreadMarks.ts'

/** What {@link rowChart} draws. */
export interface RowChart {
  readonly heading: string
  readonly text: string
  /** Length of a row's bar; rows without a value have none. */
  readonly value: (row: ResultRow) => Spread | undefined
  readonly colour: (variant: string) => string
  readonly axis: string
  readonly logarithmic: boolean
}

const BAR = 22

/** A bar for each row, below the name of its history; thin lines from the lowest to the highest run. */
export function rowChart(
  rows: readonly ResultRow[],
  { heading, text, value, colour, axis, logarithmic }: RowChart,
): Chart[] {
  const drawn = rows.filter((row) => value(row) !== undefined)
  if (drawn.length === 0) return []
  const lines = unique(drawn.map(({ history }) => history)).flatMap((history) => [
    { label: history, row: undefined },
    ...drawn.filter((row) => row.history === history).map((row) => ({ label: variantName(row), row })),
  ])
  const spreads = lines.map(({ row }) => (row === undefined ? undefined : value(row)))
  const lowest = Math.min(...spreads.flatMap((one) => (one === undefined ? [] : [one.min])))
  const start = 10 ** Math.floor(Math.log10(Math.max(lowest, 1e-6)) - 0.3)
  const option = {
    ...COMMON,
    grid: { left: 10, right: 80, top: 10, bottom: 40, containLabel: true },
    xAxis: {
      type: logarithmic ? 'log' : 'value',
      // Bars begin one power of ten below the shortest.
      ...(logarithmic ? { min: start, startValue: start } : {}),
      name: axis,
      nameLocation: 'middle',
      nameGap: 24,
      axisLabel: { formatter: axisFigure },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: lines.map(({ label, row }) => ({
        value: label,
        ...(row === undefined ? { textStyle: { fontWeight: 'bold', color: '#1c2330' } } : {}),
      })),
      axisTick: { show: false },
      axisLabel: { interval: 0 },
    },
    series: [
      {
        type: 'bar',
        barWidth: BAR - 8,
        data: lines.map(({ label }, index) => {
          const spread = spreads[index]
          return spread === undefined ? null : { value: spread.median, itemStyle: { color: colour(label) } }
        }),
      },
      spreadMarks(
        spreads.flatMap((spread, index) =>
          spread === undefined || spread.min === spread.max ? [] : [[index, spread.min, spread.max] as const],
        ),
        { horizontal: true },
      ),
      {
        // Figures stand behind the highest run, not on it.
        type: 'scatter',
        symbolSize: 0,
        silent: true,
        data: spreads.flatMap((spread, index) =>
          spread === undefined
            ? []
            : [
                {
                  value: [spread.max, index],
                  label: {
                    show: true,
                    position: 'right',
                    distance: 6,
                    fontSize: 11,
                    color: '#1c2330',
                    formatter: figure(spread.median),
                  },
                },
              ],
        ),
      },
    ],
  }
  return [{ heading, text, height: 60 + lines.length * BAR, option }]
}
