import { describe, expect, it } from 'vitest'
import { createAccount } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

describe('the next private nonce of an account', () => {
  it('comes after transactions that wait again, however their branch was abandoned', async () => {
    const { network, alice } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const contract = await group.deploy(emitter)
    const parent = network.head.hash
    const stored = [await contract.send('store', [1n]), await contract.send('store', [2n])]
    expect(group.nextNonce(alice.address)).toBe(4n)
    await network.reorg(2)
    expect(group.nextNonce(alice.address)).toBe(4n)
    network.setMining('manual')
    await network.mine()
    let last = await network.mine({ parent, timestamp: 99_999n, transactions: [] })
    while (network.head.hash !== last.block.hash) {
      last = await network.mine({ parent: last.block.hash, transactions: [] })
    }
    expect(network.pending).toHaveLength(2)
    const third = await contract.send('store', [3n])
    await network.mine()
    const markers = [...stored, third].map(({ marker }) => marker)
    expect(markers.map((marker) => alice.privateReceipt(marker)?.status)).toEqual([1, 1, 1])
    expect(await contract.call('value')).toBe(3n)
  })

  it('is Besu’s for JSON-RPC, which counts nothing that waits (spec 03 §10.2)', async () => {
    const { network, alice } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await group.deploy(emitter)
    await network.reorg(1)
    expect(group.nextNonce(alice.address)).toBe(2n)
    const count = () =>
      alice.provider.request({ method: 'priv_getTransactionCount', params: [alice.address, group.id] })
    expect(await count()).toBe('0x1')
    network.setMining('manual')
    await group.send({ to: alice.address })
    expect(await count()).toBe('0x1')
  })

  it('counts what the node can read, for the account that signed it', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const account = createAccount(`0x${'31'.repeat(32)}`)
    await group.send({ to: alice.address, account })
    await network.reorg(1)
    const next = (node: typeof alice, { address }: { address: string }) => node.group(group.id).nextNonce(address)
    expect([alice, bob, charlie].map((node) => next(node, account))).toEqual([1n, 1n, 0n])
    expect([alice, bob].map((node) => next(node, alice))).toEqual([1n, 1n])
  })

  it('is the one of a transaction that waited again and was dropped', async () => {
    const { network, alice } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const sent = [await group.send({ to: alice.address }), await group.send({ to: alice.address })]
    await network.reorg(2)
    network.dropTransaction(sent[0]?.marker ?? '0x')
    network.setMining('manual')
    expect(group.nextNonce(alice.address)).toBe(1n)
    await group.send({ to: alice.address })
    expect(group.nextNonce(alice.address)).toBe(3n)
  })

  it('goes with a snapshot', async () => {
    const { network, alice } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await group.send({ to: alice.address })
    await network.reorg(1)
    const id = await network.snapshot()
    await network.mine()
    expect(group.nextNonce(alice.address)).toBe(2n)
    await network.revert(id)
    expect(network.pending).toHaveLength(1)
    expect(group.nextNonce(alice.address)).toBe(2n)
    expect(alice.privateNonce(group.id, alice.address)).toBe(1n)
  })

  it('counts transactions of offchain groups', async () => {
    const { network, alice, bob } = await openNetwork({ nodes: ['alice', 'bob', 'charlie'], privacy: 'offchain' })
    const { privacyGroupId } = await alice.createPrivacyGroup({ addresses: [alice.enclaveKey, bob.enclaveKey] })
    const group = alice.group(privacyGroupId)
    await group.send({ to: alice.address })
    await network.reorg(1)
    expect(alice.privateNonce(group.id, alice.address)).toBe(0n)
    expect(group.nextNonce(alice.address)).toBe(1n)
  })
})
