import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { JOINS, type RunCosts, type RunMeasurement, type RunRequest } from '../../src/bench/run/Contender.ts'
import { prepareDataPath } from '../../src/bench/run/prepareDataPath.ts'
import { readRecordings } from '../../src/bench/run/readRecordings.ts'
import { runOnce } from '../../src/bench/run/runOnce.ts'
import { warmUpRecording } from '../../src/bench/run/warmUpSubject.ts'
import type { History, HistoryDelivery } from '../../src/bench/workloads/History.ts'
import { type CachedHistory, HistoryCache } from '../../src/bench/workloads/HistoryCache.ts'
import { readDeliveries, readHistory, writeHistory } from '../../src/bench/workloads/historyFiles.ts'
import { recordLongWorkload } from '../../src/bench/workloads/recordLongWorkload.ts'
import { recordingNames } from '../../src/bench/workloads/recordingNames.ts'
import { recordWorkload } from '../../src/bench/workloads/recordWorkload.ts'
import {
  DEFAULT_PARAMETERS,
  type WorkloadParameters,
  nameOf,
  requireParameters,
} from '../../src/bench/workloads/WorkloadParameters.ts'
import { WORKLOAD_KINDS } from '../../src/bench/workloads/workloadKinds.ts'
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

it.each(WORKLOAD_KINDS)('blocks of %s have as many markers as were asked for', async (workload) => {
  const accounts = workload === 'reverts' || workload === 'mix' ? 8 : 1
  const parameters: WorkloadParameters = { ...SMALL, workload, n: 16, accounts, perBlock: 8 }
  const { history, deliveries } = await record(parameters)
  // Each block of the workload; what changes memberships is in blocks of one.
  const counts = deliveries.map(({ payloads }) => payloads.length).filter((count) => count > 2)
  expect([history.parameters.perBlock, counts]).toEqual([8, [8, 8]])
  const cached = await new HistoryCache(await temporaryFolder()).workload(parameters)
  for (const engine of ENGINE_NAMES) expect((await replay(cached, { engine })).roots).toEqual(history.roots)
})

it('a change of membership ends a block early, and no other', async () => {
  const { deliveries } = await record({ ...SMALL, workload: 'churn', perBlock: 4 })
  const counts = deliveries.map(({ payloads }) => payloads.length).filter((count) => count > 1)
  expect(counts.filter((count) => count === 4)).toHaveLength(2)
  expect(counts.filter((count) => count === 2).length).toBeGreaterThanOrEqual(2)
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

const GOOD = joinPath(recordings, 'erc20-1k-100pb.json.gz')

/** Recordings that cannot be used, with what is said about them. */
async function damaged(): Promise<readonly (readonly [string, Uint8Array, string])[]> {
  const bytes = await readFile(GOOD)
  const flipped = Buffer.from(bytes)
  flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] ?? 0) ^ 0xff
  const flow = JSON.parse(gunzipSync(bytes).toString('utf8')) as Record<string, unknown>
  const plain = (changed: unknown): Buffer => Buffer.from(JSON.stringify(changed))
  return [
    ['truncated.json.gz', bytes.subarray(0, bytes.length - 100), 'cannot be decompressed'],
    ['flipped.json.gz', flipped, 'cannot be decompressed'],
    ['null.json.gz', gzipSync('null'), 'its format is not besu-flow/1'],
    ['number.json', plain(7), 'its format is not besu-flow/1'],
    ['other.json', plain({ ...flow, format: 'besu-flow/2' }), 'its format is not besu-flow/1'],
    ['empty.json', Buffer.alloc(0), 'it is no JSON'],
    ['fields.json', plain({ format: 'besu-flow/1' }), 'it is damaged'],
    ['blocks.json', plain({ ...flow, blocks: (flow['blocks'] as unknown[]).map(() => ({ rlp: 'x' })) }), 'is no bytes'],
    ['fork.json', plain({ ...flow, fork: 'moon' }), 'its fork moon is not known'],
  ]
}

it('a recording that cannot be used is told of with its path', async () => {
  const [folder, cache] = [await temporaryFolder(), await temporaryFolder()]
  for (const [name, bytes, problem] of await damaged()) {
    const path = joinPath(folder, name)
    await writeFile(path, bytes)
    await expect(new HistoryCache(cache).recording(path)).rejects.toMatchObject({
      code: 'DECODE_FAILED',
      message: expect.stringMatching(new RegExp(`${name}.*${problem}`)) as string,
    })
  }
  await expect(new HistoryCache(cache).recording(folder)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await readdir(cache)).toEqual([])
})

it('what cannot be used beside a recording is passed over', async () => {
  const folder = await temporaryFolder()
  for (const [name, bytes] of await damaged()) await writeFile(joinPath(folder, `${name}.json.gz`), bytes)
  await mkdir(joinPath(folder, 'dir.json.gz'))
  await symlink(joinPath(folder, 'gone'), joinPath(folder, 'link.json.gz'))
  const cache = new HistoryCache(await temporaryFolder())
  const path = joinPath(folder, 'good.json.gz')
  expect(await warmUpRecording(path, 100, (beside) => cache.recording(beside))).toBeUndefined()
  await writeFile(joinPath(folder, 'another.json.gz'), await readFile(GOOD))
  const found = await warmUpRecording(path, 100, (beside) => cache.recording(beside))
  expect(found?.history.name).toBe('another')
})

