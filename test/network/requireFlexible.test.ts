import { expect, it } from 'vitest'
import type { NetworkNode } from '../../src/index.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'
import { createOffchainGroup } from '../scenarios/support/offchain.ts'
import { PROXY } from '../scenarios/support/management.ts'

const open = () => openNetwork({ privacy: 'offchain' })

/** Offchain mode has no management contract: its calls would be mined, and change nothing but nonce and root. */
it('what manages members of a group is refused in offchain mode, and nothing is sent', async () => {
  const { network, alice, bob } = await open()
  const group = await createOffchainGroup(alice, bob)
  await group.deploy({ bytecode: '0x600160005360016000f3' })
  const [head, root] = [network.head, group.root()]
  for (const refused of [
    group.lock(),
    group.unlock(),
    group.add('charlie'),
    group.add('charlie', { check: false }),
    group.add('charlie', { dryRun: true }),
    group.remove('bob'),
    group.remove('charlie', { check: false }),
    group.upgrade(PROXY),
  ]) {
    await expect(refused).rejects.toMatchObject({
      code: 'METHOD_NOT_SUPPORTED',
      message: expect.stringContaining('make another one with createPrivacyGroup') as string,
    })
  }
  expect(network.head).toEqual(head)
  expect(network.pending).toEqual([])
  expect(group.root()).toBe(root)
  expect(group.nextNonce(alice.address)).toBe(1n)
})

it('createGroup says which method offchain mode has', async () => {
  const { network, alice } = await open()
  await expect(alice.createGroup({ members: ['alice', 'bob'] })).rejects.toMatchObject({
    code: 'METHOD_NOT_SUPPORTED',
    message: 'createGroup is not supported when using offchain privacy: use createPrivacyGroup',
  })
  expect(network.head.number).toBe(0n)
})

it('members of an offchain group are those that the enclave has', async () => {
  const { alice, bob, charlie } = await open()
  const group = await createOffchainGroup(alice, bob)
  const membersOn = (node: NetworkNode) => node.group(group.id).members()
  for (const node of [alice, bob]) expect(await membersOn(node)).toEqual([alice.enclaveKey, bob.enclaveKey])
  expect(await membersOn(charlie)).toEqual([])
  bob.enclave.faults.goOffline()
  await expect(membersOn(bob)).rejects.toMatchObject({ code: 'ENCLAVE_IO_ERROR' })
  bob.enclave.faults.clear()
  await alice.deletePrivacyGroup(group.id)
  expect(await group.members()).toEqual([])
})
