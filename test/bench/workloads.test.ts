import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { JOINS, type RunCosts, type RunMeasurement, type RunRequest } from '../../src/bench/run/Contender.ts'
import { prepareDataPath } from '../../src/bench/run/prepareDataPath.ts'
import { runOnce } from '../../src/bench/run/runOnce.ts'
import type { History, HistoryDelivery } from '../../src/bench/workloads/History.ts'
import { type CachedHistory, HistoryCache } from '../../src/bench/workloads/HistoryCache.ts'
import { readDeliveries, readHistory, writeHistory } from '../../src/bench/workloads/historyFiles.ts'
import { recordLongWorkload } from '../../src/bench/workloads/recordLongWorkload.ts'
import { recordWorkload } from '../../src/bench/workloads/recordWorkload.ts'
import {
  DEFAULT_PARAMETERS,
  WORKLOAD_KINDS,
  type WorkloadParameters,
  nameOf,
  requireParameters,
} from '../../src/bench/workloads/WorkloadParameters.ts'
import { ENGINE_NAMES } from '../../src/execution/createEngine.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'

const SMALL: WorkloadParameters = { ...DEFAULT_PARAMETERS, n: 12, accounts: 10 }
const recordings = fileURLToPath(new URL('../../bench/recordings/', import.meta.url))
const module = new URL('../../src/bench/run/networkContender.ts', import.meta.url).href

async function record(parameters: WorkloadParameters): Promise<{ history: History; deliveries: HistoryDelivery[] }> {
  const deliveries: HistoryDelivery[] = []
  const recording = recordWorkload(parameters)
  for (;;) {
    const next = await recording.next()
    if (next.done === true) return { history: next.value, deliveries }
    deliveries.push(next.value)
  }
}

async function replay(
  { folder, history }: CachedHistory,
  options: Partial<Pick<RunRequest, 'engine' | 'senders' | 'join' | 'costs' | 'replayThreads'>> = {},
): Promise<RunMeasurement> {
  const scratch = await temporaryFolder()
  const senders = options.senders ?? 'fresh'
  const preparedPath = joinPath(scratch, 'prepared')
  const join = options.join ?? 'replay'
  await prepareDataPath(history, folder, preparedPath, { senders, join })
  const task = { history: folder, prepared: preparedPath }
  const usual = { engine: 'reference', join: 'replay', costs: false, replayThreads: null } as const
  return runOnce({ module, ...usual, ...options, senders, task, warmUp: null, scratch }, () => undefined)
}

it('the same parameters give the same bytes, another seed others', async () => {
  const [first, second] = [await record(SMALL), await record(SMALL)]
  expect(second).toEqual(first)
  const other = await record({ ...SMALL, seed: 'other' })
  expect(other.history.roots).not.toEqual(first.history.roots)
})

it.each(WORKLOAD_KINDS)('%s is recorded and replayed by every engine with the recorded root', async (workload) => {
  const cached = await new HistoryCache(await temporaryFolder()).workload({ ...SMALL, workload, perBlock: 3 })
  for (const engine of ENGINE_NAMES) {
    const { roots, transactions, storedBytes } = await replay(cached, { engine })
    expect([engine, roots]).toEqual([engine, cached.history.roots])
    expect(transactions).toBeGreaterThanOrEqual(SMALL.n)
    expect(storedBytes).toBeGreaterThan(0)
  }
})

it('several groups, empty blocks, more members, longer call data, known senders', async () => {
  const parameters = { ...SMALL, groups: 3, gap: 2, members: 4, payload: 50, perBlock: 5 }
  const cached = await new HistoryCache(await temporaryFolder()).workload(parameters)
  expect(cached.history.groups).toHaveLength(3)
  const { roots, transactions, costs } = await replay(cached, { senders: 'known', costs: true })
  expect(roots).toEqual(cached.history.roots)
  expect(new Set(roots).size).toBe(3)
  // Each history has the lock, too.
  expect(transactions).toBe(3 * (SMALL.n + 1))
  expect(costs?.source).toBe('counters')
  const { shares = {}, calls = {} }: Partial<RunCosts> = costs ?? {}
  expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
  expect(calls['evm']).toBeGreaterThanOrEqual(3 * SMALL.n)
  for (const stage of ['decode', 'trie', 'keccak', 'storage']) expect([stage, calls[stage]]).not.toEqual([stage, 0])
})

