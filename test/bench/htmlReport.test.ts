import { expect, it } from 'vitest'
import { CHART_WIDTH } from '../../src/bench/report/Chart.ts'
import { chartsOf } from '../../src/bench/report/chartsOf.ts'
import { htmlReport } from '../../src/bench/report/htmlReport.ts'
import { loadCharts } from '../../src/bench/report/loadCharts.ts'
import { resultRows } from '../../src/bench/results/resultRows.ts'
import { RESULT_FORMAT, type ResultEnvironment } from '../../src/bench/results/ResultLine.ts'
import { DEFAULT_PARAMETERS } from '../../src/bench/workloads/WorkloadParameters.ts'
import { sampleCosts, sampleResults, sampleRun } from './sampleResults.ts'

const longer = { history: 'erc20-n10000', parameters: { ...DEFAULT_PARAMETERS, n: 10_000 }, transactions: 10_000 }
const lines = sampleResults(
  sampleRun('fast', 50),
  sampleRun('obvious', 5000),
  sampleRun('fast', 600, longer),
  sampleRun('fast', 90, { repeat: 2 }),
  sampleRun('fast', 200, { crypto: 'pure' }),
  sampleCosts('fast', { evm: 0.75, trie: 0.25 }),
  { ...sampleRun('<peer>', 1), kind: 'skipped', reason: 'not "installed" & not there' },
)

/** Names of elements that are opened and not closed, or the other way round. */
function unbalanced(html: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  const VOID = new Set(['meta', 'br'])
  for (const [, closing = '', name = '', rest = ''] of html.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>/g)) {
    if (VOID.has(name) || rest.endsWith('/')) continue
    if (closing === '') open.push(name)
    else if (open.pop() !== name) wrong.push(name)
  }
  return [...wrong, ...open]
}

