import type { Spread } from '../measure/spread.ts'
import { variantName } from '../results/ResultLine.ts'
import { type ResultRow, stagesOf } from '../results/resultRows.ts'
import { SWEPT_PARAMETERS, type SweptParameter, nameOf } from '../workloads/WorkloadParameters.ts'

/** A chart: what `echarts` is given, with a heading. */
export interface Chart {
  readonly heading: string
  /** What is to be seen, and which direction is good. */
  readonly text: string
  readonly height: number
  readonly option: object
}

const AXIS_NAMES: Readonly<Record<SweptParameter, string>> = {
  n: 'transactions in the history',
  perBlock: 'markers in a block',
  gap: 'empty blocks between',
  members: 'members',
  accounts: 'accounts in the state',
  payload: 'bytes added to the call data',
  groups: 'groups joined at once',
}

/** All charts that the results give something for. */
export function chartsOf(rows: readonly ResultRow[]): Chart[] {
  if (rows.length === 0) return []
  return [
    barChart(
      rows,
      'Time for a transaction',
      'Median in microseconds, on a logarithmic axis. Short is good.',
      (row) => row.us,
      true,
    ),
    ...SWEPT_PARAMETERS.flatMap((name) => sweepCharts(rows, name)),
    ...costChart(rows),
    barChart(rows, 'Memory', 'Peak resident memory of the process in MB, median. Short is good.', (row) => row.peakMb),
    barChart(
      rows,
      'Bytes written',
      'MB handed to the operating system during the replay, median.',
      (row) => row.writtenMb,
    ),
  ]
}

/** A group of bars for each workload, a bar for each contender. */
function barChart(
  rows: readonly ResultRow[],
  heading: string,
  text: string,
  value: (row: ResultRow) => Spread | undefined,
  logarithmic = false,
): Chart {
  const histories = unique(rows.map(({ history }) => history))
  const variants = unique(rows.map(variantName))
  const series = variants.map((name) => ({
    name,
    type: 'bar',
    label: { show: true, position: 'right', fontSize: 10 },
    data: histories.map((history) => {
      const row = rows.find((one) => one.history === history && variantName(one) === name)
      return row === undefined ? null : (value(row)?.median ?? null)
    }),
  }))
  const option = {
    ...COMMON,
    legend: { top: 0, type: 'plain', itemGap: 28 },
    grid: { left: 50, right: 60, top: 40, bottom: 10, containLabel: true },
    xAxis: { type: logarithmic ? 'log' : 'value' },
    yAxis: { type: 'category', data: histories, inverse: true },
    series,
  }
  return { heading, text, height: 90 + histories.length * (14 + variants.length * 22), option }
}

/** Throughput by a parameter that has several values, all others equal. */
function sweepCharts(rows: readonly ResultRow[], swept: SweptParameter): Chart[] {
  const families = new Map<string, ResultRow[]>()
  for (const row of rows) {
    // Recordings of Besu have names and seeds of their own, but the same shape.
    const family = nameOf({ ...row.parameters, seed: 'bench', [swept]: 0 })
    families.set(family, [...(families.get(family) ?? []), row])
  }
  return [...families].flatMap(([family, members]): Chart[] => {
    const values = unique(members.map(({ parameters }) => parameters[swept])).sort((a, b) => a - b)
    if (values.length < 2) return []
    const series = unique(members.map(variantName)).map((name) => ({
      name,
      type: 'line',
      symbolSize: 8,
      data: values.flatMap((x) => {
        const row = members.find((one) => one.parameters[swept] === x && variantName(one) === name)
        return row === undefined ? [] : [[x, row.perSecond.median]]
      }),
    }))
    const logarithmic = (values[0] ?? 0) > 0
    const option = {
      ...COMMON,
      legend: { top: 0, type: 'plain', itemGap: 28 },
      grid: { left: 50, right: 40, top: 50, bottom: 30, containLabel: true },
      xAxis: { type: logarithmic ? 'log' : 'value', name: AXIS_NAMES[swept], nameLocation: 'middle', nameGap: 26 },
      yAxis: { type: 'log', name: 'tx/s' },
      series,
    }
    const heading = `Throughput by ${AXIS_NAMES[swept]}: ${family.replace(new RegExp(`-?${swept}0(?=-|$)`), '')}`
    return [{ heading, text: 'Median transactions a second. High is good.', height: 340, option }]
  })
}

function costChart(rows: readonly ResultRow[]): Chart[] {
  const known = rows.filter(({ costs }) => costs !== undefined)
  if (known.length === 0) return []
  const stages = stagesOf(known)
  const option = {
    ...COMMON,
    legend: { top: 0, type: 'plain', itemGap: 28 },
    grid: { left: 50, right: 30, top: 60, bottom: 10, containLabel: true },
    xAxis: { type: 'value', max: 100, axisLabel: { formatter: '{value} %' } },
    yAxis: { type: 'category', inverse: true, data: known.map((row) => `${row.history}, ${variantName(row)}`) },
    series: stages.map((name) => ({
      name,
      type: 'bar',
      stack: 'all',
      data: known.map(({ costs }) => Number(((costs?.shares[name] ?? 0) * 100).toFixed(1))),
    })),
  }
  const sources = unique(known.map(({ costs }) => costs?.source ?? 'samples'))
  const how = sources.map((source) => HOW[source]).join(' ')
  return [
    { heading: 'Where the time goes', text: `Share of each stage. ${how}`, height: 110 + known.length * 34, option },
  ]
}

const HOW = {
  samples:
    "Sampled by V8 (main thread), by source file, in a run of its own: V8's profiler slows the code down a little.",
} as const

const COMMON = {
  animation: false,
  backgroundColor: '#ffffff',
  textStyle: { fontFamily: 'sans-serif' },
  color: '#2f6fde #e07b28 #3f9b57 #c13b4b #7a57b8 #17a2b3 #c2a21a #d265a5 #6b7684 #8a5a3c #a8b0bb #4d5866'.split(' '),
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
