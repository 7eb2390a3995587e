import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { afterEach, expect, it, vi } from 'vitest'
import { type Network, type NetworkOptions, createNetwork } from '../../src/index.ts'
import { canLimitFileSize, limitFileSize } from '../storage/fileSizeLimit.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Lets LevelDB fail to write the n-th batch (1-based) of a database whose path ends in `folder`, as a full disk does. */
function failWrite(folder: string, n: number): void {
  const batch = Level.prototype.batch as unknown as (this: { location: string }, ...args: unknown[]) => ChainedBatch
  let writes = 0
  vi.spyOn(Level.prototype, 'batch').mockImplementation(function (this: { location: string }, ...args: unknown[]) {
    const chained = batch.apply(this, args)
    if (this.location.endsWith(folder) && ++writes === n) {
      chained.write = async () => {
        await chained.close()
        throw new RangeError('no space left')
      }
    }
    return chained
  } as unknown as () => never)
}

interface ChainedBatch {
  write(): Promise<void>
  close(): Promise<void>
}

/** Lets the next write of the database whose path ends in `folder` begin only when the test says so. @returns paths of writes that have begun. */
function holdWrite(folder: string): { begun: string[]; held: Promise<void>; release: () => void } {
  const batch = Level.prototype.batch as unknown as (this: { location: string }, ...args: unknown[]) => ChainedBatch
  const begun: string[] = []
  const [released, release] = signal()
  const [held, reached] = signal()
  let isFirst = true
  vi.spyOn(Level.prototype, 'batch').mockImplementation(function (this: { location: string }, ...args: unknown[]) {
    const chained = batch.apply(this, args)
    const { location } = this
    const write = chained.write.bind(chained)
    chained.write = async () => {
      if (location.endsWith(folder) && isFirst) {
        isFirst = false
        reached()
        await released
      }
      begun.push(location)
      await write()
    }
    return chained
  } as unknown as () => never)
  return { begun, held, release }
}

function signal(): [promise: Promise<void>, give: () => void] {
  let give = (): void => undefined
  const promise = new Promise<void>((resolve) => (give = resolve))
  return [promise, give]
}

/** A network in memory with a group of alice and bob, and a private transaction; how others come to the same. */
async function recorded(): Promise<{
  group: string
  rootBefore: string
  root: string
  blocks: string[]
  give: (to: Network) => Promise<void>
}> {
  await using source = await createNetwork(ACCOUNTS)
  const alice = source.node('alice')
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  const rootBefore = group.root()
  await group.deploy({ bytecode: '0x00' })
  const blocks: string[] = []
  const payloads: { handle: string; payload: string; senderKey: string | null }[] = []
  for (let number = 1n; number <= source.head.number; number++) {
    const hash = alice.canonicalHash(number) ?? '0x'
    blocks.push(source.blockRlp(hash))
    for (const { handle } of alice.markersOf(hash)) {
      const { payload, senderKey } = await alice.enclave.receive(handle)
      payloads.push({ handle, payload, senderKey: senderKey ?? null })
    }
  }
  const give = async (to: Network): Promise<void> => {
    for (const payload of payloads) for (const name of ['alice', 'bob']) await to.node(name).enclave.put(payload)
  }
  return { group: group.id, rootBefore, root: group.root(), blocks, give }
}

const ACCOUNTS: NetworkOptions = { seed: 'recorded', nodes: ['alice', 'bob', 'carol'] }

const numbersOf = ({ nodes }: Network): bigint[] => nodes.map(({ head }) => head.number)

async function network() {
  const dataPath = await temporaryFolder()
  return { dataPath, opened: await createNetwork({ dataPath, nodes: ['alice', 'bob', 'carol'] }) }
}

it('a chain store that cannot write makes no more blocks, and the path goes on when it is opened again', async () => {
  const { dataPath, opened } = await network()
  const group = await opened.node('alice').createGroup({ members: ['alice', 'bob'] })
  failWrite('chain', 1)
  for (let i = 0; i < 3; i++) await expect(opened.mine()).rejects.toMatchObject({ code: 'STORE_IO' })
  await expect(opened.setBalance(opened.node('bob').address, 1n)).rejects.toMatchObject({ code: 'STORE_IO' })
  expect(opened.head.number).toBe(1n)
  expect(numbersOf(opened)).toEqual([1n, 1n, 1n])
  const root = opened.node('alice').stateRoot(group.id)
  const { head } = opened
  await opened.close()
  await using again = await createNetwork({ dataPath })
  expect(again.head).toEqual(head)
  await again.mine()
  expect(numbersOf(again)).toEqual([2n, 2n, 2n])
  for (const name of ['alice', 'bob']) expect(again.node(name).stateRoot(group.id)).toBe(root)
})

