import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compareResults } from '../../src/bench/results/compareResults.ts'
import { parseResults, readResults } from '../../src/bench/results/readResults.ts'
import { resultCsv } from '../../src/bench/results/resultCsv.ts'
import { resultSummary } from '../../src/bench/results/resultSummary.ts'
import { resultRows } from '../../src/bench/results/resultRows.ts'
import type { RunIdentity, RunLine } from '../../src/bench/results/ResultLine.ts'
import { costTable, resultTable } from '../../src/bench/results/resultTable.ts'
import { DEFAULT_PARAMETERS } from '../../src/bench/workloads/WorkloadParameters.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { sampleCosts, sampleResults, sampleRun } from './sampleResults.ts'

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
    speedUp: { median: 80, min: 66.67, max: 125 },
    writtenMb: { median: 2, min: 2, max: 2 },
    storedMb: undefined,
    sentMb: { median: 0.5 },
    costs: { source: 'counters', shares: { evm: 0.75, trie: 0.25 }, calls: { evm: 1000, trie: 2000 } },
  })
  expect(obvious?.speedUp?.median).toBe(1)
  expect(known).toMatchObject({ senders: 'known', us: { median: 20 }, speedUp: { median: 200 } })
})

it('no obvious way, no ratio', () => {
  expect(resultRows(sampleResults(sampleRun('fast', 50)))[0]?.speedUp).toBeUndefined()
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

const threaded = (joiners: number, replayThreads: number | null, milliseconds: number): RunLine =>
  sampleRun('fast', milliseconds, {
    history: joiners === 1 ? 'erc20-n1000' : `erc20-n1000-joiners${joiners}`,
    parameters: { ...DEFAULT_PARAMETERS, joiners },
    replayThreads,
    transactions: 1000 * joiners,
    threadBlocks: replayThreads === 0 ? 0 : 900,
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

it('rows of other joiners or replay threads are not compared with each other', () => {
  const before = sampleResults(threaded(1, null, 50), threaded(2, null, 100), threaded(2, 1, 80))
  const after = sampleResults(threaded(2, 2, 10), threaded(2, 1, 40), threaded(3, 1, 10))
  const { rows, onlyBefore, onlyAfter } = compareResults(before, after)
  expect(rows).toMatchObject([{ history: 'erc20-n1000-joiners2', replayThreads: 1, speedUp: { median: 2 } }])
  const named = (rows: readonly RunIdentity[]) => rows.map((row) => [row.parameters.joiners, row.replayThreads])
  expect(named(onlyBefore)).toEqual([
    [1, null],
    [2, null],
  ])
  expect(named(onlyAfter)).toEqual([
    [2, 2],
    [3, 1],
  ])
})

it('files that name neither joiners nor replay threads are compared with those that have the default', () => {
  const recent = sampleResults(threaded(1, null, 50))
  const text = recent
    .map((line) => JSON.stringify(line))
    .join('\n')
    .replace(',"replayThreads":null', '')
    .replace(',"joiners":1', '')
  expect(text).not.toMatch(/replayThreads|joiners/)
  expect(parseResults(text)).toEqual(recent)
  expect(compareResults(parseResults(text), recent).rows).toHaveLength(1)
})

it('CSV has as many cells in every line, and quotes what must be quoted', () => {
  const named = sampleRun('a "quoted", name', 10)
  const csv = resultCsv(resultRows([...lines, named]))
  const [header = '', ...body] = csv.trimEnd().split('\r\n')
  expect(body).toHaveLength(4)
  const plain = body.map((line) => line.replace(/"([^"]|"")*"/, 'x'))
  expect(new Set([header, ...plain].map((line) => line.split(',').length)).size).toBe(1)
  expect(body[3]).toContain(',"a ""quoted"", name",')
  expect(header).toContain('us_per_transaction_median,us_per_transaction_min,us_per_transaction_max')
})

it('results that were written are read again', async () => {
  const file = join(await temporaryFolder(), 'out.jsonl')
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  expect(await readResults(file)).toEqual(lines)
})

it('what holds no results is refused', async () => {
  await expect(readResults('/nowhere/at/all.jsonl')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const text of ['', 'text', '{"kind":"run"}', '{"kind":"environment","format":"coterie-bench/1"}', '{}']) {
    expect(() => parseResults(text), text).toThrow(expect.objectContaining({ code: 'DECODE_FAILED' }) as Error)
  }
})

it('a comparison says what is faster beyond the spread of the runs, and what only one file has', () => {
  const after = sampleResults(
    sampleRun('fast', 30),
    sampleRun('fast', 35, { repeat: 2 }),
    sampleRun('obvious', 4500),
    sampleRun('reference', 1000),
  )
  const { rows, onlyBefore, onlyAfter, changed } = compareResults(lines, after)
  expect(rows.map(({ contender, verdict, speedUp }) => [contender, verdict, speedUp.median])).toEqual([
    ['fast', 'faster', 1.667],
    ['obvious', 'unclear', 0.8889],
  ])
  expect(rows[0]?.speedUp).toEqual({ median: 1.667, min: 1.143, max: 2 })
  expect(onlyBefore.map(({ senders }) => senders)).toEqual(['known'])
  expect(onlyAfter.map(({ contender }) => contender)).toEqual(['reference'])
  expect(changed).toEqual({})
  expect(compareResults(after, lines).rows[0]?.verdict).toBe('slower')
})
