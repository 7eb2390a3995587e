import { describe, expect, it } from 'vitest'
import type { NetworkNode } from '../../src/index.ts'
import { fromBase64, fromHex, toBase64, toHex } from '../../src/primitives/bytes.ts'
import { type PayloadHandle, toEnclaveKey } from '../../src/primitives/identifiers.ts'
import { payloadBytes } from '../../src/transaction/enclavePayload.ts'
import { decodeEnvelope } from '../../src/transaction/envelope.ts'
import { fieldsOf } from '../transaction/fieldsOf.ts'
import { decodeHistoryBlob } from '../../src/transaction/historyBlob.ts'
import { parseMarkerData } from '../../src/transaction/markerTransaction.ts'
import { encodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { blockTransactions, markerDataOf } from './support/blockTransactions.ts'
import { outcomeOn, versionOf } from './support/craftedMarker.ts'
import { expectMembers, expectRefusal, expectSameRoot } from './support/expectations.ts'
import { GET_PARTICIPANTS, PRECOMPILE, PROXY, addCall } from './support/management.ts'
import { minedBy } from './support/minedBy.ts'
import { openNetwork } from './support/openNetwork.ts'
import { rawTransaction, signedTransaction } from './support/signedTransaction.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const asking = { to: PROXY, data: GET_PARTICIPANTS }

/** Expects the enclave of each node to give a payload or, for the others, not to. */
async function expectReaders(
  handle: PayloadHandle | undefined,
  readers: readonly NetworkNode[],
  others: readonly NetworkNode[],
): Promise<void> {
  if (handle === undefined) throw new RangeError('the marker names no such payload')
  for (const node of readers) await expect(node.enclave.receive(handle)).resolves.toBeDefined()
  for (const node of others)
    await expect(node.enclave.receive(handle)).rejects.toMatchObject({ kind: 'client', status: 404 })
}

describe('payloads and markers', () => {
  it('FP-107 payload of an ordinary transaction', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const version = await versionOf(alice, group.id)
    const transaction = signedTransaction(bob, group.id, asking)
    const { marker } = await bob.sendPrivateTransaction(encodePrivateTransaction(transaction))
    const data = markerDataOf(network, marker)
    expect(data).toHaveLength(32)
    const handle = parseMarkerData(data)?.handle
    await expectReaders(handle, [alice, bob], [charlie])
    const received = await alice.enclave.receive(handle as PayloadHandle, toEnclaveKey(fromBase64(alice.enclaveKey)))
    expect(received.senderKey).toBe(bob.enclaveKey)
    const envelope = decodeEnvelope(payloadBytes(received.payload))
    expect(toHex(envelope.version)).toBe(version)
    expect(fieldsOf(envelope.transaction)).toEqual(transaction)
  })

  it('FP-108 payload of an add to an existing group', async () => {
    const { network, alice, bob, charlie } = await openNetwork({ nodes: ['alice', 'bob', 'charlie', 'dave'] })
    const dave = network.node('dave')
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await group.deploy(emitter)
    await group.lock()
    const before = group.history()
    const { marker } = await group.add('charlie')
    const data = markerDataOf(network, marker)
    expect(data).toHaveLength(64)
    const { handle, blobHandle } = parseMarkerData(data) ?? {}
    await expectReaders(handle, [alice, bob, charlie], [dave])
    await expectReaders(blobHandle, [alice, charlie], [bob, dave])
    const { payload, senderKey } = await charlie.enclave.receive(blobHandle as PayloadHandle)
    expect(senderKey).toBe(alice.enclaveKey)
    const blob = decodeHistoryBlob(payloadBytes(payload))
    expect(blob.map(({ markerHash, stateRoot }) => [toHex(markerHash), toHex(stateRoot)])).toEqual(
      before.map((item) => [item.marker, item.root]),
    )
    for (const [index, { transaction }] of blob.entries()) {
      const envelope = parseMarkerData(markerDataOf(network, before[index]?.marker ?? ''))?.handle as PayloadHandle
      const original = await alice.enclave.receive(envelope)
      expect(transaction).toEqual(fieldsOf(decodeEnvelope(payloadBytes(original.payload)).transaction))
    }
  })

  it('FP-108 the creating add has no history', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const data = markerDataOf(network, group.history()[0]?.marker ?? '')
    expect(data).toHaveLength(32)
    await expectReaders(parseMarkerData(data)?.handle, [alice, bob], [charlie])
  })

  it('FP-109 version read', async () => {
    const { network, alice, bob } = await openNetwork({ mining: 'manual' })
    const mined = minedBy(network)
    const group = await mined(alice.createGroup({ members: ['alice', 'bob'] }))
    const contract = await mined(group.deploy(emitter))
    const stale = await bob.group(group.id).contract(contract.address, eventEmitter.abi).send('store', [1n])
    const removal = await group.remove('charlie', { check: false })
    const inclusion = await network.mine({ transactions: [removal.marker, stale.marker] })
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, { ...stale, inclusion })).toMatchObject({ result: 'refused', reason: 'version' })
      expect(node.privateReceipt(stale.marker)).toBeUndefined()
    }
    // The version comes from the sending node's own head, wherever the others are.
    const fresh = await mined(bob.group(group.id).contract(contract.address, eventEmitter.abi).send('store', [2n]))
    expect(alice.privateReceipt(fresh.marker)?.status).toBe(1)
  })

  it('FP-110 refused by the gate: a reason and no receipt', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const contract = await group.deploy(emitter)
    await group.lock()
    await expect(contract.send('store', [1n])).rejects.toMatchObject({
      code: 'GROUP_LOCKED',
      details: { reason: 'locked' },
    })
    const refused = await contract.send('store', [1n], { check: false })
    expect(network.publicReceipt(refused.marker)).toMatchObject({ status: 1 })
    await expectReaders(parseMarkerData(markerDataOf(network, refused.marker))?.handle, [alice, bob], [])
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, refused)).toEqual({
        marker: refused.marker,
        group: group.id,
        result: 'refused',
        reason: 'locked',
        status: undefined,
        capped: false,
      })
      expect(node.privateReceipt(refused.marker)).toBeUndefined()
    }
  })

  it('FP-113 duplicate nonce in the same block', async () => {
    const { network, alice, bob } = await openNetwork({ mining: 'manual' })
    const group = await minedBy(network)(alice.createGroup({ members: ['alice', 'bob'] }))
    const raw = rawTransaction(alice, group.id, asking)
    const first = await alice.sendPrivateTransaction(raw)
    const second = await alice.sendPrivateTransaction(raw)
    expect(first.marker).not.toBe(second.marker)
    await network.mine({ transactions: [first.marker, second.marker] })
    for (const { marker } of [first, second]) expect(network.publicReceipt(marker)).toMatchObject({ status: 1 })
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(first.marker)?.status).toBe(1)
      expect(node.privateReceipt(second.marker)?.status).toBe(2)
    }
  })

  it('FP-114 broken contract code', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const { marker } = await group.send({ data: '0xfefefefe', check: false })
    expect(network.publicReceipt(marker)).toMatchObject({ status: 1 })
    for (const node of [alice, bob]) expect(node.privateReceipt(marker)).toEqual({ status: 0, output: '0x', logs: [] })
    await expect(group.deploy({ bytecode: '0xfefefefe' })).rejects.toMatchObject({ code: 'CALL_FAILED' })
  })

  it('FP-116 PMT signer: a fresh key a marker', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const group = await minedBy(network)(alice.createGroup({ members: ['alice'] }))
    for (let count = 0; count < 3; count++) await group.send(asking)
    const { block } = await network.mine()
    const markers = blockTransactions(network, block.hash)
    expect(markers.map(({ nonce, v }) => [nonce, v === 27n || v === 28n])).toEqual(Array(3).fill([0n, true]))
    expect(new Set([...markers.map(({ sender }) => sender), alice.address]).size).toBe(4)
  })

  it('FP-116 PMT signer: a fixed key', async () => {
    const nodes = { alice: { markerKey: `0x${'33'.repeat(32)}` }, bob: {}, charlie: {} }
    const { network, alice } = await openNetwork({ mining: 'manual', nodes })
    const group = await minedBy(network)(alice.createGroup({ members: ['alice'] }))
    for (let count = 0; count < 3; count++) await group.send(asking)
    const { block } = await network.mine()
    const markers = blockTransactions(network, block.hash)
    expect(markers.map(({ nonce }) => nonce)).toEqual([1n, 2n, 3n])
    expect(new Set(markers.map(({ sender }) => sender)).size).toBe(1)
    expect(alice.privateNonce(group.id, alice.address)).toBe(4n)
  })

  it('FP-117 distribute then own marker', async () => {
    const { network, alice, bob, charlie } = await openNetwork({ mining: 'manual' })
    const group = await minedBy(network)(alice.createGroup({ members: ['alice', 'bob'] }))
    const key = await alice.distributePrivateTransaction(
      rawTransaction(alice, group.id, { ...asking, restriction: 'unrestricted' }),
    )
    expect(fromHex(key)).toHaveLength(32)
    expect(network.pending).toEqual([])
    const { hash } = await charlie.sendPublicTransaction({ to: PRECOMPILE, data: key, gasLimit: 65_000n })
    await network.mine()
    expect(network.publicReceipt(hash)).toMatchObject({ status: 1 })
    expect(alice.privateReceipt(hash)?.status).toBe(1)
    expect(bob.privateReceipt(hash)).toEqual(alice.privateReceipt(hash))
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-117 distribute creates and adds as well', async () => {
    const { network, alice, bob, charlie } = await openNetwork()
    const id = Buffer.alloc(32, 0x77).toString('base64')
    const publish = async (data: string) => {
      const key = await alice.distributePrivateTransaction(rawTransaction(alice, id, { to: PROXY, data }))
      await charlie.sendPublicTransaction({ to: PRECOMPILE, data: key })
      return fromHex(key).length
    }
    expect(await publish(addCall([alice, bob]))).toBe(32)
    await alice.group(id).lock()
    expect(await publish(addCall([charlie]))).toBe(64)
    await expectMembers([alice, bob, charlie], id, [alice, bob, charlie])
    expectSameRoot([alice, bob, charlie], id)
    expect(network.pending).toEqual([])
  })

  it('FP-118 distribute checks', async () => {
    const { network, alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const foreign = rawTransaction(alice, group.id, { ...asking, privateFrom: toBase64(new Uint8Array(32).fill(1)) })
    for (const raw of [foreign, rawTransaction(bob, group.id, asking)]) {
      await expectRefusal(alice.distributePrivateTransaction(raw), {
        code: -50100,
        message: 'Private from does not match enclave public key',
      })
    }
    expect(network.head.number).toBe(1n)
  })
})
