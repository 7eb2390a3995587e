import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Group, type Network, type NetworkEvents, createNetwork } from '../../src/index.ts'
import { createEngine } from '../../src/execution/createEngine.ts'
import type { Engine } from '../../src/execution/engine.ts'

/** Stores the first word of its input under slot 0. */
const STORE_INPUT = '0x6007600c60003960076000f360003560005500'
const word = (value: number): string => `0x${value.toString(16).padStart(64, '0')}`

let network: Network
let group: Group
let defects: NetworkEvents['engine-defect'][0][]

/** Lets a node execute with an engine whose calls with the input `wrong` get another input. */
function breakEngine(name: string, wrong: string): void {
  const sound = createEngine('reference')
  const broken: Engine = {
    name: 'broken',
    execute: (execution) => {
      const isWrong = Buffer.from(execution.data).toString('hex') === wrong.slice(2)
      return sound.execute(isWrong ? { ...execution, data: new Uint8Array(32).fill(0xff) } : execution)
    },
  }
  Object.assign(network.node(name).context.settings, { engine: broken })
}

beforeEach(async () => {
  defects = []
  network = await createNetwork({ nodes: ['alice', 'bob'] })
  network.on('engine-defect', (defect) => defects.push(defect))
  group = await network.node('alice').createGroup({ members: ['alice'] })
  const contract = await group.deploy({ bytecode: STORE_INPUT })
  for (let value = 1; value <= 5; value++) await group.send({ to: contract.address, data: word(value) })
})
afterEach(() => network.close())

describe('an engine that gets a transaction of a history wrong', () => {
  it('is mended by the reference engine and reported with what is needed to do it again', async () => {
    breakEngine('bob', word(3))
    const { transactions, root } = await group.add('bob')
    expect(transactions).toBe(8)
    expect(network.node('bob').stateRoot(group.id)).toBe(root)
    const history = group.history()
    expect(defects).toEqual([
      {
        node: 'bob',
        engine: 'broken',
        group: group.id,
        block: history[4]?.block,
        blockNumber: '5',
        transaction: history[4]?.marker,
        before: history[3]?.root,
        expected: history[4]?.root,
        computed: expect.stringMatching(/^0x[0-9a-f]{64}$/) as string,
        raw: expect.stringMatching(/^0xf8/) as string,
      },
    ])
    expect(defects[0]?.computed).not.toBe(defects[0]?.expected)
  })

  it('leaves the states at every block as they are recorded', async () => {
    breakEngine('bob', word(2))
    await group.add('bob')
    for (const { blockNumber, root } of group.history()) {
      expect(network.node('bob').stateRoot(group.id, blockNumber)).toBe(root)
    }
  })

  it('is no defect where the history itself is wrong: the reference engine differs as well', async () => {
    breakEngine('bob', word(9))
    const { metadata, store } = network.node('alice').context
    const hash = group.history()[4]?.block ?? '0x'
    const block = Buffer.from(hash.slice(2), 'hex') as never
    const id = Buffer.from(group.id, 'base64') as never
    const [entry] = metadata.metadata(block, id) ?? []
    if (entry === undefined) throw new Error('no entry')
    metadata.putMetadata(block, id, [{ ...entry, stateRoot: new Uint8Array(32).fill(7) as never }])
    await store.commit()
    await expect(group.add('bob')).rejects.toMatchObject({ code: 'REPLAY_ROOT_MISMATCH' })
    expect(defects).toEqual([])
  })
})
