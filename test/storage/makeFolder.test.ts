import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder } from '../../src/storage/makeFolder.ts'
import { temporaryFolder } from './temporaryFolder.ts'

it('makes a folder with its parents, and again', async () => {
  const path = join(await temporaryFolder(), 'a', 'b', 'c')
  await makeFolder(path)
  await makeFolder(path)
  expect((await stat(path)).isDirectory()).toBe(true)
})

it('makes a folder that others make at the same time', async () => {
  const path = join(await temporaryFolder(), 'a', 'b')
  await Promise.all([makeFolder(path), makeFolder(path), mkdir(path, { recursive: true })])
  expect((await stat(path)).isDirectory()).toBe(true)
})

it('ends with an error below a file', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  await expect(makeFolder(join(file, 'a'))).rejects.toMatchObject({
    code: expect.stringMatching(/^(ENOTDIR|STORE_IO)$/) as string,
  })
})

it.runIf(process.platform === 'linux')('ends with an error where nothing can be made', async () => {
  await expect(makeFolder('/proc/nothing/here')).rejects.toMatchObject({ code: 'ENOENT' })
})
