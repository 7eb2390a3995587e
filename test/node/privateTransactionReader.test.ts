import { expect, it, onTestFinished } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { createAccount } from '../../src/network/account.ts'
import { fromBase64, fromHex, toBase64 } from '../../src/primitives/bytes.ts'
import {
  type PayloadHandle,
  toAddress,
  toEnclaveKey,
  toGroupVersion,
  toPayloadHandle,
} from '../../src/primitives/identifiers.ts'
import { encodeEnvelope } from '../../src/transaction/envelope.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import { token } from '../fixtures/contracts.ts'
import { GET_PARTICIPANTS, PROXY, founded, manualNetwork, mined, plant, sendMarker } from './scenes.ts'

async function openNetwork(): Promise<Network> {
  const network = await createNetwork({ nodes: ['alice', 'bob', 'carol'] })
  onTestFinished(() => network.close())
  return network
}

const handleOf = (text: string | undefined): PayloadHandle => toPayloadHandle(Buffer.from(text ?? '', 'base64'))

it('shows the private transaction behind a marker to its recipients and to nobody else', async () => {
  const network = await openNetwork()
  const [alice, bob, carol] = [network.node('alice'), network.node('bob'), network.node('carol')]
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  const { marker } = await bob.group(group.id).send({ to: alice.address, data: '0xabcd', gasLimit: 90_000n })
  const expected = {
    sender: bob.address,
    nonce: 0n,
    gasPrice: 0n,
    gasLimit: 90_000n,
    to: alice.address,
    value: 0n,
    payload: '0xabcd',
    chainId: 1337n,
    privateFrom: bob.enclaveKey,
    group: group.id,
    restriction: 'restricted',
  }
  expect(await alice.privateTransaction(marker)).toEqual(expected)
  expect(await bob.privateTransaction(marker)).toEqual(expected)
  expect(await carol.privateTransaction(marker)).toBeUndefined()
})

it('finds what a newcomer was hydrated with, in the history of the group', async () => {
  const network = await openNetwork()
  const [alice, carol] = [network.node('alice'), network.node('carol')]
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  const { deployment } = await group.deploy({ abi: token.abi, bytecode: token.creation, args: [7n] })
  const marker = deployment?.marker ?? '0x'
  const before = await carol.privateTransaction(marker)
  await group.add('carol')
  const after = await carol.privateTransaction(marker)
  expect(before).toBeUndefined()
  expect(after).toEqual(await alice.privateTransaction(marker))
  expect(after).toMatchObject({ to: undefined, sender: alice.address, nonce: 1n })
})

it('knows nothing of markers that are not on the chain and of other transactions', async () => {
  const network = await openNetwork()
  const alice = network.node('alice')
  const { hash } = await alice.sendPublicTransaction({ to: alice.address, data: '0x00' })
  expect(await alice.privateTransaction(hash)).toBeUndefined()
  expect(await alice.privateTransaction(`0x${'12'.repeat(32)}`)).toBeUndefined()
  await expect(alice.privateTransaction('marker')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

it('tells of an enclave in trouble and of a payload that is none', async () => {
  const network = await openNetwork()
  const alice = network.node('alice')
  const group = await alice.createGroup({ members: ['alice'] })
  const { marker } = await group.send({ to: alice.address })
  const { faults } = alice.enclave
  faults.failWith({ kind: 'server', message: 'out of order' })
  await expect(alice.privateTransaction(marker)).rejects.toMatchObject({ code: 'ENCLAVE_SERVER_ERROR' })
  faults.clear()
  await faults.corrupt(handleOf(alice.markersOf('latest')[0]?.handle), 'AAAA')
  await expect(alice.privateTransaction(marker)).rejects.toMatchObject({ code: 'DECODE_FAILED' })
})

it('lists the markers of a block with what they name, whomever they are for', async () => {
  const network = await openNetwork()
  const [alice, carol] = [network.node('alice'), network.node('carol')]
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  await alice.sendPublicTransaction({ to: carol.address })
  const added = await group.add('carol')
  expect(carol.markersOf('earliest')).toEqual([])
  expect(carol.markersOf(2)).toEqual([])
  const [creation] = carol.markersOf(1)
  expect(creation).toMatchObject({ index: 0, historyHandle: undefined })
  const [add] = carol.markersOf('latest')
  expect(add?.marker).toBe(added.marker)
  expect(add?.historyHandle).toBe(carol.addDataKey(group.id))
  expect(add?.sender).not.toBe(creation?.sender)
  const { payload } = await alice.enclave.receive(handleOf(creation?.handle))
  expect(payload.length).toBeGreaterThan(0)
  expect(() => carol.markersOf(99)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

it('tells nobody else what it takes the sender of a replaced payload for', async () => {
  const network = await manualNetwork({ nodes: ['alice', 'bob'] })
  onTestFinished(() => network.close())
  const [alice, bob] = [network.node('alice'), network.node('bob')]
  const group = await founded(alice, network, ['alice', 'bob'])
  const marker = await mined(network, group, { to: PROXY, data: GET_PARTICIPANTS })
  const other = createAccount(`0x${'42'.repeat(32)}`)
  const transaction = signPrivateTransaction(
    {
      nonce: 0n,
      gasPrice: 0n,
      gasLimit: 100_000n,
      to: toAddress(fromHex(PROXY)),
      value: 0n,
      payload: fromHex(GET_PARTICIPANTS),
      chainId: undefined,
      privateFrom: toEnclaveKey(fromBase64(alice.enclaveKey)),
      recipients: { kind: 'group', groupId: fromBase64(group.id) },
      restriction: 'restricted',
    },
    fromHex(other.privateKey),
  )
  const version = toGroupVersion(fromHex((await alice.groupState(group.id))?.version ?? '0x'))
  const payload = toBase64(encodeEnvelope({ transaction, version }))
  await bob.enclave.put({ handle: handleOf(bob.markersOf('latest')[0]?.handle), payload, senderKey: alice.enclaveKey })
  expect(await bob.privateTransaction(marker)).toMatchObject({ sender: other.address })
  const next = await sendMarker(network, await plant(payload, [alice, bob], alice.enclaveKey))
  await network.mine()
  for (const node of [alice, bob]) {
    expect(node.privateReceipt(next)?.status).toBe(1)
    expect(node.privateNonce(group.id, other.address)).toBe(1n)
  }
})
