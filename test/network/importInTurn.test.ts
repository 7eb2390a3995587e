import { Level } from 'level'
import { afterEach, expect, it, vi } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const NODES = ['alice', 'bob', 'carol']

/** LevelDB writes the batches of one database only when another one has been given one to write. */
function writeAfter(folder: string, other: string): void {
  let begin: () => void
  const begun = new Promise<void>((resolve) => (begin = resolve))
  const batch = Level.prototype.batch as unknown as (this: { location: string }, ...args: unknown[]) => ChainedBatch
  vi.spyOn(Level.prototype, 'batch').mockImplementation(function (this: { location: string }, ...args: unknown[]) {
    const chained = batch.apply(this, args)
    const write = chained.write.bind(chained)
    if (this.location.endsWith(folder)) chained.write = () => begun.then(write)
    if (this.location.endsWith(other)) {
      chained.write = () => {
        begin()
        return write()
      }
    }
    return chained
  } as unknown as () => never)
}

interface ChainedBatch {
  write(): Promise<void>
}

it('a node begins with a block while another one waits for its store, and the reports stay in order', async () => {
  await using source = await createNetwork({ nodes: NODES })
  const group = await source.node('alice').createGroup({ members: NODES })
  const { head } = source
  const dataPath = await temporaryFolder()
  await using network = await createNetwork({ nodes: NODES, dataPath })
  for (const { handle } of source.node('alice').markersOf(head.hash)) {
    const { payload, senderKey } = await source.node('alice').enclave.receive(handle)
    for (const name of NODES) {
      await network.node(name).enclave.put({ handle, payload, senderKey: senderKey ?? null })
    }
  }
  writeAfter('alice', 'carol')
  const { reports } = await network.importBlock(source.blockRlp(head.hash))
  expect([...reports].map(([name, { imported }]) => [name, imported])).toEqual(NODES.map((name) => [name, true]))
  for (const name of NODES) expect(network.node(name).stateRoot(group.id)).toBe(group.root())
})
