import { expect, it } from 'vitest'
import { resultCsv } from '../../src/bench/results/resultCsv.ts'
import { resultSummary } from '../../src/bench/results/resultSummary.ts'
import { resultRows } from '../../src/bench/results/resultRows.ts'
import { costTable, resultTable } from '../../src/bench/results/resultTable.ts'
import { DEFAULT_PARAMETERS } from '../../src/bench/workloads/WorkloadParameters.ts'
import { sampleCosts, sampleResults, sampleRun, threaded } from './sampleResults.ts'

const lines = sampleResults(
  sampleRun('fast', 50),
  sampleRun('obvious', 5000),
  sampleRun('fast', 40, { repeat: 2 }),
  sampleRun('obvious', 4000, { repeat: 2 }),
  sampleRun('fast', 60, { repeat: 3 }),
  sampleRun('fast', 20, { senders: 'known' }),
  sampleCosts('fast', { evm: 0.75, trie: 0.25 }),
)

it('a row has medians, extremes, and how many times as fast as the obvious way it is', () => {
  const [fast, obvious, known] = resultRows(lines)
  expect(fast).toMatchObject({
    contender: 'fast',
    runs: 3,
    us: { median: 50, min: 40, max: 60 },
    perSecond: { median: 20_000, min: 16_670, max: 25_000 },
    speedUp: { median: 90, min: 66.67, max: 125 },
    writtenMb: { median: 2, min: 2, max: 2 },
    storedMb: undefined,
    sentMb: { median: 0.5 },
    costs: { source: 'counters', shares: { evm: 0.75, trie: 0.25 }, calls: { evm: 1000, trie: 2000 } },
  })
  expect(obvious?.speedUp?.median).toBe(1)
  expect(known).toMatchObject({ senders: 'known', us: { median: 20 }, speedUp: { median: 225 } })
})

it('no obvious way, no ratio', () => {
  expect(resultRows(sampleResults(sampleRun('fast', 50)))[0]?.speedUp).toBeUndefined()
})

it('times and rates of two runs say the same', () => {
  const [row] = resultRows(sampleResults(sampleRun('fast', 40), sampleRun('fast', 60, { repeat: 2 })))
  expect(row).toMatchObject({
    us: { median: 50, min: 40, max: 60 },
    perSecond: { median: 20_000, min: 16_670, max: 25_000 },
  })
})

it('histories of one name are rows of their own, and tell what they differ by', () => {
  const roots = [`0x${'22'.repeat(32)}`]
  const gap = { parameters: { ...DEFAULT_PARAMETERS, gap: 10 } }
  const named = sampleResults(
    sampleRun('fast', 50),
    sampleRun('obvious', 5000),
    sampleRun('fast', 100, gap),
    sampleRun('fast', 200, { roots }),
    sampleRun('fast', 150, { roots, repeat: 2 }),
    sampleRun('obvious', 7000, { roots }),
    sampleCosts('fast', { evm: 1 }),
  )
  const rows = resultRows(named)
  expect(rows.map(({ title, us, speedUp, runs }) => [title, us.median, speedUp?.median, runs])).toEqual([
    ['erc20-n1000 (gap 0, root 0x11111111…)', 50, 100, 1],
    ['erc20-n1000 (gap 0, root 0x11111111…)', 5000, 1, 1],
    ['erc20-n1000 (gap 10, root 0x11111111…)', 100, undefined, 1],
    ['erc20-n1000 (gap 0, root 0x22222222…)', 175, 40, 2],
    ['erc20-n1000 (gap 0, root 0x22222222…)', 7000, 1, 1],
  ])
  // Costs do not say which of the two they are of.
  expect(rows.every(({ costs }) => costs === undefined)).toBe(true)
  expect(resultTable(rows).map(([title]) => title)).toEqual(['workload', ...rows.map(({ title }) => title)])
  expect(resultSummary(rows)).toEqual([
    'erc20-n1000 (gap 0, root 0x11111111…): 100 times as fast as the obvious way; 20,000 tx/s with fresh senders',
    'erc20-n1000 (gap 10, root 0x11111111…): 10,000 tx/s with fresh senders',
    expect.stringMatching(/^erc20-n1000 \(gap 0, root 0x22222222…\): 40 \(.*\) times as fast as the obvious way/),
  ])
})

