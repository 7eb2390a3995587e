import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { warmUpRecording, warmUpWorkload } from '../../src/bench/run/warmUpSubject.ts'
import { DEFAULT_PARAMETERS } from '../../src/bench/workloads/WorkloadParameters.ts'

describe('what a process warms up with', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coterie-warm-up-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const write = (name: string, size: number): Promise<void> => writeFile(join(folder, name), new Uint8Array(size))

  it('is, for a recording, the shortest other one beside it', async () => {
    await write('short.json.gz', 10)
    await write('middle.json.gz', 20)
    await write('long.json.gz', 30)
    await write('notes.md', 1)
    expect(await warmUpRecording(join(folder, 'long.json.gz'))).toBe(join(folder, 'short.json.gz'))
    expect(await warmUpRecording(join(folder, 'short.json.gz'))).toBe(join(folder, 'middle.json.gz'))
  })

  it('is nothing recorded where there is no other recording', async () => {
    await write('alone.json.gz', 10)
    expect(await warmUpRecording(join(folder, 'alone.json.gz'))).toBeUndefined()
  })

  it('is otherwise a short workload of the same kind with other senders', () => {
    const long = { ...DEFAULT_PARAMETERS, workload: 'mix', n: 100_000, perBlock: 100, accounts: 1_000_000 } as const
    const warmUp = warmUpWorkload(long, 500)
    expect(warmUp).toMatchObject({ workload: 'mix', n: 500, perBlock: 100, accounts: 1000 })
    expect(warmUp.seed).not.toBe(long.seed)
    expect(warmUpWorkload({ ...long, groups: 5, joiners: 2 }, 500)).toMatchObject({
      groups: 2,
      joiners: 2,
      accounts: 300,
    })
  })
})
