import { RLP } from '@ethereumjs/rlp'
import { describe, expect, it } from 'vitest'
import type { Hex, Network } from '../../src/index.ts'
import { fromHex, toBigInt, toHex, toScalar } from '../../src/primitives/bytes.ts'
import { parseMarkerData } from '../../src/transaction/markerTransaction.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { markerDataOf } from './support/blockTransactions.ts'
import { expectMembers, expectSameRoot } from './support/expectations.ts'
import { minedBy } from './support/minedBy.ts'
import { openNetwork } from './support/openNetwork.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** A block again with more difficulty, so that it is heavier than others of its height. */
function heavier(network: Network, block: string, by: bigint): Hex {
  const [header, ...rest] = RLP.decode(fromHex(network.blockRlp(block)))
  if (!Array.isArray(header)) throw new RangeError('a block begins with its header')
  const difficulty = header[7]
  if (!(difficulty instanceof Uint8Array)) throw new RangeError('a header holds its difficulty')
  return toHex(RLP.encode([header.with(7, toScalar(toBigInt(difficulty) + by)), ...rest]))
}

/** A group of alice and bob with a contract; two stores of the same nonce wait for a block. */
async function twoStoresWaiting() {
  const cast = await openNetwork({ mining: 'manual' })
  const { network, alice } = cast
  const mined = minedBy(network)
  const group = await mined(alice.createGroup({ members: ['alice', 'bob'] }))
  const contract = await mined(group.deploy(emitter))
  const fork = network.head.hash
  const nonce = group.nextNonce(alice.address)
  const one = await contract.send('store', [1n], { nonce })
  const two = await contract.send('store', [2n], { nonce })
  return { ...cast, group, contract, fork, one, two, mined }
}

