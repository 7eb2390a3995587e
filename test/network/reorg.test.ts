import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/index.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const TO = `0x${'11'.repeat(20)}`
const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** Blocks without difficulty. */
const SHANGHAI = {
  config: { chainId: 1337, londonBlock: 0, shanghaiTime: 0, zeroBaseFee: true },
  gasLimit: '0x1c9c380',
}

/** The bytes of the first transaction in the pool, hex. */
function firstWaiting(network: Network): string {
  return toHex(network.parts.pool.pending[0]?.source.serialize() ?? new Uint8Array(0))
}

describe('a reorganisation', () => {
  it('replaces the last blocks on every node and takes private effects back', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const contract = await group.deploy(emitter)
    const before = group.root()
    const { block: kept } = { block: network.head }
    const stored = await contract.send('store', [7n])
    await network.mine()
    const abandoned = network.head
    const report = await network.reorg(2)
    expect(report.abandoned).toEqual([stored.inclusion?.block.hash, abandoned.hash])
    expect(report.blocks).toHaveLength(2)
    expect(report.lost).toEqual([])
    expect(new Set([...report.blocks, ...report.abandoned]).size).toBe(4)
    expect(network.head).toEqual({ number: abandoned.number, hash: report.blocks[1] })
    for (const node of [alice, bob]) {
      expect(node.head).toEqual(network.head)
      expect(node.canonicalHash(kept.number)).toBe(kept.hash)
      expect(node.stateRoot(group.id)).toBe(before)
      expect(node.privateReceipt(stored.marker)).toBeUndefined()
    }
    expect(network.pending.map(({ hash }) => hash)).toEqual([stored.marker])
    await network.mine()
    expect(bob.privateReceipt(stored.marker)?.status).toBe(1)
    expect(await contract.call('value')).toBe(7n)
  })

  it('is one block longer where blocks have no difficulty', async () => {
    const { network } = await openNetwork({ genesis: SHANGHAI })
    await network.mine({ count: 3 })
    const report = await network.reorg(2)
    expect(report.blocks).toHaveLength(3)
    expect(network.head).toEqual({ number: 4n, hash: report.blocks[2] })
    expect(network.nodes.map((node) => node.head)).toEqual(network.nodes.map(() => network.head))
    await network.mine()
    expect(network.head.number).toBe(5n)
  })

  it('puts given transactions into the new blocks and forgets the others when told so', async () => {
    const { network, alice } = await openNetwork()
    const old = await alice.sendPublicTransaction({ to: TO, value: 1n })
    network.setMining('manual')
    await network.mine()
    const other = await openNetwork({ mining: 'manual' })
    const given = await other.alice.sendPublicTransaction({ to: TO, value: 2n })
    const raw = firstWaiting(other.network)
    const report = await network.reorg(2, { transactions: [[], [raw]], requeue: false })
    expect(network.publicReceipt(given.hash)?.blockHash).toBe(report.blocks[1])
    expect(network.publicReceipt(old.hash)).toBeUndefined()
    expect(network.pending).toEqual([])
    expect(report.lost).toEqual([old.hash])
    // The old one has a nonce that is used now.
    const again = await network.reorg(1)
    expect(again.lost).toEqual([])
    expect(network.pending.map(({ hash }) => hash)).toEqual([given.hash])
  })

  it('tells which transactions are lost', async () => {
    const { network, alice } = await openNetwork()
    const old = await alice.sendPublicTransaction({ to: TO, value: 1n })
    const other = await openNetwork({ mining: 'manual' })
    await other.alice.sendPublicTransaction({ to: TO, value: 2n })
    const raw = firstWaiting(other.network)
    const report = await network.reorg(1, { transactions: [[raw]] })
    expect(report.lost).toEqual([old.hash])
  })

  it('tells which ones are lost because they are not to wait again', async () => {
    const { network, alice } = await openNetwork()
    const { hash } = await alice.sendPublicTransaction({ to: TO, value: 1n })
    const report = await network.reorg(1, { requeue: false })
    expect(report.lost).toEqual([hash])
    expect(network.pending).toEqual([])
    expect(network.publicReceipt(hash)).toBeUndefined()
  })

  it('names one once that was abandoned and given in vain', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const { hash } = await alice.sendPublicTransaction({ to: TO, value: 1n })
    const raw = firstWaiting(network)
    await network.mine()
    const other = await openNetwork({ mining: 'manual' })
    await other.alice.sendPublicTransaction({ to: TO, value: 2n })
    const report = await network.reorg(1, { transactions: [[firstWaiting(other.network), raw]] })
    expect(report.lost).toEqual([hash])
  })

  it('goes back with a snapshot and again', async () => {
    const { network } = await openNetwork()
    await network.mine({ count: 2 })
    const id = await network.snapshot()
    const first = await network.reorg(1)
    await network.revert(id)
    expect(await network.reorg(1)).toEqual(first)
    const second = await network.reorg(2)
    expect(network.head.hash).toBe(second.blocks[1])
  })

  it.each([0, -1, 3, 1.5, '1'])('of depth %o is refused', async (depth) => {
    const { network } = await openNetwork()
    await network.mine({ count: 2 })
    const { head } = network
    await expect(network.reorg(depth as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(network.reorg(1, { transactions: [[], []] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(network.reorg(1, { transactions: [['0x12']] })).rejects.toMatchObject({ code: 'TRANSACTION_REFUSED' })
    expect(network.head).toEqual(head)
  })
})
