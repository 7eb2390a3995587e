import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const TO = `0x${'11'.repeat(20)}`
const STRANGER = `0x${'51'.repeat(20)}`
const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

const waiting = (network: Network): string[] => network.pending.map(({ hash }) => hash)

/** Makes two empty blocks on an older one, of which the second becomes the head. */
async function overtake(network: Network, parent: string): Promise<string> {
  const first = await network.mine({ parent, timestamp: 99_999n, transactions: [] })
  const second = await network.mine({ parent: first.block.hash, transactions: [] })
  return second.block.hash
}

describe('transactions of a branch that a heavier one replaces', () => {
  it('wait again, and can be mined, when the branch was made with a parent', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const contract = await group.deploy(emitter)
    network.setMining('manual')
    const h = network.head
    const { marker } = await contract.send('store', [7n])
    await network.mine()
    // As heavy as the head: nothing changes yet.
    await network.mine({ parent: h.hash })
    expect(waiting(network)).toEqual([])
    const x = await network.mine({ parent: h.hash, timestamp: 99_999n })
    const { block } = await network.mine({ parent: x.block.hash })
    expect(network.head.hash).toBe(block.hash)
    expect(waiting(network)).toEqual([marker])
    expect(bob.privateReceipt(marker)).toBeUndefined()
    await network.mine()
    expect(waiting(network)).toEqual([])
    expect(bob.privateReceipt(marker)?.status).toBe(1)
    expect(await contract.call('value')).toBe(7n)
  })

  it('wait again in their order when the branch was imported, but for those that it has too', async () => {
    const [here, there] = [await openNetwork({ mining: 'manual' }), await openNetwork({ mining: 'manual' })]
    const sent: string[] = []
    for (const value of [1n, 2n, 3n]) {
      sent.push((await here.alice.sendPublicTransaction({ to: TO, value })).hash)
      if (value === 1n) await there.alice.sendPublicTransaction({ to: TO, value })
      await here.network.mine()
    }
    const blocks: string[] = []
    for (const options of [{ timestamp: 99_999n }, {}, {}, {}])
      blocks.push((await there.network.mine(options)).block.hash)
    for (const hash of blocks.slice(0, 3)) await here.network.importBlock(there.network.blockRlp(hash))
    expect(waiting(here.network)).toEqual([])
    await here.network.importBlock(there.network.blockRlp(blocks[3] as string))
    expect(here.network.head.hash).toBe(blocks[3])
    expect(waiting(here.network)).toEqual(sent.slice(1))
    expect((await here.network.mine()).reports.get('alice')?.imported).toBe(true)
    expect(sent.map((hash) => here.network.publicReceipt(hash)?.status)).toEqual([1, 1, 1])
  })

  it('wait again when only one node was given the branch', async () => {
    const [here, there] = [await openNetwork({ mining: 'manual' }), await openNetwork({ mining: 'manual' })]
    const { hash } = await here.alice.sendPublicTransaction({ to: TO, value: 1n })
    await here.network.mine()
    await there.network.mine({ count: 2 })
    const blocks = [1n, 2n].map((number) => there.network.blockRlp(there.alice.canonicalHash(number) as string))
    for (const rlp of blocks) await here.bob.importBlock(rlp)
    expect(here.bob.head).toEqual(there.network.head)
    expect(waiting(here.network)).toEqual([hash])
  })

  it('are gone when they are not valid there, and as in Besu nobody is told', async () => {
    const [here, there] = [await openNetwork({ mining: 'manual' }), await openNetwork({ mining: 'manual' })]
    const dropped: string[] = []
    here.network.on('dropped', ({ hash }) => dropped.push(hash))
    await here.alice.sendPublicTransaction({ to: TO, value: 1n })
    await here.network.mine()
    const other = await there.alice.sendPublicTransaction({ to: TO, value: 2n })
    const made = [await there.network.mine(), await there.network.mine()]
    for (const { block } of made) await here.network.importBlock(there.network.blockRlp(block.hash))
    expect([waiting(here.network), dropped]).toEqual([[], []])
    expect(here.network.publicReceipt(other.hash)?.status).toBe(1)
  })

  it('are not mined at once with automatic mining, and may be impersonated ones', async () => {
    const { network, alice } = await openNetwork()
    await network.setBalance(STRANGER, 10n ** 18n)
    network.impersonate(STRANGER)
    const h = network.head
    const sent = [
      await network.sendTransactionFrom({ from: STRANGER, to: TO, value: 1n }),
      await alice.sendPublicTransaction({ to: TO, value: 1n }),
    ].map(({ hash }) => hash)
    const first = await network.mine({ parent: h.hash, timestamp: 99_999n })
    const second = await network.mine({ parent: first.block.hash })
    const head = await network.mine({ parent: second.block.hash })
    expect(network.head).toEqual(head.block)
    expect(waiting(network)).toEqual(sent)
    await network.mine()
    expect(sent.map((hash) => network.publicReceipt(hash)?.status)).toEqual([1, 1])
  })

  it('go with a snapshot, the same each time', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const h = network.head
    const { hash } = await alice.sendPublicTransaction({ to: TO, value: 1n })
    await network.mine()
    const id = await network.snapshot()
    const first = await overtake(network, h.hash)
    expect(waiting(network)).toEqual([hash])
    await network.revert(id)
    expect(waiting(network)).toEqual([])
    expect(network.publicReceipt(hash)?.status).toBe(1)
    expect(await overtake(network, h.hash)).toBe(first)
    expect(waiting(network)).toEqual([hash])
  })
})
