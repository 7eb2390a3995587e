import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { KeyValueStore, WriteOperation } from '../../src/storage/KeyValueStore.ts'
import { type WriteFailure, openLevelStore } from '../../src/storage/levelStore.ts'
import { canLimitFileSize, limitFileSize } from './fileSizeLimit.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

/** Starts the endless writer in `folder` and resolves when it has written `batches` batches, with its last line. */
async function writer(folder: string, batches: number): Promise<{ process: ChildProcess; counter: number }> {
  const script = fileURLToPath(new URL('fixtures/endlessWriter.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let lines = 0
  for await (const line of createInterface({ input: child.stdout })) {
    if (++lines === batches) {
      child.stdout.resume()
      return { process: child, counter: Number(line) }
    }
  }
  throw new Error('the writer ended by itself')
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** Size of the log of the LevelDB in `path`, which is open. */
async function logSize(path: string): Promise<number> {
  const log = (await readdir(path)).find((name) => name.endsWith('.log')) ?? ''
  return (await stat(join(path, log))).size
}

/** First bytes of all keys. */
async function keys(store: KeyValueStore): Promise<(number | undefined)[]> {
  const found: (number | undefined)[] = []
  for await (const [key] of store.entries(bytes())) found.push(key[0])
  return found
}

const wholeBatch = [
  { key: bytes(3), value: new Uint8Array(100_000).fill(3) },
  { key: bytes(4), value: bytes(4) },
]

describe('openLevelStore', () => {
  it('creates the folder with its parents and keeps contents over reopening', async () => {
    const path = join(await temporaryFolder(), 'a', 'b')
    const first = await openLevelStore(path)
    await first.write([{ key: bytes(1), value: bytes(2) }])
    await first.close()
    const second = await openLevelStore(path)
    expect(second.get(bytes(1))).toEqual(bytes(2))
    await second.close()
  })

  it('finishes a write that is under way when it is closed', async () => {
    const path = await temporaryFolder()
    const first = await openLevelStore(path)
    const written = first.write([{ key: bytes(1), value: new Uint8Array(1_000_000) }])
    await first.close()
    await written
    const second = await openLevelStore(path)
    expect(second.get(bytes(1))?.length).toBe(1_000_000)
    await second.close()
  })

  it('refuses a folder that this process has open already, and leaves that store usable', async () => {
    const path = await temporaryFolder()
    const store = await openLevelStore(path)
    await expect(openLevelStore(path)).rejects.toMatchObject({ code: 'STORE_LOCKED', details: { path } })
    await store.write([{ key: bytes(1), value: bytes(1) }])
    expect(store.get(bytes(1))).toEqual(bytes(1))
    await store.close()
  })

  it('refuses a folder that another process has open', async () => {
    const path = await temporaryFolder()
    const other = await writer(path, 1)
    await expect(openLevelStore(path)).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining('another process') as string,
    })
    await kill(other.process)
  })

  it('refuses a damaged database and says where it is', async () => {
    const path = await temporaryFolder()
    await (await openLevelStore(path)).close()
    await writeFile(join(path, 'CURRENT'), 'garbage')
    await expect(openLevelStore(path)).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringContaining(path) as string,
      cause: expect.anything() as unknown,
    })
  })

  it('refuses a database one of whose files is missing', async () => {
    const path = await temporaryFolder()
    await (await openLevelStore(path)).close()
    await writeFile(join(path, 'CURRENT'), 'MANIFEST-999999\n')
    await expect(openLevelStore(path)).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
  })

  it('refuses a path that is a file', async () => {
    const path = join(await temporaryFolder(), 'file')
    await writeFile(path, '')
    await expect(openLevelStore(path)).rejects.toMatchObject({ code: 'STORE_IO', details: { path } })
  })

  it('reports what the disk says while in use', async () => {
    const path = await temporaryFolder()
    const store = await openLevelStore(path)
    // More than its log holds makes LevelDB create files, here in a folder that is gone.
    await rm(path, { recursive: true })
    const entries = Array.from({ length: 200 }, (_, i) => ({
      key: bytes(2, i),
      value: new Uint8Array(500_000).fill(i),
    }))
    await expect(
      (async () => {
        for (const entry of entries) await store.write([entry])
      })(),
    ).rejects.toMatchObject({ code: 'STORE_IO', cause: expect.anything() as unknown })
    await store.close()
  })

  describe.skipIf(!canLimitFileSize)('on a disk that gets full', () => {
    // In the header of a record, in its first fragment, between two fragments and in the last one.
    it.each([0, 3, 7, 300, 4096, 32_000, 40_000, 100_020])(
      'takes no more writes when it has failed after %d bytes of one, so that none is lost',
      async (room) => {
        const path = await temporaryFolder()
        const store = await openLevelStore(path)
        await store.write([{ key: bytes(1), value: bytes(1) }])
        await store.write([{ key: bytes(2), value: new Uint8Array(1000) }])
        const freeSpace = limitFileSize((await logSize(path)) + room)
        await expect(store.write(wholeBatch)).rejects.toMatchObject({ code: 'STORE_IO', details: { path } })
        freeSpace()
        const refused = { code: 'STORE_IO', message: expect.stringContaining('restart') as string, details: { path } }
        await expect(store.write([{ key: bytes(5), value: bytes(5) }])).rejects.toMatchObject(refused)
        await expect(store.write([{ key: bytes(1), value: undefined }])).rejects.toMatchObject(refused)
        expect(await keys(store)).toEqual([1, 2])
        expect(store.get(bytes(1))).toEqual(bytes(1))
        await store.close()

        const again = await openLevelStore(path)
        expect(await keys(again)).toEqual([1, 2])
        await again.write(wholeBatch)
        await again.close()
        await using last = await openLevelStore(path)
        expect(await keys(last)).toEqual([1, 2, 3, 4])
      },
    )

    it('lets other stores take no more writes that were opened with the same failure', async () => {
      const failure: WriteFailure = { first: undefined }
      const paths = [await temporaryFolder(), await temporaryFolder()] as const
      await using one = await openLevelStore(paths[0], failure)
      await using two = await openLevelStore(paths[1], failure)
      await using other = await openLevelStore(await temporaryFolder())
      await two.write([{ key: bytes(1), value: bytes(1) }])
      const freeSpace = limitFileSize(50_000)
      await expect(one.write(wholeBatch)).rejects.toMatchObject({ code: 'STORE_IO', details: { path: paths[0] } })
      freeSpace()
      const refused = { code: 'STORE_IO', cause: failure.first, details: { path: paths[1] } }
      await expect(two.write([{ key: bytes(2), value: bytes(2) }])).rejects.toMatchObject(refused)
      expect(await keys(two)).toEqual([1])
      await other.write([{ key: bytes(2), value: bytes(2) }])
    })

    it('refuses the writes that wait behind one that fails', async () => {
      const path = await temporaryFolder()
      const store = await openLevelStore(path)
      const freeSpace = limitFileSize(50_000)
      const first = expect(store.write(wholeBatch)).rejects.toMatchObject({ code: 'STORE_IO' })
      const second = expect(store.write([{ key: bytes(5), value: bytes(5) }])).rejects.toMatchObject({
        code: 'STORE_IO',
      })
      const closed = store.close()
      await Promise.all([first, second, closed])
      freeSpace()
      await using again = await openLevelStore(path)
      expect(await keys(again)).toEqual([])
    })

    it('can be opened when there is space again, and not before', async () => {
      const path = await temporaryFolder()
      const store = await openLevelStore(path)
      await store.write(wholeBatch)
      await store.close()
      const freeSpace = limitFileSize(1000)
      await expect(openLevelStore(path)).rejects.toMatchObject({ code: 'STORE_IO' })
      freeSpace()
      await using again = await openLevelStore(path)
      expect(await keys(again)).toEqual([3, 4])
    })
  })

  it('goes on after a batch that could not be made: nothing of it was written', async () => {
    const path = await temporaryFolder()
    await using store = await openLevelStore(path)
    const broken = function* (): Generator<WriteOperation> {
      yield { key: bytes(1), value: bytes(1) }
      throw new RangeError('no more memory')
    }
    await expect(store.write(broken())).rejects.toMatchObject({ code: 'STORE_IO' })
    await store.write([{ key: bytes(2), value: bytes(2) }])
    expect(await keys(store)).toEqual([2])
  })

  it('holds only whole batches after the process was killed at any moment', { timeout: 60_000 }, async () => {
    const path = await temporaryFolder()
    let atLeast = 0
    for (let round = 1; round <= 10; round++) {
      const { process: child, counter } = await writer(path, 1 + 7 * (round % 4))
      await kill(child)
      const store = await openLevelStore(path)
      const first = store.get(bytes(1))
      expect(store.get(bytes(3))).toEqual(first)
      const reached = new DataView(first?.slice().buffer ?? new ArrayBuffer(4)).getUint32(0)
      expect(store.get(bytes(2))).toEqual(new Uint8Array(100_000).fill(reached))
      expect(counter).toBeGreaterThan(atLeast)
      expect(reached).toBeGreaterThanOrEqual(counter)
      atLeast = reached
      await store.close()
    }
  })
})
