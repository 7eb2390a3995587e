import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { warmUpRecording, warmUpWorkload } from '../../src/bench/run/warmUpSubject.ts'
import { CoterieError } from '../../src/errors/CoterieError.ts'
import type { History } from '../../src/bench/workloads/History.ts'
import type { CachedHistory } from '../../src/bench/workloads/HistoryCache.ts'
import { DEFAULT_PARAMETERS } from '../../src/bench/workloads/WorkloadParameters.ts'

describe('what a process warms up with', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coterie-warm-up-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const write = (name: string, size: number): Promise<void> => writeFile(join(folder, name), new Uint8Array(size))

  /** Reads what the tests write: `2-…` has two markers in a block. */
  async function read(path: string): Promise<CachedHistory> {
    const perBlock = Number(basename(path).split('-')[0])
    if (Number.isNaN(perBlock)) throw new CoterieError('DECODE_FAILED', 'no recording')
    return { folder: path, history: { parameters: { ...DEFAULT_PARAMETERS, perBlock } } as History }
  }
  const warmUpOf = async (name: string, perBlock: number) =>
    basename((await warmUpRecording(join(folder, name), perBlock, read))?.folder ?? 'none')

  it('is, for a recording, the shortest other one beside it with as many markers in a block, else the shortest', async () => {
    await write('1-short.json.gz', 10)
    await write('2-middle.json.gz', 20)
    await write('2-long.json.gz', 30)
    await write('3-longest.json.gz', 40)
    await write('notes.md', 1)
    expect(await warmUpOf('2-long.json.gz', 2)).toBe('2-middle.json.gz')
    expect(await warmUpOf('2-middle.json.gz', 2)).toBe('2-long.json.gz')
    expect(await warmUpOf('3-longest.json.gz', 3)).toBe('1-short.json.gz')
    expect(await warmUpOf('1-short.json.gz', 1)).toBe('2-middle.json.gz')
  })

  it('is nothing recorded where there is no other recording that can be read', async () => {
    await write('1-alone.json.gz', 10)
    await write('other.json.gz', 10)
    expect(await warmUpOf('1-alone.json.gz', 1)).toBe('none')
  })

  it('is otherwise a short workload of the same kind with other senders', () => {
    const long = { ...DEFAULT_PARAMETERS, workload: 'mix', n: 100_000, perBlock: 100, accounts: 1_000_000 } as const
    const warmUp = warmUpWorkload(long, 500)
    expect(warmUp).toMatchObject({ workload: 'mix', n: 500, perBlock: 100, accounts: 1000 })
    expect(warmUp.seed).not.toBe(long.seed)
    // Blocks of a short workload cannot be as large, and those of Besu may be larger than any.
    expect(warmUpWorkload(long, 40).perBlock).toBe(40)
    expect(warmUpWorkload({ ...long, workload: 'churn' }, 100).perBlock).toBe(50)
    expect(warmUpWorkload({ ...long, perBlock: 5000 }, 10_000).perBlock).toBe(1000)
    expect(warmUpWorkload({ ...long, groups: 5, joiners: 2 }, 500)).toMatchObject({
      groups: 2,
      joiners: 2,
      accounts: 300,
    })
  })
})
