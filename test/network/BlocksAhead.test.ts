/** Blocks that wait for their turn are looked at before it; nothing but the time that it saves may tell. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'

const NODES = ['alice', 'bob', 'carol']
const BLOCKS = 40

/** Blocks of a chain, hex, with what the enclaves have. */
interface Recording {
  readonly group: string
  readonly root: string
  readonly blocks: readonly string[]
  readonly payloads: readonly {
    readonly handle: string
    readonly payload: string
    readonly senderKey: string | undefined
  }[]
}

async function record(): Promise<Recording> {
  await using network = await createNetwork({ nodes: NODES, seed: 'ahead' })
  const alice = network.node('alice')
  const group = await alice.createGroup({ members: NODES })
  const contract = await group.deploy({ abi: eventEmitter.abi, bytecode: eventEmitter.creation })
  while (network.head.number < BLOCKS) await contract.send('store', [network.head.number])
  const hashes = Array.from({ length: BLOCKS }, (_, n) => alice.canonicalHash(BigInt(n + 1)) ?? '0x')
  const payloads = []
  for (const hash of hashes) {
    for (const { handle } of alice.markersOf(hash)) {
      const { payload, senderKey } = await alice.enclave.receive(handle)
      payloads.push({ handle, payload, senderKey })
    }
  }
  return { group: group.id, root: group.root(), blocks: hashes.map((hash) => network.blockRlp(hash)), payloads }
}

async function receivers({ payloads }: Recording): Promise<Network> {
  const network = await createNetwork({ nodes: NODES, seed: 'ahead', mining: 'manual' })
  for (const name of NODES) {
    for (const payload of payloads) await network.node(name).enclave.put(payload)
  }
  return network
}

describe('blocks that are given while others wait', () => {
  let recording: Recording
  beforeAll(async () => {
    recording = await record()
  })

  it('are imported in their order, each with its own answer, and wrong ones do no harm to the others', async () => {
    const { blocks, group, root } = recording
    const nonsense = [
      '0x',
      '0xc0',
      'no hex',
      `${blocks[3]}00`,
      blocks[5]?.slice(0, -20) ?? '',
      blocks[BLOCKS - 1] ?? '',
    ]
    const step = fc.record({ at: fc.nat(BLOCKS), what: fc.constantFrom(...nonsense.keys()) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (wrong) => {
        await using network = await receivers(recording)
        const given = blocks.flatMap((block, n) => [
          ...wrong.filter(({ at }) => at === n).map(({ what }) => nonsense[what] ?? ''),
          block,
        ])
        const together = await Promise.allSettled(given.map((block) => network.importBlock(block)))
        await using alone = await receivers(recording)
        for (const [index, block] of given.entries()) {
          const [own] = await Promise.allSettled([alone.importBlock(block)])
          expect(together[index]).toEqual(own)
        }
        for (const node of network.nodes) expect(node.stateRoot(group)).toBe(root)
        expect(network.head).toEqual(alone.head)
      }),
      { numRuns: 8 },
    )
  })

  it('ask the enclaves for nothing before their turn', async () => {
    await using network = await receivers(recording)
    const requests: string[] = []
    for (const name of NODES) {
      const { enclave, head } = network.node(name)
      expect(head.number).toBe(0n)
      enclave.faults.before = ({ type }) => void requests.push(`${name} ${type} after ${network.head.number}`)
    }
    await Promise.all(recording.blocks.map((block) => network.importBlock(block)))
    await using alone = await receivers(recording)
    const expected: string[] = []
    for (const name of NODES) {
      alone.node(name).enclave.faults.before = ({ type }) =>
        void expected.push(`${name} ${type} after ${alone.head.number}`)
    }
    for (const block of recording.blocks) await alone.importBlock(block)
    expect(requests).toEqual(expected)
  })

  it('are as they were when they were given', async () => {
    await using network = await receivers(recording)
    const bytes = recording.blocks.map((block) => Buffer.from(block.slice(2), 'hex'))
    const imports = bytes.map((block) => network.importBlock(block))
    for (const block of bytes) block.fill(0)
    await Promise.all(imports)
    expect(network.node('carol').stateRoot(recording.group)).toBe(recording.root)
  })

  it('are not imported any more once the network has been closed', async () => {
    const network = await receivers(recording)
    const imports = recording.blocks.map((block) => network.importBlock(block))
    const closing = network.close()
    await expect(network.importBlock(recording.blocks[0] ?? '')).rejects.toMatchObject({ code: 'CLOSED' })
    const settled = await Promise.allSettled(imports)
    await closing
    expect(settled.every(({ status }) => status === 'fulfilled')).toBe(true)
  })
})