it('the page is well formed, names what was left out, and needs nothing from anywhere', async () => {
  for (const charts of [undefined, await loadCharts()]) {
    const html = htmlReport(lines, charts)
    expect(unbalanced(html)).toEqual([])
    expect(html).toContain('2 x &lt;fast&gt;')
    expect(html).toContain('not &quot;installed&quot; &amp; not there')
    expect(html).toContain('<td>erc20-n10000</td>')
    expect(html).not.toMatch(/<script|<link|<img|src=|@import|url\(["']?http/)
    expect(html).not.toMatch(/NaN|undefined|Infinity/)
    if (charts !== undefined) expect(html.match(/<svg/g)).toHaveLength(chartsOf(resultRows(lines)).length)
  }
})

it('a parameter with several values gets a curve, costs a bar', () => {
  const charts = chartsOf(resultRows(lines))
  expect(charts.map(({ heading }) => heading)).toEqual([
    'Time for a transaction',
    'Throughput by transactions in the history: erc20',
    'Where the time goes',
    'Ways of doing the same',
    'Memory',
    'Bytes written',
  ])
  const { series } = charts[1]?.option as { series: { name: string; data: [number, number][] }[] }
  expect(series[0]).toMatchObject({
    name: 'fast',
    data: [
      [1000, 14_290],
      [10_000, 16_670],
    ],
  })
  // Both runs of the short history, and the only one of the long one.
  expect(series[1]?.data).toEqual([
    [1000, 11_110, 20_000],
    [10_000, 16_670, 16_670],
  ])
})

it('joiners and replay threads with several values get a curve each', async () => {
  const run = (joiners: number, replayThreads: number | null) =>
    sampleRun('fast', 50 * joiners, {
      history: joiners === 1 ? 'erc20-n1000' : `erc20-n1000-joiners${joiners}`,
      parameters: { ...DEFAULT_PARAMETERS, joiners },
      replayThreads,
      transactions: 1000 * joiners,
    })
  const swept = sampleResults(run(1, 0), run(1, 1), run(4, 0), run(4, 1), run(4, null))
  const curves = chartsOf(resultRows(swept)).filter(({ heading }) => heading.startsWith('Throughput'))
  expect(curves.map(({ heading }) => heading)).toEqual([
    'Throughput by nodes that join at once: erc20-n1000',
    'Throughput by replay threads: erc20-n1000',
    'Throughput by replay threads: erc20-n1000-joiners4',
  ])
  const lines = curves.map(({ option }) =>
    (option as { series: { name?: string; data: [number, number][] }[] }).series
      .filter(({ name }) => name !== undefined)
      .map(({ name, data }) => [name, data.map(([x]) => x)]),
  )
  expect(lines).toEqual([
    [
      ['fast, no replay threads', [1, 4]],
      ['fast, 1 replay thread', [1, 4]],
    ],
    [['fast', [0, 1]]],
    [['fast', [0, 1]]],
  ])
  const html = htmlReport(swept, await loadCharts())
  expect(html).toContain('transactions are counted for each')
  expect(unbalanced(html)).toEqual([])
})

it('an axis has a tick at each value that was measured', async () => {
  const run = (n: number) =>
    sampleRun('fast', n, { history: `erc20-n${n}`, parameters: { ...DEFAULT_PARAMETERS, n }, transactions: n })
  const html = htmlReport(sampleResults(run(20), run(60), run(2000)), await loadCharts())
  const [, chart = ''] = html.split('<h2>Throughput by transactions')
  for (const value of [20, 60, 2000]) expect(chart.split('</svg>')[0]).toMatch(new RegExp(`>${value}</text>`))
})

it('as many lines in a chart as there may be all look different', () => {
  const variants = Array.from({ length: 40 }, (_, index) => `contender ${index}`)
  const run = (contender: string, n: number) =>
    sampleRun(contender, n, { history: `erc20-n${n}`, parameters: { ...DEFAULT_PARAMETERS, n }, transactions: n })
  const many = sampleResults(...variants.flatMap((name) => [run(name, 20), run(name, 60)]))
  const [bars, curves] = chartsOf(resultRows(many)).map(
    ({ option }) => (option as { series: { [key: string]: unknown; data: unknown[] }[] }).series,
  )
  const lineLooks = curves
    ?.slice(0, -1)
    .map(({ color, symbol, lineStyle }) => JSON.stringify([color, symbol, lineStyle]))
  expect(lineLooks).toHaveLength(variants.length)
  expect(new Set(lineLooks).size).toBe(variants.length)
  const barLooks = (bars?.[0]?.data ?? []).flatMap((bar) =>
    bar === null ? [] : [(bar as { itemStyle: object }).itemStyle],
  )
  expect(new Set(barLooks.map((look) => JSON.stringify(look))).size).toBe(variants.length)
})

it('long names of histories begin within the picture and end there', async () => {
  const history = 'erc20-n20-gap3-accounts50-groups2-joiners2-of-a-recording-with-a-long-name'
  const html = htmlReport(sampleResults(sampleRun('fast', 50, { history })), await loadCharts())
  const [text = ''] = new RegExp(`<text[^>]*>${history}</text>`).exec(html) ?? []
  const [, begin = 'NaN'] = /translate\(([0-9]+) /.exec(text) ?? []
  expect(text).toContain('text-anchor="start"')
  expect(Number(begin)).toBeGreaterThan(0)
  expect(Number(begin) + history.length * 8).toBeLessThan(CHART_WIDTH)
})

it('histories of one name have bars of their own', () => {
  const gap = sampleRun('fast', 90, { parameters: { ...DEFAULT_PARAMETERS, gap: 10 } })
  const [bars] = chartsOf(resultRows(sampleResults(sampleRun('fast', 50), gap)))
  const { yAxis } = bars?.option as { yAxis: { data: { value: string }[] } }
  expect(yAxis.data.map(({ value }) => value)).toEqual(['erc20-n1000 (gap 0)', 'fast', 'erc20-n1000 (gap 10)', 'fast'])
})

it('the page says when it was measured, and what the warm-up was', () => {
  const page = (environment: ResultEnvironment) =>
    htmlReport([{ kind: 'environment', format: RESULT_FORMAT, environment }, sampleRun('fast', 50)], undefined)
  const cold = page({ node: 'v20', date: '2025-11-22T17:40:00.000Z', warmUpSeconds: 0 })
  expect(cold).toContain('<p>measured 2025-11-22T17:40:00.000Z, node v20, keccak hash-wasm</p>')
  expect(cold).toContain('every run is a fresh process without a warm-up, and ends')
  expect(page({ warmUpSeconds: 2 })).toContain('a fresh process with a warm-up of at least 2 s, and ends')
  // Older files do not say.
  expect(page({})).toContain('every run is a fresh process, and ends')
  expect(page({})).not.toContain('warm-up')
})

it('no results, no charts', () => {
  expect(chartsOf([])).toEqual([])
  expect(unbalanced(htmlReport(sampleResults(), undefined))).toEqual([])
})
