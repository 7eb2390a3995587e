import { type ResultEnvironment, type ResultLine, variantName } from '../results/ResultLine.ts'
import { resultSummary } from '../results/resultSummary.ts'
import { BASE, type ResultRow, resultRows } from '../results/resultRows.ts'
import { COST_NOTE, costTable, resultTable } from '../results/resultTable.ts'
import { CHART_WIDTH, type Chart } from './Chart.ts'
import { chartsOf } from './chartsOf.ts'
import type { Charts } from './loadCharts.ts'

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2330; background: #fff; max-width: 1000px; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin: 2.2rem 0 .2rem }
p { margin: .3rem 0 .8rem } .note { color: #5b6472 }
.wide { overflow-x: auto } svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #dde2ea; text-align: right; white-space: nowrap }
th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left }
`

/**
 * One page that needs nothing else: charts as SVG, tables, versions and machine.
 * @param charts `undefined`: tables only.
 */
export function htmlReport(lines: readonly ResultLine[], charts: Charts | undefined): string {
  const rows = resultRows(lines)
  const parts = [
    `<h1>Replay of private histories</h1>`,
    `<p>${escape(environmentText(lines))}</p>`,
    `<p class="note">${escape(explanation(rows, environmentOf(lines)))}</p>`,
    list(resultSummary(rows)),
    ...leftOut(lines),
    ...(charts === undefined
      ? ['<p class="note">No charts: the package echarts was not installed.</p>']
      : chartsOf(rows).map((chart) => chartHtml(chart, charts))),
    `<h2>All figures</h2>`,
    tableHtml(resultTable(rows)),
    ...costs(rows),
  ]
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Replay of private histories</title>',
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    ...parts,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function environmentText(lines: readonly ResultLine[]): string {
  const { date, warmUpSeconds: _, ...machine } = environmentOf(lines)
  const parts = new Set(
    lines.flatMap((line) => (line.kind === 'run' ? Object.entries(line.parts) : [])).map(([a, b]) => `${a} ${b}`),
  )
  const measured = date === undefined ? [] : [`measured ${date}`]
  return [...measured, ...Object.entries(machine).map(([name, value]) => `${name} ${value}`), ...parts].join(', ')
}

function explanation(rows: readonly ResultRow[], { warmUpSeconds }: ResultEnvironment): string {
  const runs = Math.max(0, ...rows.map((row) => row.runs))
  const together = rows.some(({ parameters }) => parameters.joiners > 1)
    ? ' Where several nodes join in one block, the time is that of all of them, and transactions are counted for each.'
    : ''
  const base = rows.some(({ contender }) => contender === BASE)
    ? ' “times obvious”: how many times as fast as @ethereumjs/evm with its own state manager on level, in the same session.'
    : ''
  return (
    `A newcomer joins a group and replays its history; every run is a fresh process${warmUpText(warmUpSeconds)}, and ends with the root ` +
    `of the recording, or there is no time. ${runsText(runs)}${together}${base}`
  )
}

/** Older results do not say. */
function warmUpText(seconds: number | undefined): string {
  if (seconds === undefined) return ''
  return seconds === 0 ? ' without a warm-up' : ` with a warm-up of at least ${seconds} s`
}

function runsText(runs: number): string {
  return runs > 1 ? `Medians (lowest–highest) of up to ${runs} runs.` : 'One run each.'
}

function environmentOf(lines: readonly ResultLine[]): ResultEnvironment {
  return lines.find((line) => line.kind === 'environment')?.environment ?? {}
}

function leftOut(lines: readonly ResultLine[]): string[] {
  const items = lines.flatMap((line) => {
    if (line.kind !== 'skipped' && line.kind !== 'failed') return []
    return [`${line.history}, ${variantName(line)}: ${line.kind}: ${line.reason}`]
  })
  return items.length === 0 ? [] : ['<h2>Left out</h2>', list(items)]
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escape(item)}</li>`).join('\n')}</ul>`
}

function chartHtml({ heading, text, height, option }: Chart, charts: Charts): string {
  const chart = charts.init(null, null, { renderer: 'svg', ssr: true, width: CHART_WIDTH, height })
  try {
    chart.setOption(option)
    return `<h2>${escape(heading)}</h2>\n<p class="note">${escape(text)}</p>\n<div class="wide">${chart.renderToSVGString()}</div>`
  } finally {
    chart.dispose()
  }
}

function costs(rows: readonly ResultRow[]): string[] {
  const text = costTable(rows)
  return text.length === 0 ? [] : ['<h2>Stages</h2>', `<p class="note">${escape(COST_NOTE)}</p>`, tableHtml(text)]
}

function tableHtml([header = [], ...rows]: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string): string =>
    `<tr>${row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`
  const body = rows.map((row) => cells(row, 'td')).join('\n')
  return `<div class="wide"><table>\n<thead>${cells(header, 'th')}</thead>\n<tbody>\n${body}\n</tbody></table></div>`
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
}