it('a chain store that cannot write does not make a block invalid', async () => {
  await using source = await createNetwork({ nodes: ['alice', 'bob', 'carol'] })
  const { block } = await source.mine()
  const { dataPath, opened } = await network()
  failWrite('chain', 1)
  for (let i = 0; i < 2; i++) {
    await expect(opened.importBlock(source.blockRlp(block.hash))).rejects.toMatchObject({ code: 'STORE_IO' })
    expect(numbersOf(opened)).toEqual([0n, 0n, 0n])
  }
  await opened.close()
  await using again = await createNetwork({ dataPath })
  const { reports } = await again.importBlock(source.blockRlp(block.hash))
  expect([...reports.values()].map(({ imported }) => imported)).toEqual([true, true, true])
  expect(again.head).toEqual(source.head)
})

it('a chain store that cannot write leaves nothing of a private transaction behind', async () => {
  const { group, rootBefore, root, blocks, give } = await recorded()
  const options = { ...ACCOUNTS, dataPath: await temporaryFolder() }
  const opened = await createNetwork(options)
  await give(opened)
  for (const block of blocks.slice(0, -1)) await opened.importBlock(block)
  failWrite('chain', 1)
  for (let i = 0; i < 2; i++) {
    await expect(opened.importBlock(blocks.at(-1) ?? '')).rejects.toMatchObject({ code: 'STORE_IO' })
    expect(opened.head.number).toBe(1n)
    expect(numbersOf(opened)).toEqual([1n, 1n, 1n])
    for (const name of ['alice', 'bob']) expect(opened.node(name).stateRoot(group)).toBe(rootBefore)
  }
  await opened.close()
  await using again = await createNetwork(options)
  expect(numbersOf(again)).toEqual([1n, 1n, 1n])
  await again.importBlock(blocks.at(-1) ?? '')
  for (const name of ['alice', 'bob']) expect(again.node(name).stateRoot(group)).toBe(root)
})

it('nodes write a block when the chain has it, and not before', async () => {
  const { group, root, blocks, give } = await recorded()
  await using opened = await createNetwork({ ...ACCOUNTS, dataPath: await temporaryFolder() })
  await give(opened)
  for (const block of blocks.slice(0, -1)) await opened.importBlock(block)
  const { begun, held, release } = holdWrite('chain')
  const importing = opened.importBlock(blocks.at(-1) ?? '')
  await held
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(begun).toEqual([])
  release()
  await importing
  expect(begun.map((path) => path.split('/').at(-1))).toEqual(['chain', 'alice', 'bob', 'carol'])
  for (const name of ['alice', 'bob']) expect(opened.node(name).stateRoot(group)).toBe(root)
})

it('a node that cannot write lets the network make no more blocks, and catches up when the path is opened again', async () => {
  const { dataPath, opened } = await network()
  const group = await opened.node('alice').createGroup({ members: ['alice', 'bob'] })
  failWrite('bob', 1)
  await expect(opened.mine()).rejects.toMatchObject({ code: 'STORE_IO' })
  // Carol's store may have got the block at the same time.
  expect(numbersOf(opened).slice(0, 2)).toEqual([2n, 1n])
  await expect(opened.sync('bob')).rejects.toMatchObject({ code: 'STORE_IO' })
  for (let i = 0; i < 2; i++) await expect(opened.mine()).rejects.toMatchObject({ code: 'STORE_IO' })
  expect(numbersOf(opened).slice(0, 2)).toEqual([2n, 1n])
  const { head } = opened
  await opened.close()
  await using again = await createNetwork({ dataPath })
  expect(again.nodes.map((node) => node.head)).toEqual([head, head, head])
  await again.node('alice').group(group.id).add('carol')
  expect(new Set(again.nodes.map((node) => node.stateRoot(group.id))).size).toBe(1)
})

