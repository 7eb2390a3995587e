import { Level } from 'level'
import { afterEach, expect, it, vi } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Lets the n-th write (1-based) of a LevelDB whose path ends in `folder` fail, as a full disk does. */
function failWrite(folder: string, n: number): void {
  const batch = Level.prototype.batch as unknown as (this: { location: string }, ...args: unknown[]) => Promise<void>
  let writes = 0
  vi.spyOn(Level.prototype, 'batch').mockImplementation(function (this: { location: string }, ...args: unknown[]) {
    if (this.location.endsWith(folder) && ++writes === n) return Promise.reject(new RangeError('no space left'))
    return batch.apply(this, args)
  } as unknown as () => never)
}

async function network() {
  const dataPath = await temporaryFolder()
  return { dataPath, opened: await createNetwork({ dataPath, nodes: ['alice', 'bob', 'carol'] }) }
}

it('a chain store that cannot write leaves everything as it was, and the path goes on', async () => {
  const { dataPath, opened } = await network()
  const group = await opened.node('alice').createGroup({ members: ['alice', 'bob'] })
  failWrite('chain', 1)
  await expect(opened.mine()).rejects.toMatchObject({ code: 'STORE_IO' })
  expect(opened.head.number).toBe(1n)
  await opened.mine()
  expect(opened.nodes.map((node) => node.head.number)).toEqual([2n, 2n, 2n])
  await opened.close()
  await using again = await createNetwork({ dataPath })
  expect(again.nodes.map((node) => node.head)).toEqual([again.head, again.head, again.head])
  expect(again.node('bob').stateRoot(group.id)).toBe(again.node('alice').stateRoot(group.id))
})

it('a chain store that cannot write does not make a block invalid', async () => {
  await using source = await createNetwork({ nodes: ['alice', 'bob', 'carol'] })
  const { block } = await source.mine()
  const { dataPath, opened } = await network()
  failWrite('chain', 1)
  await expect(opened.importBlock(source.blockRlp(block.hash))).rejects.toMatchObject({ code: 'STORE_IO' })
  // The second node that got the block had it written.
  expect(opened.nodes.map((node) => node.head.number)).toEqual([0n, 1n, 1n])
  const { reports } = await opened.importBlock(source.blockRlp(block.hash))
  expect([...reports.values()].map(({ imported }) => imported)).toEqual([true, true, true])
  await opened.close()
  await using again = await createNetwork({ dataPath })
  expect(again.head).toEqual(source.head)
})

it('a node that cannot write stays behind, and the others do not', async () => {
  const { dataPath, opened } = await network()
  const group = await opened.node('alice').createGroup({ members: ['alice', 'bob'] })
  failWrite('bob', 1)
  await expect(opened.mine()).rejects.toMatchObject({ code: 'STORE_IO' })
  expect(opened.nodes.map((node) => node.head.number)).toEqual([2n, 1n, 2n])
  await opened.sync('bob')
  expect(opened.node('bob').head).toEqual(opened.head)
  await group.add('carol')
  const roots = new Set(opened.nodes.map((node) => node.stateRoot(group.id)))
  expect(roots.size).toBe(1)
  await opened.close()
  await using again = await createNetwork({ dataPath })
  expect(new Set(again.nodes.map((node) => node.stateRoot(group.id)))).toEqual(roots)
})

it('a history that cannot be written stays deferred, and is completed when it can', async () => {
  const dataPath = await temporaryFolder()
  await using opened = await createNetwork({ dataPath, nodes: ['alice', 'bob'], join: 'replay-final' })
  const group = await opened.node('alice').createGroup({ members: ['alice'] })
  for (let i = 0; i < 3; i++) await group.deploy({ bytecode: '0x00' })
  await group.add('bob')
  const bob = opened.node('bob')
  failWrite('bob', 1)
  await expect(bob.completeHistory(group.id)).rejects.toMatchObject({ code: 'STORE_IO' })
  expect(bob.hasDeferredHistory(group.id)).toBe(true)
  expect(() => bob.privateNonce(group.id, bob.address, 2)).toThrow(/completeHistory/)
  expect(await bob.completeHistory(group.id)).toMatchObject({ transactions: 5, blocks: 5 })
  for (let block = 1; block <= 6; block++) await bob.verifyState(group.id, block)
})