it.each(JOINS)('several nodes that join by %s in one block all end with the recorded root', async (way) => {
  const parameters = { ...SMALL, joiners: 3, groups: 2, perBlock: 4 }
  const cached = await new HistoryCache(await temporaryFolder()).workload(parameters)
  const { history } = cached
  expect(history).toMatchObject({ newcomers: ['newcomer', 'newcomer2', 'newcomer3'], newcomer: 'newcomer' })
  const { roots, transactions, sentBytes } = await replay(cached, { join: way })
  expect(roots).toEqual(history.newcomers.flatMap(() => history.roots))
  expect(transactions).toBe(3 * history.transactions)
  if (way !== 'snapshot') expect(sentBytes).toBe(3 * history.bytes)
})

it('several nodes join beside a member that knows the senders', async () => {
  const cached = await new HistoryCache(await temporaryFolder()).workload({ ...SMALL, joiners: 2 })
  expect((await replay(cached, { senders: 'known' })).roots).toEqual([...cached.history.roots, ...cached.history.roots])
})

it('when the last of several nodes ends with another root than the recording, there is no time', async () => {
  const { history, folder } = await new HistoryCache(await temporaryFolder()).workload({ ...SMALL, joiners: 2 })
  const wrong = await temporaryFolder()
  const text = `
    export const replay = async ({ history: { roots, transactions } }) =>
      ({ roots: [...roots, ...roots.map(() => '0x00')], transactions: 2 * transactions, use: {} })`
  await writeFile(joinPath(wrong, 'wrong.mjs'), text)
  const request: RunRequest = {
    module: pathToFileURL(joinPath(wrong, 'wrong.mjs')).href,
    ...{ engine: null, senders: 'fresh', join: 'replay', replayThreads: null, costs: false, warmUp: null },
    task: { history: folder, prepared: null },
    scratch: wrong,
  }
  await expect(runOnce(request, () => undefined)).rejects.toMatchObject({
    code: 'REPLAY_ROOT_MISMATCH',
    message: expect.stringContaining(`${history.name} by newcomer2 ends with root 0x00`) as string,
  })
})

it.each(JOINS)('whoever joins by %s ends with the recorded root', async (way) => {
  const cached = await new HistoryCache(await temporaryFolder()).workload({ ...SMALL, workload: 'mix', perBlock: 3 })
  const { roots, sentBytes } = await replay(cached, { join: way })
  expect(roots).toEqual(cached.history.roots)
  // The state comes beside the history.
  if (way === 'snapshot') expect(sentBytes).toBeGreaterThan(cached.history.bytes)
  else expect(sentBytes).toBe(cached.history.bytes)
})

it('a recording of Besu is a history like others', async () => {
  const cache = new HistoryCache(await temporaryFolder())
  const cached = await cache.recording(joinPath(recordings, 'erc20-1k-100pb.json.gz'))
  const { history } = cached
  expect(history).toMatchObject({ name: 'erc20-1k-100pb', madeBy: 'besu', transactions: 1003, deliveries: 14 })
  expect(history.parameters).toMatchObject({ workload: 'erc20', n: 1000, perBlock: 100, gap: 0 })
  expect((await replay(cached)).roots).toEqual(history.roots)
  const gap = await cache.recording(joinPath(recordings, 'erc20-1k-gap.json.gz'))
  expect(gap.history.parameters).toMatchObject({ n: 1000, perBlock: 1, gap: 10 })
})

it('a history is recorded once, then read', async () => {
  const folder = await temporaryFolder()
  let recorded = 0
  const onProgress = (): void => void recorded++
  const first = await new HistoryCache(folder).workload(SMALL, { onProgress })
  expect(recorded).toBe(SMALL.n)
  expect(await new HistoryCache(folder).workload(SMALL, { onProgress })).toEqual(first)
  expect(recorded).toBe(SMALL.n)
  expect(await readdir(folder)).toHaveLength(1)
})

it('a long workload is recorded by the fast engine on disk, and its beginning by the reference engine, too', async () => {
  const scratch = await temporaryFolder()
  const folder = joinPath(await temporaryFolder(), 'history')
  const parameters: WorkloadParameters = { ...SMALL, workload: 'mix', perBlock: 4, groups: 2, n: 8 }
  const history = await writeHistory(folder, () => recordLongWorkload(parameters, scratch, { checked: 5 }))
  expect(history).toEqual((await record(parameters)).history)
  expect((await replay({ history, folder })).roots).toEqual(history.roots)
})

