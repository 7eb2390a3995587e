import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'

/** A data path with a closed network of one block. */
async function closedNetwork(): Promise<string> {
  const dataPath = await temporaryFolder()
  await using network = await createNetwork({ nodes: ['alice', 'bob'], dataPath })
  await network.mine()
  return dataPath
}

/** Removes the block at the head of a chain's database, as a log that has lost its end does. */
async function loseHead(dataPath: string): Promise<string> {
  await using store = await openLevelStore(join(dataPath, 'chain'))
  const head = store.get(Uint8Array.of(0x14)) ?? new Uint8Array(0)
  await store.write([{ key: Uint8Array.of(0x10, ...head), value: undefined }])
  return Buffer.from(head).toString('hex')
}

describe.each([false, true])('a damaged data path, readOnly %s', (readOnly) => {
  it.each(['chain', 'chain/CURRENT'])('is not taken for none without %s', async (gone) => {
    const dataPath = await closedNetwork()
    await rm(join(dataPath, gone), { recursive: true })
    for (let i = 0; i < 2; i++) {
      await expect(createNetwork({ dataPath, readOnly })).rejects.toMatchObject({
        code: 'STORE_CORRUPT',
        message: expect.stringContaining('public chain is gone') as string,
      })
    }
  })

  it('says when the chain has lost its head, and what to do', async () => {
    const dataPath = await closedNetwork()
    const head = await loseHead(dataPath)
    expect(head).toHaveLength(64)
    await expect(createNetwork({ dataPath, readOnly })).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringMatching(new RegExp(`0x${head}; restore .* from a copy, or remove`)) as string,
    })
  })
})