it('a payload that a node cannot write is no acknowledged transaction', async () => {
  const { dataPath, opened } = await network()
  const group = await opened.node('alice').createGroup({ members: ['alice', 'bob'] })
  failWrite('bob', 1)
  // The payload goes to the enclave of bob before there is a marker.
  for (let i = 0; i < 2; i++) await expect(group.deploy({ bytecode: '0x00' })).rejects.toThrow()
  expect(numbersOf(opened)).toEqual([1n, 1n, 1n])
  await opened.close()
  await using again = await createNetwork({ dataPath })
  await again.node('alice').group(group.id).deploy({ bytecode: '0x00' })
  expect(again.node('bob').stateRoot(group.id)).toBe(again.node('alice').stateRoot(group.id))
})

it('a network whose store cannot go back to a snapshot makes no more of it, and is whole when it is opened again', async () => {
  const { dataPath, opened } = await network()
  const snapshot = await opened.snapshot()
  await opened.mine({ count: 2 })
  // The second write of bob would be its part of the change, after the announcement.
  failWrite('bob', 2)
  await expect(opened.revert(snapshot)).rejects.toMatchObject({ code: 'STORE_IO' })
  await expect(opened.mine()).rejects.toMatchObject({ code: 'STORE_IO' })
  await opened.close()
  await using again = await createNetwork({ dataPath })
  expect(again.nodes.map((node) => node.head)).toEqual([again.head, again.head, again.head])
  await again.mine()
  expect(numbersOf(again)).toEqual([1n, 1n, 1n])
})

it('a history that cannot be written stays deferred, and is completed when the path is opened again', async () => {
  const options: NetworkOptions = { dataPath: await temporaryFolder(), join: 'replay-final' }
  const opened = await createNetwork({ ...options, nodes: ['alice', 'bob'] })
  const group = await opened.node('alice').createGroup({ members: ['alice'] })
  for (let i = 0; i < 3; i++) await group.deploy({ bytecode: '0x00' })
  await group.add('bob')
  failWrite('bob', 1)
  for (let i = 0; i < 2; i++) {
    const bob = opened.node('bob')
    await expect(bob.completeHistory(group.id)).rejects.toMatchObject({ code: 'STORE_IO' })
    expect(bob.hasDeferredHistory(group.id)).toBe(true)
    expect(() => bob.privateNonce(group.id, bob.address, 2)).toThrow(/completeHistory/)
  }
  await opened.close()
  await using again = await createNetwork(options)
  const bob = again.node('bob')
  expect(await bob.completeHistory(group.id)).toMatchObject({ transactions: 5, blocks: 5 })
  for (let block = 1; block <= 6; block++) await bob.verifyState(group.id, block)
})

/** Size of the largest log of the databases of a network. */
async function largestLog(dataPath: string): Promise<number> {
  const files = (await readdir(dataPath, { recursive: true })).filter((file) => file.endsWith('.log'))
  return Math.max(...(await Promise.all(files.map((file) => stat(join(dataPath, file))))).map(({ size }) => size))
}

it.skipIf(!canLimitFileSize).each([0, 5, 100, 500, 2000])(
  'a disk with %d bytes left loses no block that was acknowledged',
  async (room) => {
    const { dataPath, opened } = await network()
    const group = await opened.node('alice').createGroup({ members: ['alice', 'bob'] })
    const freeSpace = limitFileSize((await largestLog(dataPath)) + room)
    const made: string[] = []
    const failure: unknown = await (async () => {
      for (;;) made.push((await opened.mine()).block.hash)
    })().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'STORE_IO' })
    freeSpace()
    for (let i = 0; i < 3; i++) await expect(opened.mine()).rejects.toMatchObject({ code: 'STORE_IO' })
    await opened.close()
    await using again = await createNetwork({ dataPath })
    expect(again.nodes.map((node) => node.head)).toEqual([again.head, again.head, again.head])
    const [alice] = again.nodes
    expect(made.map((_, i) => alice?.canonicalHash(i + 2))).toEqual(made)
    await again.node('alice').group(group.id).add('carol')
    expect(new Set(again.nodes.map((node) => node.stateRoot(group.id))).size).toBe(1)
  },
)
