import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/index.ts'
import { fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toTransactionHash } from '../../src/primitives/identifiers.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const TO = `0x${'11'.repeat(20)}`
const STRANGER = `0x${'51'.repeat(20)}`
const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const LATER = 99_999n

const waiting = (network: Network): string[] => network.pending.map(({ hash }) => hash)

describe('transactions of a side block', () => {
  it('wait on while it is not the heaviest, and are mined on the chain', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const parent = network.head.hash
    await network.mine()
    const { hash } = await alice.sendPublicTransaction({ to: TO, value: 1n })
    const side = await network.mine({ parent, timestamp: LATER })
    expect(network.head.hash).not.toBe(side.block.hash)
    expect(waiting(network)).toEqual([hash])
    expect(network.publicReceipt(hash)).toBeUndefined()
    const { block } = await network.mine()
    expect(waiting(network)).toEqual([])
    expect(network.publicReceipt(hash)?.blockHash).toBe(block.hash)
  })

  it('leave the pool when its branch becomes the heaviest', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const parent = network.head.hash
    await network.mine()
    const { hash } = await alice.sendPublicTransaction({ to: TO, value: 1n })
    const side = await network.mine({ parent, timestamp: LATER })
    const next = await alice.sendPublicTransaction({ to: TO, value: 2n })
    await network.mine({ parent: side.block.hash })
    expect(waiting(network)).toEqual([])
    expect([hash, next.hash].map((sent) => network.publicReceipt(sent)?.status)).toEqual([1, 1])
  })

  it('are mined on the chain with automatic mining, though a side block takes them first', async () => {
    const { network, alice } = await openNetwork()
    const parent = network.head.hash
    await network.mine()
    const made: string[] = []
    network.once('transaction', () => {
      void network.mine({ parent, timestamp: LATER }).then(({ block }) => made.push(block.hash))
    })
    const { hash, inclusion } = await alice.sendPublicTransaction({ to: TO, value: 1n })
    expect(network.parts.chain.places(toTransactionHash(fromHex(hash))).map(({ block }) => toHex(block))).toEqual([
      ...made,
      network.head.hash,
    ])
    expect(inclusion?.block).toEqual(network.head)
    expect(network.publicReceipt(hash)?.blockHash).toBe(network.head.hash)
    expect(waiting(network)).toEqual([])
  })
})

describe('a block of chosen transactions', () => {
  it('takes those that are mined on another branch', async () => {
    const { network, alice, bob } = await openNetwork({ mining: 'manual' })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await network.mine()
    const contract = await group.deploy(emitter)
    await network.mine()
    const parent = network.head.hash
    const { marker } = await contract.send('store', [7n])
    await network.setBalance(STRANGER, 10n ** 18n)
    const given = await alice.sendPublicTransaction({ to: STRANGER, value: 10n ** 18n })
    await network.mine()
    network.impersonate(STRANGER)
    const faked = await network.sendTransactionFrom({ from: STRANGER, to: TO, value: 1n })
    await network.mine()
    const old = network.head

    const first = await network.mine({ parent, timestamp: LATER, transactions: [given.hash] })
    const second = await network.mine({ parent: first.block.hash, transactions: [faked.hash, marker] })
    expect(network.head).toEqual(old)
    const { block } = await network.mine({ parent: second.block.hash, transactions: [] })
    expect(network.head).toEqual(block)
    const places = [given.hash, faked.hash, marker].map((hash) => network.publicReceipt(hash)?.blockHash)
    expect(places).toEqual([first.block.hash, second.block.hash, second.block.hash])
    for (const node of [alice, bob]) expect(node.privateReceipt(marker)?.status).toBe(1)
    expect(await contract.call('value')).toBe(7n)
    expect(waiting(network)).toEqual([])
  })

  it('leaves those out that are not valid there, and refuses those of its own branch', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const parent = network.head.hash
    const first = await alice.sendPublicTransaction({ to: TO, value: 1n })
    const second = await alice.sendPublicTransaction({ to: TO, value: 2n })
    await network.mine()
    const side = await network.mine({ parent, timestamp: LATER, transactions: [second.hash, first.hash] })
    const transactions = [first.hash]
    await expect(network.mine({ transactions })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(network.mine({ parent: side.block.hash, transactions })).rejects.toThrow(
      /is in block 1 of this branch/,
    )
    const next = await network.mine({ parent: side.block.hash, transactions: [second.hash] })
    expect(network.head).toEqual(next.block)
    expect(network.publicReceipt(second.hash)?.blockHash).toBe(next.block.hash)
    await expect(network.mine({ transactions: [`0x${'77'.repeat(32)}`] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
