import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { payBob, storedNetwork } from '../cli/storedNetwork.ts'

const TO = `0x${'11'.repeat(20)}`

/** Everything in the databases of a data path, as hex. */
async function contents(dataPath: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  const nodes = (await readdir(join(dataPath, 'nodes'))).map((name) => join('nodes', name))
  for (const folder of ['chain', ...nodes]) {
    await using store = await openLevelStore(join(dataPath, folder))
    const entries: string[] = []
    for await (const [key, value] of store.entries(new Uint8Array(0))) {
      entries.push(`${Buffer.from(key).toString('hex')}=${Buffer.from(value).toString('hex')}`)
    }
    found[folder] = entries
  }
  return found
}

it('sees what was there, and changes nothing', async () => {
  const { dataPath, group } = await storedNetwork((cast) => payBob(cast, 5n))
  const before = await contents(dataPath)
  const network = await createNetwork({ dataPath, readOnly: true })
  expect(network.head.number).toBe(3n)
  expect(network.node('bob').stateRoot(group)).toBe(network.node('alice').stateRoot(group))
  expect(network.node('carol').groups()).toEqual([])
  await network.close()
  expect(await contents(dataPath)).toEqual(before)
})

it('lets nothing be sent and nothing be mined', async () => {
  const { dataPath, group } = await storedNetwork()
  await using network = await createNetwork({ dataPath, readOnly: true })
  const alice = network.node('alice')
  const nonce = alice.group(group).nextNonce(alice.address)
  const refused = { code: 'STORE_IO', message: expect.stringContaining('readOnly') as string }
  const handle = alice.group(group)
  const sends = [
    () => handle.lock(),
    () => handle.add('carol'),
    () => handle.remove('bob'),
    () => handle.send({ to: TO }),
    () => handle.deploy({ bytecode: '0x00' }),
    () => alice.createGroup({ members: ['alice'] }),
    () => alice.createPrivacyGroup({ addresses: [alice.enclaveKey] }),
    () => alice.deletePrivacyGroup(group),
    () => alice.sendPrivateTransaction('0x00'),
    () => alice.distributePrivateTransaction('0x00'),
    () => alice.sendPublicTransaction({ to: TO, value: 1n }),
    () => alice.sendRawTransaction('0x00'),
    () => network.sendRawTransaction('0x00'),
  ]
  for (const send of sends) await expect(send()).rejects.toMatchObject(refused)
  await expect(network.mine()).rejects.toMatchObject({ code: 'STORE_IO' })
  expect(network.pending).toEqual([])
  expect(handle.nextNonce(alice.address)).toBe(nonce)
  expect(await handle.add('carol', { dryRun: true })).toMatchObject({ basis: 'assumed' })
})

it('needs no options that a data path cannot hold', async () => {
  const { dataPath, group } = await storedNetwork(undefined, {
    privateGenesis: () => ({ '0x00000000000000000000000000000000000000aa': { balance: 7 } }),
  })
  await using network = await createNetwork({ dataPath, readOnly: true })
  expect(network.node('bob').groups()).toEqual([group])
})

it('does not find a network where there is none, and makes none', async () => {
  const folder = await temporaryFolder()
  for (const dataPath of [folder, join(folder, 'missing', 'deeper')]) {
    await expect(createNetwork({ dataPath, readOnly: true })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  expect(await readdir(folder)).toEqual([])
})

it('does not find a network in a file, nor in a database of something else', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  await expect(createNetwork({ dataPath: join(folder, 'file'), readOnly: true })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const foreign = await openLevelStore(join(folder, 'chain'))
  await foreign.close()
  await expect(createNetwork({ dataPath: folder, readOnly: true })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('names the node whose database is gone', async () => {
  const { dataPath } = await storedNetwork()
  await rm(join(dataPath, 'nodes', 'bob'), { recursive: true })
  const expected = { code: 'STORE_CORRUPT', message: expect.stringContaining('bob') as string }
  await expect(createNetwork({ dataPath, readOnly: true })).rejects.toMatchObject(expected)
  await expect(createNetwork({ dataPath, readOnly: true })).rejects.toMatchObject(expected)
})

it('refuses a database that cannot be read, and leaves the path free for others', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'chain'))
  await writeFile(join(folder, 'chain', 'CURRENT'), 'nonsense')
  await expect(createNetwork({ dataPath: folder, readOnly: true })).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
  await expect(createNetwork({ dataPath: folder, readOnly: true })).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
})

it('refuses a path that is in use', async () => {
  const dataPath = await temporaryFolder()
  await using _network = await createNetwork({ nodes: ['alice'], dataPath })
  await expect(createNetwork({ dataPath, readOnly: true })).rejects.toMatchObject({ code: 'STORE_LOCKED' })
})
