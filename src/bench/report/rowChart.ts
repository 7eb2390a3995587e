import type { Spread } from '../measure/spread.ts'
import { historyKey, variantName } from '../results/ResultLine.ts'
import type { ResultRow } from '../results/resultRows.ts'
import { CHART_WIDTH, type Chart, COMMON, type Look, axisFigure, figure, textWidth, unique } from './Chart.ts'
import { spreadMarks } from './spreadMarks.ts'

/** What {@link rowChart} draws. */
export interface RowChart {
  readonly heading: string
  readonly text: string
  /** Length of a row's bar; rows without a value have none. */
  readonly value: (row: ResultRow) => Spread | undefined
  readonly look: (variant: string) => Look
  readonly axis: string
  readonly logarithmic: boolean
}

const BAR = 22
/** Pixels; longer names of contenders have several lines. */
const MOST_LABEL = 420

/** A bar for each row, below the name of its history; thin lines from the lowest to the highest run. */
export function rowChart(
  rows: readonly ResultRow[],
  { heading, text, value, look, axis, logarithmic }: RowChart,
): Chart[] {
  const drawn = rows.filter((row) => value(row) !== undefined)
  if (drawn.length === 0) return []
  const lines = unique(drawn.map(historyKey)).flatMap((key) => {
    const alike = drawn.filter((row) => historyKey(row) === key)
    const bars = alike.map((row) => ({ label: variantName(row), row }))
    return [{ label: alike[0]?.title ?? '', row: undefined }, ...bars]
  })
  const left = 20 + Math.min(MOST_LABEL, Math.max(...drawn.map((row) => textWidth(variantName(row)))))
  const spreads = lines.map(({ row }) => (row === undefined ? undefined : value(row)))
  const lowest = Math.min(...spreads.flatMap((one) => (one === undefined ? [] : [one.min])))
  const start = 10 ** Math.floor(Math.log10(Math.max(lowest, 1e-6)) - 0.3)
  const option = {
    ...COMMON,
    grid: { left, right: 80, top: 10, bottom: 50 },
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
        ...(row === undefined ? { textStyle: headingStyle(left) } : {}),
      })),
      axisTick: { show: false },
      axisLabel: { interval: 0, width: left - 20, overflow: 'break' },
    },
    series: [
      {
        type: 'bar',
        barWidth: BAR - 8,
        data: lines.map(({ label }, index) => {
          const spread = spreads[index]
          return spread === undefined ? null : { value: spread.median, itemStyle: barStyle(look(label)) }
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

/** Names of histories may be long: they begin where the bars do and go on to the right, where their lines have none. */
function headingStyle(left: number): object {
  // Bold text is wider than `echarts` takes it for when there is nothing to measure it with.
  const width = Math.floor((CHART_WIDTH - left - 20) * 0.85)
  return {
    ...{ align: 'left', padding: [0, 0, 0, 14], width },
    ...{ fontWeight: 'bold', color: '#1c2330', textBorderColor: '#ffffff', textBorderWidth: 4 },
  }
}

/** Colours that come again are outlines. */
function barStyle({ color, line }: Look): object {
  return line === 'solid' ? { color } : { color: '#ffffff', borderColor: color, borderWidth: 2, borderType: line }
}