it('tables tell known senders and costs', () => {
  const rows = resultRows(lines)
  expect(resultTable(rows).map(([, contender]) => contender)).toEqual([
    'contender',
    'fast',
    'obvious',
    'fast, known senders',
  ])
  expect(costTable(rows)).toEqual([
    ['workload', 'contender', 'evm', 'trie'],
    ['erc20-n1000', 'fast', '75.0 % (1)', '25.0 % (2)'],
  ])
  expect(costTable(resultRows(sampleResults(sampleRun('fast', 50))))).toEqual([])
})

it('the summary answers: how many times as fast, fresh and known senders, other signatures and ways of joining', () => {
  const others = sampleResults(
    sampleRun('fast', 50),
    sampleRun('fast', 25, { senders: 'known' }),
    sampleRun('fast', 100, { crypto: 'wasm' }),
    sampleRun('fast', 200, { crypto: 'pure' }),
    sampleRun('fast', 10, { join: 'snapshot' }),
    sampleRun('obvious', 5000),
    sampleRun('fast', 500, { history: 'other' }),
  )
  expect(resultSummary(resultRows(others))).toEqual([
    'erc20-n1000: 100 times as fast as the obvious way; 20,000 tx/s with fresh senders; 40,000 tx/s with known senders; ' +
      'WASM crypto: 0.5 times as fast as that, 50 times as fast as the obvious way; ' +
      'pure JS crypto: 0.25 times as fast as that, 25 times as fast as the obvious way; ' +
      'join snapshot: 5 times as fast as that, 500 times as fast as the obvious way',
    'other: 2,000 tx/s with fresh senders',
  ])
})

it('joiners and replay threads are told where they were asked for', () => {
  const rows = resultRows(sampleResults(threaded(1, null, 50), threaded(2, 0, 100), threaded(2, 1, 80)))
  expect(rows.map(({ us }) => us.median)).toEqual([50, 50, 40])
  expect(resultTable(rows).map((cells) => cells.slice(0, 6))).toEqual([
    ['workload', 'contender', 'joiners', 'blocks by threads', 'transactions', 'µs/tx'],
    ['erc20-n1000', 'fast', '1', '900', '1000', '50'],
    ['erc20-n1000-joiners2', 'fast, no replay threads', '2', '0', '2000', '50'],
    ['erc20-n1000-joiners2', 'fast, 1 replay thread', '2', '900', '2000', '40'],
  ])
  const [header, ...cells] = resultCsv(rows)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
  const column = (name: string): unknown[] => cells.map((line) => line[header?.indexOf(name) ?? -1])
  expect(column('joiners')).toEqual(['1', '2', '2'])
  expect(column('replay_threads')).toEqual(['', '0', '1'])
  expect(column('thread_blocks_median')).toEqual(['900', '0', '900'])
  expect(resultSummary(rows)).toEqual([
    'erc20-n1000: 20,000 tx/s with fresh senders',
    'erc20-n1000-joiners2: 20,000 tx/s with fresh senders by 2 joiners together, no replay threads; ' +
      '1 replay thread: 1.25 times as fast as that',
  ])
})

it('CSV has as many cells in every line, and quotes what must be quoted', () => {
  const named = sampleRun('a "quoted", name', 10)
  const csv = resultCsv(resultRows([...lines, named]))
  const [header = '', ...body] = csv.trimEnd().split('\r\n')
  expect(body).toHaveLength(4)
  const plain = body.map((line) => line.replace(/"([^"]|"")*"/, 'x'))
  expect(new Set([header, ...plain].map((line) => line.split(',').length)).size).toBe(1)
  expect(body[3]).toContain(',"a ""quoted"", name",')
  expect(body[0]).toContain(`,3,1000,0x${'11'.repeat(32)},50,40,60,`)
  expect(header).toContain(
    'runs,transactions,roots,us_per_transaction_median,us_per_transaction_min,us_per_transaction_max',
  )
})