describe('reorganisations', () => {
  it('FP-158 reorg: same height', async () => {
    const { network, alice, bob, group, contract, fork, one, two } = await twoStoresWaiting()
    const first = await network.mine({ transactions: [one.marker] })
    const rootOfOne = expectSameRoot([alice, bob], group.id)
    const second = await network.mine({ transactions: [two.marker], parent: fork })
    // Of equally heavy branches the first stays.
    for (const node of [alice, bob]) expect(node.head).toEqual(first.block)
    expect(expectSameRoot([alice, bob], group.id)).toBe(rootOfOne)

    const { block } = await network.importBlock(heavier(network, second.block.hash, 1n))
    expect(block.number).toBe(first.block.number)
    for (const node of [alice, bob]) {
      expect(node.head).toEqual(block)
      expect(node.privateReceipt(one.marker)).toBeUndefined()
      expect(node.privateReceipt(two.marker)?.status).toBe(1)
      // What was recorded in the abandoned block is still there under its hash.
      expect(node.privateReceipt(one.marker, first.block.hash)?.status).toBe(1)
      expect(node.stateRoot(group.id, first.block.hash)).toBe(rootOfOne)
    }
    expect(await contract.call('value')).toBe(2n)
    expect(expectSameRoot([alice, bob], group.id)).not.toBe(rootOfOne)
  })

  it('FP-159 reorg: longer chain', async () => {
    const { network, alice, bob, group, contract, fork, one, two } = await twoStoresWaiting()
    await network.mine({ transactions: [one.marker] })
    const side = await network.mine({ transactions: [two.marker], parent: fork })
    expect(await contract.call('value')).toBe(1n)
    const { block } = await network.mine({ transactions: [], parent: side.block.hash })
    for (const node of [alice, bob]) {
      expect(node.head).toEqual(block)
      expect(node.privateReceipt(one.marker)).toBeUndefined()
      expect(node.privateReceipt(two.marker)?.status).toBe(1)
    }
    expect(await contract.call('value')).toBe(2n)
    expectSameRoot([alice, bob], group.id)
    expect(group.history().map(({ marker }) => marker)).toContain(two.marker)
    expect(group.history()).toHaveLength(3)
  })

  it('FP-159 reorg: shorter chain', async () => {
    const { network, alice, bob, group, contract, fork, one, two } = await twoStoresWaiting()
    await network.mine({ transactions: [one.marker] })
    const later = await contract.send('store', [3n])
    await network.mine({ transactions: [later.marker] })
    await network.mine({ transactions: [] })
    expect(await contract.call('value')).toBe(3n)
    const side = await network.mine({ transactions: [two.marker], parent: fork })
    const { block } = await network.importBlock(heavier(network, side.block.hash, 9n))
    for (const node of [alice, bob]) {
      expect(node.head).toEqual(block)
      expect(node.privateNonce(group.id, alice.address)).toBe(3n)
      for (const { marker } of [one, later]) expect(node.privateReceipt(marker)).toBeUndefined()
    }
    expect(await contract.call('value')).toBe(2n)
    expect(expectSameRoot([alice, bob], group.id)).toBe(alice.stateRoot(group.id, side.block.hash))
  })

  it('FP-159 a marker that is mined again on the new branch is executed again there', async () => {
    const { network, alice, bob, group, contract, fork, one } = await twoStoresWaiting()
    await network.mine({ transactions: [one.marker] })
    const side = await network.mine({ transactions: [], parent: fork })
    const head = await network.mine({ transactions: [], parent: side.block.hash })
    expect(await contract.call('value')).toBe(0n)
    expect(network.pending.map(({ hash }) => hash)).toContain(one.marker)
    const { block } = await network.mine({ transactions: [one.marker] })
    expect(block.number).toBe(head.block.number + 1n)
    for (const node of [alice, bob]) expect(node.privateReceipt(one.marker)?.status).toBe(1)
    expect(await contract.call('value')).toBe(1n)
    expect(network.publicReceipt(one.marker)?.blockHash).toBe(block.hash)
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-160 reorg after add', async () => {
    const { network, alice, bob, charlie, group, mined } = await twoStoresWaiting()
    await network.mine()
    await mined(group.lock())
    const fork = network.head.hash
    const locked = group.root()
    const { marker } = await group.add('charlie')
    await network.mine({ transactions: [marker] })
    await expectMembers([alice, bob, charlie], group.id, [alice, bob, charlie])
    const blob = parseMarkerData(markerDataOf(network, marker))?.blobHandle
    const side = await network.mine({ transactions: [], parent: fork })
    await network.mine({ transactions: [], parent: side.block.hash })
    await expectMembers([alice, bob], group.id, [alice, bob])
    for (const node of [alice, bob]) {
      expect(node.stateRoot(group.id)).toBe(locked)
      expect(node.privateReceipt(marker)).toBeUndefined()
    }
    // The payloads of the abandoned add stay where they are.
    if (blob === undefined) throw new RangeError('the add names a history')
    await expect(charlie.enclave.receive(blob)).resolves.toMatchObject({ senderKey: alice.enclaveKey })
    expect(charlie.head).toEqual(network.head)
    expect(charlie.privateReceipt(marker)).toBeUndefined()
    // The add can be made again on the new branch.
    await mined(group.add('charlie'))
    await expectMembers([alice, bob, charlie], group.id, [alice, bob, charlie])
    expectSameRoot([alice, bob, charlie], group.id)
  })

  it('FP-160 reorg after removal', async () => {
    const { network, alice, bob, group, contract, one } = await twoStoresWaiting()
    await network.mine({ transactions: [one.marker] })
    const fork = network.head.hash
    const { marker } = await group.remove('bob')
    await network.mine({ transactions: [marker] })
    await expectMembers([alice, bob], group.id, [alice])
    const side = await network.mine({ transactions: [], parent: fork })
    await network.mine({ transactions: [], parent: side.block.hash })
    await expectMembers([alice, bob], group.id, [alice, bob])
    const throughBob = bob.group(group.id).contract(contract.address, eventEmitter.abi)
    // Without the removal, which waits again.
    const { marker: stored } = await throughBob.send('store', [8n])
    await network.mine({ transactions: [stored] })
    for (const node of [alice, bob]) expect(node.privateReceipt(stored)?.status).toBe(1)
    expectSameRoot([alice, bob], group.id)
  })
})