it('a recorded history that is damaged is told of with its folder', async () => {
  const { folder } = await new HistoryCache(await temporaryFolder()).workload(SMALL)
  const file = joinPath(folder, 'deliveries.jsonl.gz')
  const bytes = await readFile(file)
  const read = async (): Promise<void> => {
    for await (const _ of readDeliveries(folder));
  }
  for (const other of [bytes.subarray(0, -20), Buffer.from('text'), gzipSync('null\n')]) {
    await writeFile(file, other)
    await expect(read()).rejects.toMatchObject({
      code: 'DECODE_FAILED',
      message: expect.stringContaining(`${folder} is damaged`) as string,
    })
  }
  await rm(file)
  await expect(read()).rejects.toMatchObject({ code: 'DECODE_FAILED' })
})

it('recordings of the same name get names of their own, those of other names keep theirs', () => {
  const names = (paths: readonly string[], taken?: readonly string[]): string[] => [
    ...recordingNames(paths, taken).values(),
  ]
  expect(names(['/a/x.json.gz', '/a/y.json'])).toEqual(['x', 'y'])
  expect(names(['/a/x.json.gz', '/b/x.json.gz', '/b/y.json'])).toEqual(['a/x', 'b/x', 'y'])
  expect(names(['/a/c/x.json.gz', '/b/c/x.json.gz'])).toEqual(['a/c/x', 'b/c/x'])
  expect(names(['/a/x.json.gz', '/a/x.json'])).toEqual(['x.json.gz', 'x.json'])
  expect(names(['/a/x.json.gz', '/a/x.json', '/b/x.json'])).toEqual(['x.json.gz', 'a/x', 'b/x'])
  expect(names(['/a/erc20-n5.json.gz'], ['erc20-n5'])).toEqual(['erc20-n5.json.gz'])
  expect(names(['/a/x.json', '/a/x.json'])).toEqual(['x'])
})

it('a plan reads its recordings before anything else, each under a name of its own', async () => {
  const [folder, cache] = [await temporaryFolder(), await temporaryFolder()]
  const paths = await Promise.all(
    ['one', 'two'].map(async (name) => {
      await mkdir(joinPath(folder, name))
      const path = joinPath(folder, name, 'x.json.gz')
      await writeFile(path, await readFile(GOOD))
      return path
    }),
  )
  const items = paths.map((recording) => ({ subject: { recording }, variants: [] }))
  const read = await readRecordings({ items, cache })
  expect([...read.values()].map(({ history: { name, transactions } }) => [name, transactions])).toEqual([
    ['one/x', 1003],
    ['two/x', 1003],
  ])
  await writeFile(paths[1] ?? '', 'no recording')
  await expect(readRecordings({ items, cache })).rejects.toMatchObject({ code: 'DECODE_FAILED' })
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

it.each([
  [{ n: 39, perBlock: 40 }, '--per-block 40 needs at least --n 40: use --per-block 39 at most'],
  [{ workload: 'mix', n: 100, perBlock: 40, accounts: 30 }, '--per-block 40 needs at least 40 accounts with mix'],
  [{ workload: 'reverts', n: 100, perBlock: 40, accounts: 30 }, 'use --per-block 30 at most'],
  [{ workload: 'churn', n: 1000, perBlock: 51 }, 'use --per-block 50 at most, or --n 1001 or more'],
  [{ workload: 'churn', n: 18, perBlock: 10 }, 'use --per-block 9 at most, or --n 19 or more'],
] as const)('larger blocks than %o can have are refused', async (asked, message) => {
  const parameters = { ...DEFAULT_PARAMETERS, ...asked }
  expect(() => requireParameters(parameters)).toThrow(message)
  const folder = await temporaryFolder()
  await expect(new HistoryCache(folder).workload(parameters)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  expect(await readdir(folder)).toEqual([])
})

it('blocks as large as possible are not refused', () => {
  for (const asked of [
    { n: 40, perBlock: 40, accounts: 1 },
    { workload: 'mix', n: 100, perBlock: 30, accounts: 30 },
    { workload: 'churn', n: 1001, perBlock: 51 },
    { workload: 'churn', n: 19, perBlock: 10 },
  ] as const) {
    expect(requireParameters({ ...DEFAULT_PARAMETERS, ...asked })).toMatchObject(asked)
  }
})

it('parameters out of range are refused; names tell what is not usual', () => {
  expect(() => requireParameters({ ...SMALL, n: 0 })).toThrow(/n must be a whole number from 1/)
  expect(() => requireParameters({ ...SMALL, gap: 0.5 })).toThrow(/gap/)
  expect(() => requireParameters({ ...SMALL, workload: 'churn', members: 1 })).toThrow(
    /churn needs at least --members 2/,
  )
  expect(nameOf(DEFAULT_PARAMETERS)).toBe('erc20-n1000')
  expect(nameOf({ ...DEFAULT_PARAMETERS, workload: 'mix', perBlock: 100, seed: 'x' })).toBe(
    'mix-n1000-perBlock100-seed=x',
  )
})
