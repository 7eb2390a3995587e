import { expect, it } from 'vitest'
import { compareResults } from '../../src/bench/results/compareResults.ts'
import type { ResultLine, RunIdentity, RunLine } from '../../src/bench/results/ResultLine.ts'
import { DEFAULT_PARAMETERS } from '../../src/bench/workloads/WorkloadParameters.ts'
import { sampleResults, sampleRun, threaded } from './sampleResults.ts'

/** A run for each number of milliseconds. */
function runs(contender: string, milliseconds: readonly number[], others: Partial<RunLine> = {}): RunLine[] {
  return milliseconds.map((time, index) => sampleRun(contender, time, { repeat: index + 1, ...others }))
}

function failure(contender: string, reason: string, others: Partial<RunLine> = {}): ResultLine {
  const { history, parameters, madeBy, senders, crypto, join, replayThreads } = sampleRun(contender, 1, others)
  return { kind: 'failed', history, parameters, madeBy, contender, senders, crypto, join, replayThreads, reason }
}

it('a comparison says what is faster beyond the spread of the runs, and what only one file has', () => {
  const before = sampleResults(
    ...runs('fast', [50, 40, 60]),
    ...runs('obvious', [5000, 4000, 4500]),
    sampleRun('fast', 20, { senders: 'known' }),
  )
  const after = sampleResults(
    ...runs('fast', [30, 35, 25]),
    ...runs('obvious', [4500, 4600, 4700]),
    sampleRun('reference', 1000),
  )
  const { rows, onlyBefore, onlyAfter, changed } = compareResults(before, after)
  expect(rows.map(({ contender, verdict, runs }) => [contender, verdict, runs])).toEqual([
    ['fast', 'faster', [3, 3]],
    ['obvious', 'unclear', [3, 3]],
  ])
  expect(rows[0]?.speedUp).toEqual({ median: 1.667, min: 1.143, max: 2.4 })
  expect(onlyBefore.map(({ senders }) => senders)).toEqual(['known'])
  expect(onlyAfter.map(({ contender }) => contender)).toEqual(['reference'])
  expect(changed).toEqual({})
  expect(compareResults(after, before).rows[0]?.verdict).toBe('slower')
})

it('fewer than three runs on a side give no verdict', () => {
  const verdict = (before: number[], after: number[]) =>
    compareResults(sampleResults(...runs('fast', before)), sampleResults(...runs('fast', after))).rows
  expect(verdict([50], [10])).toMatchObject([{ verdict: 'too few runs', runs: [1, 1], speedUp: { median: 5 } }])
  expect(verdict([50, 51, 52], [10, 11])).toMatchObject([{ verdict: 'too few runs', runs: [3, 2] }])
  expect(verdict([50, 51, 52], [10, 11, 12])).toMatchObject([{ verdict: 'faster', runs: [3, 3] }])
})

it('histories that share no more than the name are not compared', () => {
  const before = sampleResults(...runs('fast', [50, 50, 50]), ...runs('obvious', [500, 500, 500]))
  const gap = { parameters: { ...DEFAULT_PARAMETERS, gap: 10 } }
  const other = { roots: [`0x${'22'.repeat(32)}`] }
  const after = sampleResults(...runs('fast', [10, 10, 10], gap), ...runs('obvious', [100, 100, 100], other))
  const { rows, differentHistories, onlyBefore, onlyAfter } = compareResults(before, after)
  expect([rows, onlyBefore, onlyAfter]).toEqual([[], [], []])
  expect(differentHistories.map(({ contender, difference }) => [contender, difference])).toEqual([
    ['fast', 'gap 0 → 10'],
    ['obvious', 'root 0x11111111… → 0x22222222…'],
  ])
})

it('the right one of several histories of a name is compared', () => {
  const gap = { parameters: { ...DEFAULT_PARAMETERS, gap: 10 } }
  const both = sampleResults(...runs('fast', [50, 50, 50]), ...runs('fast', [10, 10, 10], gap))
  const { rows, differentHistories, onlyBefore } = compareResults(both, sampleResults(...runs('fast', [5, 5, 5], gap)))
  expect(rows).toMatchObject([{ parameters: { gap: 10 }, speedUp: { median: 2 } }])
  expect(differentHistories).toEqual([])
  expect(onlyBefore).toMatchObject([{ title: 'erc20-n1000 (gap 0)' }])
})

it('failures are told of, and give no ratio', () => {
  const before = sampleResults(
    ...runs('fast', [50, 50, 50]),
    ...runs('obvious', [500]),
    failure('obvious', 'CALL_FAILED: early'),
    failure('reference', 'one'),
    failure('peer', 'gone'),
  )
  const after = sampleResults(
    failure('fast', 'REPLAY_ROOT_MISMATCH: no'),
    ...runs('obvious', [400, 400, 400]),
    failure('reference', 'two'),
  )
  const { rows, onlyBefore } = compareResults(before, after)
  const told = rows.map(({ contender, verdict, reason, runs, speedUp }) => [contender, verdict, reason, runs, speedUp])
  expect(told).toEqual([
    ['obvious', 'failed before', 'CALL_FAILED: early', [1, 3], undefined],
    ['fast', 'failed after', 'REPLAY_ROOT_MISMATCH: no', [3, 0], undefined],
    ['reference', 'failed in both', 'two', [0, 0], undefined],
  ])
  expect(onlyBefore.map(({ contender, failed }) => [contender, failed])).toEqual([['peer', 'gone']])
})

it('a failure on another history of the same name is told with what only one file has', () => {
  const other = { roots: [`0x${'22'.repeat(32)}`] }
  const before = sampleResults(...runs('fast', [50, 50, 50]))
  const after = sampleResults(...runs('fast', [50], other), failure('fast', 'no', other))
  const { rows, differentHistories, onlyBefore, onlyAfter } = compareResults(before, after)
  expect([rows, differentHistories]).toEqual([[], []])
  expect([...onlyBefore, ...onlyAfter].map(({ failed }) => failed)).toEqual([undefined, 'no'])
})

it('versions, machine, date and warm-up that differ are named', () => {
  const [first, ...others] = sampleResults(sampleRun('fast', 50))
  if (first?.kind !== 'environment') throw new Error('there is an environment')
  const environment = { ...first.environment, node: 'v22', warmUpSeconds: 0 }
  expect(compareResults([first, ...others], [{ ...first, environment }, ...others]).changed).toEqual({
    node: ['v20', 'v22'],
    warmUpSeconds: ['–', '0'],
  })
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
