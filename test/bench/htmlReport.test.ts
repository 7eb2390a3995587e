import { expect, it } from 'vitest'
import { chartsOf } from '../../src/bench/report/chartsOf.ts'
import { htmlReport } from '../../src/bench/report/htmlReport.ts'
import { loadCharts } from '../../src/bench/report/loadCharts.ts'
import { resultRows } from '../../src/bench/results/resultRows.ts'
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
      [1000, 11_110],
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

it('no results, no charts', () => {
  expect(chartsOf([])).toEqual([])
  expect(unbalanced(htmlReport(sampleResults(), undefined))).toEqual([])
})