it('large payloads are kept in files of their own', async () => {
  const folder = joinPath(await temporaryFolder(), 'history')
  const { history } = await record(SMALL)
  const payloads = ['A'.repeat(99_999), 'B'.repeat(100_000), 'C'.repeat(300_000)].map((payload, index) => {
    return { handle: String(index), payload, senderKey: null, readers: ['alice'] }
  })
  const deliveries: HistoryDelivery[] = [
    { rlp: '0x01', payloads },
    { rlp: '0x02', payloads: payloads.slice(1) },
  ]
  await writeHistory(folder, async function* () {
    yield* deliveries
    return history
  })
  expect((await readdir(folder)).filter((name) => name.startsWith('payload-'))).toHaveLength(4)
  const read: HistoryDelivery[] = []
  for await (const delivery of readDeliveries(folder)) read.push(delivery)
  expect(read).toEqual(deliveries)
})

it('a recording that fails leaves nothing behind', async () => {
  const folder = await temporaryFolder()
  const failing = async function* (): AsyncGenerator<HistoryDelivery, History> {
    yield { rlp: '0x', payloads: [] }
    throw new Error('on purpose')
  }
  await expect(writeHistory(joinPath(folder, 'history'), failing)).rejects.toThrow('on purpose')
  expect(await readdir(folder)).toEqual([])
})

it('a replay that ends with another root than the recording gives no time', async () => {
  const cached = await new HistoryCache(await temporaryFolder()).workload(SMALL)
  const file = joinPath(cached.folder, 'history.json')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(cached.history.roots[0] ?? '', `0x${'00'.repeat(32)}`))
  await expect(replay(cached)).rejects.toMatchObject({ code: 'REPLAY_ROOT_MISMATCH' })
})

it('a history of one joiner is found and read again as it was written before there could be several', async () => {
  const cache = await temporaryFolder()
  const { history, folder } = await new HistoryCache(cache).workload(SMALL)
  // The name was made of the parameters without joiners.
  const { newcomers: _, parameters, ...others } = history
  const { joiners: __, ...older } = parameters
  await writeFile(joinPath(folder, 'history.json'), JSON.stringify({ ...others, parameters: older }))
  expect(await new HistoryCache(cache).workload(SMALL)).toEqual({ history, folder })
  expect((await new HistoryCache(cache).workload({ ...SMALL, joiners: 2 })).folder).not.toBe(folder)
})

it('histories of another version are not read', async () => {
  const cached = await new HistoryCache(await temporaryFolder()).workload(SMALL)
  const file = joinPath(cached.folder, 'history.json')
  await writeFile(file, JSON.stringify({ ...cached.history, format: 'coterie-history/0' }))
  expect(await readHistory(cached.folder)).toBeUndefined()
  await writeFile(file, 'not JSON')
  expect(await readHistory(cached.folder)).toBeUndefined()
})

it('deliveries hold the payloads that the newcomer needs', async () => {
  const { history, folder } = await new HistoryCache(await temporaryFolder()).workload(SMALL)
  const readers = new Set<string>()
  let count = 0
  for await (const { payloads } of readDeliveries(folder)) {
    count++
    for (const payload of payloads) for (const reader of payload.readers) readers.add(reader)
  }
  expect(count).toBe(history.deliveries)
  expect([...readers].sort()).toEqual(Object.keys(history.nodes).sort())
})

it('parameters out of range are refused; names tell what is not usual', () => {
  expect(() => requireParameters({ ...SMALL, n: 0 })).toThrow(/n must be a whole number from 1/)
  expect(() => requireParameters({ ...SMALL, gap: 0.5 })).toThrow(/gap/)
  expect(() => requireParameters({ ...SMALL, workload: 'churn', members: 1 })).toThrow(/churn needs at least 2/)
  expect(nameOf(DEFAULT_PARAMETERS)).toBe('erc20-n1000')
  expect(nameOf({ ...DEFAULT_PARAMETERS, workload: 'mix', perBlock: 100, seed: 'x' })).toBe(
    'mix-n1000-perBlock100-seed=x',
  )
})
