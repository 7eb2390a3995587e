import type { Spread } from '../measure/spread.ts'
import { historyKey, variantName } from '../results/ResultLine.ts'
import type { ResultRow } from '../results/resultRows.ts'
import { SWEPT_PARAMETERS, type SweptParameter, nameOf } from '../workloads/WorkloadParameters.ts'
import { type Chart, COMMON, type Look, axisFigure, figure, textWidth, unique } from './Chart.ts'
import { spreadMarks } from './spreadMarks.ts'

/** What can have several values: a parameter of the workload, or the number of replay threads. */
type Swept = SweptParameter | 'replayThreads'

const AXIS_NAMES: Readonly<Record<Swept, string>> = {
  n: 'transactions in the history',
  perBlock: 'markers in a block',
  gap: 'empty blocks between',
  members: 'members',
  accounts: 'accounts in the state',
  payload: 'bytes added to the call data',
  groups: 'groups joined at once',
  joiners: 'nodes that join at once',
  replayThreads: 'replay threads',
}

/** Pixels; longer names have several lines. */
const LEGEND_TEXT = 250

interface Line {
  readonly name: string
  readonly look: Look
  readonly points: readonly { readonly x: number; readonly perSecond: Spread }[]
}

/** Throughput by whatever has several values, all else equal. */
export function sweepCharts(rows: readonly ResultRow[], look: (variant: string) => Look): Chart[] {
  return ([...SWEPT_PARAMETERS, 'replayThreads'] as const).flatMap((swept) => {
    const families = new Map<string, ResultRow[]>()
    for (const row of rows) {
      const family = swept === 'replayThreads' ? historyKey(row) : familyOf(row, swept)
      families.set(family, [...(families.get(family) ?? []), row])
    }
    return [...families].flatMap(([family, members]) => {
      const title = swept === 'replayThreads' ? (members[0]?.title ?? '') : family
      return sweepChart(title, members, swept, look)
    })
  })
}

/** Name of what a row shares with those that differ from it by a swept value only. */
function familyOf({ parameters, madeBy }: ResultRow, swept: SweptParameter): string {
  // Recordings of Besu have names and seeds of their own, but the same shape. A family has one maker of states, though.
  const name = nameOf({ ...parameters, seed: 'bench', [swept]: 0 })
  const shape = name.replace(new RegExp(`-?${swept}0(?=-|$)`), '')
  return madeBy === 'besu' ? `${shape}, recorded by Besu` : shape
}

/** The swept value of a row; `undefined` when it was left to the network. */
function valueOf({ parameters, replayThreads }: ResultRow, swept: Swept): number | undefined {
  return swept === 'replayThreads' ? (replayThreads ?? undefined) : parameters[swept]
}

function sweepChart(
  family: string,
  rows: readonly ResultRow[],
  swept: Swept,
  look: (variant: string) => Look,
): Chart[] {
  const lineOf = (row: ResultRow): string =>
    variantName(swept === 'replayThreads' ? { ...row, replayThreads: null } : row)
  const lines = unique(rows.map(lineOf))
    .map((name): Line => {
      const own = rows.filter((row) => lineOf(row) === name)
      const points = own.flatMap((row) => {
        const x = valueOf(row, swept)
        return x === undefined ? [] : [{ x, perSecond: row.perSecond }]
      })
      // Lines by replay threads stand for several variants.
      const [variant = name] = own.map(variantName)
      return { name, look: look(variant), points: points.sort((a, b) => a.x - b.x) }
    })
    .filter(({ points }) => points.length > 1)
  if (lines.length === 0) return []
  const values = unique(lines.flatMap(({ points }) => points.map(({ x }) => x))).sort((a, b) => a - b)
  // Zero has no place on a logarithmic axis.
  const logarithmic = (values[0] ?? 0) > 0
  const at = (x: number): number => (logarithmic ? x : values.indexOf(x))
  const series = lines.map(({ name, look: { color, symbol, line }, points }) => ({
    name,
    type: 'line',
    symbol,
    symbolSize: 8,
    color,
    lineStyle: { type: line },
    data: points.map(({ x, perSecond }) => [at(x), perSecond.median]),
  }))
  const marks = lines.flatMap(({ points }) =>
    points.map(({ x, perSecond }) => [at(x), perSecond.min, perSecond.max] as const),
  )
  const rates = lines.flatMap(({ points }) => points.flatMap(({ perSecond }) => [perSecond.min, perSecond.max]))
  const name = { name: AXIS_NAMES[swept], nameLocation: 'middle', nameGap: 28 }
  const option = {
    ...COMMON,
    legend: {
      orient: 'vertical',
      left: 660,
      top: 30,
      type: 'plain',
      data: lines.map((line) => line.name),
      textStyle: { width: LEGEND_TEXT, overflow: 'break' },
      // At the points there is no room for figures.
      formatter: (name: string) => legendText(name, lines),
    },
    grid: { left: 10, right: 310, top: 40, bottom: 40, containLabel: true },
    xAxis: logarithmic
      ? {
          type: 'log',
          ...name,
          // What was measured, and not powers of ten, between which all of it may be.
          axisTick: { customValues: values },
          axisLabel: { formatter: axisFigure, customValues: values, hideOverlap: true },
          splitLine: { show: false },
          min: (values[0] ?? 1) * 0.7,
          max: (values.at(-1) ?? 1) * 1.5,
        }
      : { type: 'category', ...name, data: values.map(String) },
    yAxis: {
      type: 'log',
      name: 'tx/s',
      min: 10 ** Math.floor(Math.log10(Math.min(...rates))),
      max: 10 ** Math.ceil(Math.log10(Math.max(...rates))),
      axisLabel: { formatter: axisFigure },
    },
    series: [...series, spreadMarks(marks, { horizontal: false })],
  }
  const legendLines = lines
    .map((line) => Math.ceil(textWidth(legendText(line.name, lines)) / LEGEND_TEXT))
    .reduce((sum, count) => sum + count, 0)
  const heading = `Throughput by ${AXIS_NAMES[swept]}: ${family}`
  return [
    {
      heading,
      text: 'Transactions a second, of all nodes that join, median with lowest and highest run; figures are those at the right end of each line. High is good.',
      height: Math.max(380, 60 + legendLines * 24),
      option,
    },
  ]
}

function legendText(name: string, lines: readonly Line[]): string {
  const last = lines.find((line) => line.name === name)?.points.at(-1)
  return last === undefined ? name : `${name}: ${figure(last.perSecond.median)}`
}
