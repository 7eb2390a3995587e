import { describe, expect, it } from 'vitest'
import type { Hex, Network } from '../../src/index.ts'
import type { PayloadHandle } from '../../src/primitives/identifiers.ts'
import { parseMarkerData } from '../../src/transaction/markerTransaction.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { markerDataOf } from './support/blockTransactions.ts'
import { outcomeOn } from './support/craftedMarker.ts'
import { expectMembers, expectRefusal, expectSameRoot } from './support/expectations.ts'
import { minedBy } from './support/minedBy.ts'
import { openNetwork } from './support/openNetwork.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** Handle of the envelope that a marker names. */
function handleOf(network: Network, marker: Hex): PayloadHandle {
  const handle = parseMarkerData(markerDataOf(network, marker))?.handle
  if (handle === undefined) throw new RangeError('not a marker')
  return handle
}

describe('FP-178 enclave missing a payload', () => {
  it('FP-178 lost before its marker is mined: skipped for good, and the state stops matching', async () => {
    const { network, alice, bob } = await openNetwork({ mining: 'manual' })
    const mined = minedBy(network)
    const group = await mined(alice.createGroup({ members: ['alice', 'bob'] }))
    const contract = await mined(group.deploy(emitter))
    const lost = await contract.send('store', [1n])
    await bob.enclave.faults.lose(handleOf(network, lost.marker))
    const inclusion = await network.mine()
    expect(outcomeOn(bob, { ...lost, inclusion })).toMatchObject({ result: 'skipped', reason: 'payload-not-here' })
    expect(bob.privateReceipt(lost.marker)).toBeUndefined()
    expect(alice.privateReceipt(lost.marker)?.status).toBe(1)
    expect(bob.stateRoot(group.id)).not.toBe(alice.stateRoot(group.id))
    // What follows comes too early for bob.
    const later = await mined(contract.send('store', [2n]))
    expect(bob.privateReceipt(later.marker)?.status).toBe(2)
    expect(await network.divergence(group.id)).toMatchObject({
      marker: lost.marker,
      missing: ['bob'],
      roots: { bob: bob.stateRoot(group.id) },
    })
    // It is not fetched from peers, also when bob passes a history on.
    await mined(group.lock())
    expect(bob.history(group.id).map(({ marker }) => marker)).not.toContain(lost.marker)
  })

  it('FP-178 a later add through that node fails', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const { deployment } = await group.deploy(emitter)
    await group.lock()
    await bob.enclave.faults.lose(handleOf(network, deployment?.marker ?? '0x'))
    // The state is there, and so are the receipts; the history cannot be put together any more.
    expectSameRoot([alice, bob], group.id)
    expect(bob.privateReceipt(deployment?.marker ?? '')?.status).toBe(1)
    const height = network.head.number
    await expectRefusal(bob.group(group.id).add('charlie', { account: alice.account }), {
      code: -50200,
      message: 'EnclavePayloadNotFound',
    })
    expect(network.head.number).toBe(height)
    expect(network.pending).toEqual([])
    // Another member's enclave has everything.
    await group.add('charlie')
    await expectMembers([alice, bob, charlie], group.id, [alice, bob, charlie])
    expectSameRoot([alice, bob, charlie], group.id)
  })
})
