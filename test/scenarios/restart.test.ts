import { describe, expect, it } from 'vitest'
import { type Network, type NetworkOptions, createNetwork } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { expectMembers, expectSameRoot } from './support/expectations.ts'
import { keyKindsAndEras } from './support/settings.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** Works with a network in a folder and closes it whatever happens. */
async function withNetwork<T>(options: NetworkOptions, work: (network: Network) => Promise<T>): Promise<T> {
  const network = await createNetwork(options)
  try {
    return await work(network)
  } finally {
    await network.close()
  }
}

describe.each(keyKindsAndEras)('FP-177 restart: $label', ({ keyType, besuVersion, era }) => {
  it('FP-177 restart', async () => {
    const dataPath = await temporaryFolder()
    const nodes = { alice: { keyType }, bob: { keyType }, charlie: { keyType } }
    const before = await withNetwork({ dataPath, nodes, besuVersion }, async (network) => {
      const [alice, bob, charlie] = [network.node('alice'), network.node('bob'), network.node('charlie')]
      const group = await alice.createGroup({ members: ['alice', 'bob'], era })
      const contract = await group.deploy(emitter)
      await contract.send('store', [1n])
      await group.remove('bob')
      await group.lock()
      const receipts = group
        .history()
        .map(({ marker }) => [marker, alice.privateReceipt(marker), bob.privateReceipt(marker)] as const)
      const roots = [alice, bob, charlie].map((node) => node.stateRoot(group.id))
      return { id: group.id, address: contract.address, head: network.head, receipts, roots, history: group.history() }
    })

    await withNetwork({ dataPath }, async (network) => {
      const [alice, bob, charlie] = [network.node('alice'), network.node('bob'), network.node('charlie')]
      expect(network.head).toEqual(before.head)
      for (const node of [alice, bob, charlie]) expect(node.head).toEqual(before.head)
      expect([alice, bob, charlie].map((node) => node.stateRoot(before.id))).toEqual(before.roots)
      expect(alice.groups()).toEqual([before.id])
      expect(charlie.groups()).toEqual([])
      expect(alice.history(before.id)).toEqual(before.history)
      for (const [marker, onAlice, onBob] of before.receipts) {
        expect(alice.privateReceipt(marker)).toEqual(onAlice)
        expect(bob.privateReceipt(marker)).toEqual(onBob)
      }
      // The payloads are still there, so members can be added with the whole history.
      const group = alice.group(before.id)
      await group.add(['bob', 'charlie'])
      await expectMembers([alice, bob, charlie], before.id, [alice, bob, charlie])
      const contract = group.contract(before.address, eventEmitter.abi)
      await contract.send('store', [2n])
      expect(await charlie.group(before.id).contract(before.address, eventEmitter.abi).call('value')).toBe(2n)
      expectSameRoot([alice, bob, charlie], before.id)
    })
  })
})
