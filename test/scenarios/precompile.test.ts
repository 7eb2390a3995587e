import { describe, expect, it } from 'vitest'
import { fromHex } from '../../src/primitives/bytes.ts'
import { payloadText } from '../../src/transaction/enclavePayload.ts'
import { markerData } from '../../src/transaction/markerTransaction.ts'
import type { PrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { OTHER_VERSION, outcomeOn, putEnvelope, putPayload, sendMarker, versionOf } from './support/craftedMarker.ts'
import { initCode, reverts } from './support/evmCode.ts'
import { expectSameRoot } from './support/expectations.ts'
import { GET_PARTICIPANTS, PROXY, keyOf, participantsAnswer } from './support/management.ts'
import { openNetwork } from './support/openNetwork.ts'
import { type Draft, signedTransaction } from './support/signedTransaction.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

/** A group of alice and bob with a contract, and a way to publish transactions of it by hand. */
async function groupOfTwo() {
  const cast = await openNetwork()
  const { network, alice, bob } = cast
  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  const contract = await group.deploy(emitter)
  const version = await versionOf(alice, group.id)
  const handleOf = (draft: Draft, senderKey: string | null = alice.enclaveKey) =>
    putEnvelope([alice, bob], signedTransaction(alice, group.id, draft), version, senderKey)
  const publish = async (transaction: PrivateTransaction, senderKey: string | null = alice.enclaveKey) =>
    sendMarker(network, markerData(await putEnvelope([alice, bob], transaction, version, senderKey)))
  return { ...cast, group, contract, version, handleOf, publish }
}

const asking = { to: PROXY, data: GET_PARTICIPANTS }

describe('the privacy precompile', () => {
  it('FP-80 payload by 32-byte key', async () => {
    const { network, alice, bob, charlie, handleOf } = await groupOfTwo()
    const sent = await sendMarker(network, markerData(await handleOf(asking)))
    const expected = { status: 1, logs: [], output: participantsAnswer([alice, bob]) }
    for (const node of [alice, bob]) expect(node.privateReceipt(sent.marker)).toEqual(expected)
    expect(outcomeOn(charlie, sent)).toMatchObject({ result: 'skipped', reason: 'payload-not-here' })
    expect(network.publicReceipt(sent.marker)).toMatchObject({ status: 1, logs: [] })
  })

  it('FP-81 payload by 64-byte input', async () => {
    const { network, alice, bob, group, handleOf } = await groupOfTwo()
    const unreadable = new Uint8Array(32).fill(0xcd)
    const data = new Uint8Array([...(await handleOf(asking)), ...unreadable])
    const sent = await sendMarker(network, data)
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(sent.marker)).toMatchObject({ status: 1, output: participantsAnswer([alice, bob]) })
      expect(sent.inclusion?.reports.get(node.name)?.replays).toEqual([])
    }
    expectSameRoot([alice, bob], group.id)
  })

  it.each([0, 1, 31, 33, 63, 65, 96])('FP-82 bad input: %i bytes', async (length) => {
    const { network, alice, group, handleOf } = await groupOfTwo()
    const before = group.root()
    const handle = await handleOf(asking)
    const data = new Uint8Array(length).map((_, index) => handle[index] ?? 1)
    const sent = await sendMarker(network, data)
    expect(network.publicReceipt(sent.marker)).toMatchObject({ status: 1, logs: [] })
    expect(alice.privateReceipt(sent.marker)).toBeUndefined()
    expect(outcomeOn(alice, sent)).toMatchObject({ result: 'skipped', reason: 'not-a-marker' })
    expect(group.root()).toBe(before)
  })

  it('FP-83 payload not found', async () => {
    const { network, alice, bob, charlie } = await groupOfTwo()
    const before = charlie.headMap('latest')
    const sent = await sendMarker(network, new Uint8Array(32).fill(0x42))
    for (const node of [alice, bob, charlie]) {
      expect(outcomeOn(node, sent)).toMatchObject({ result: 'skipped', reason: 'payload-not-here', group: undefined })
      expect(node.privateReceipt(sent.marker)).toBeUndefined()
      expect(node.blockMetadata('latest')).toEqual({})
    }
    expect(charlie.headMap('latest')).toEqual(before)
  })

  it.each([
    { kind: 'io', code: 'ENCLAVE_IO_ERROR' },
    { kind: 'server', code: 'ENCLAVE_SERVER_ERROR' },
  ] as const)('FP-84 enclave down: $kind error', async ({ kind, code }) => {
    const { network, alice, bob, charlie } = await openNetwork({ mining: 'manual' })
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await network.mine()
    const { marker } = await group.send(asking)
    const before = bob.head
    bob.enclave.faults.failWith({ kind, message: 'out of order' })
    const { block, reports } = await network.mine()
    expect(reports.get('bob')).toMatchObject({
      imported: false,
      error: { code: 'BLOCK_PROCESSING_FAILED', cause: { code } },
    })
    expect(bob.head).toEqual(before)
    expect(bob.privateReceipt(marker)).toBeUndefined()
    for (const node of [alice, charlie]) expect(node.head).toEqual(block)
    await network.mine()
    expect(bob.head).toEqual(before)

    bob.enclave.faults.clear()
    expect(await network.sync('bob')).toMatchObject([{ imported: true }, { imported: true }])
    expect(bob.head).toEqual(network.head)
    expect(bob.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-85 no sender key in the answer', async () => {
    const { network, alice, bob, charlie, group, publish } = await groupOfTwo()
    const before = alice.head
    const { marker, inclusion } = await publish(signedTransaction(alice, group.id, asking), null)
    for (const node of [alice, bob]) {
      expect(inclusion?.reports.get(node.name)).toMatchObject({
        imported: false,
        error: { code: 'BLOCK_PROCESSING_FAILED' },
      })
      expect(node.head).toEqual(before)
      expect(node.privateReceipt(marker)).toBeUndefined()
    }
    expect(charlie.head).toEqual(network.head)
  })

  it('FP-86 sender key ≠ privateFrom', async () => {
    const { alice, bob, group, publish } = await groupOfTwo()
    const before = group.root()
    const sent = await publish(signedTransaction(alice, group.id, asking), bob.enclaveKey)
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, sent)).toMatchObject({ result: 'skipped', reason: 'sender-key-mismatch' })
      expect(node.privateReceipt(sent.marker)).toBeUndefined()
      expect(node.stateRoot(group.id)).toBe(before)
    }
  })

  it('FP-87 sender not a member', async () => {
    const { alice, bob, charlie, group, publish } = await groupOfTwo()
    const before = group.root()
    const transaction = signedTransaction(alice, group.id, { ...asking, privateFrom: charlie.enclaveKey })
    const sent = await publish(transaction, charlie.enclaveKey)
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, sent)).toMatchObject({ result: 'refused', reason: 'not-a-member', status: undefined })
      expect(node.privateReceipt(sent.marker)).toBeUndefined()
      expect(node.stateRoot(group.id)).toBe(before)
    }
  })

  it('FP-89 invalid private transaction: nonce', async () => {
    const { network, alice, bob, group, publish } = await groupOfTwo()
    const before = group.root()
    for (const nonce of [0n, 1n, 7n]) {
      const sent = await publish(signedTransaction(alice, group.id, { ...asking, nonce }))
      for (const node of [alice, bob]) {
        expect(outcomeOn(node, sent)).toMatchObject({ result: 'executed', status: 2 })
        expect(node.privateReceipt(sent.marker)).toEqual({ status: 2, output: '0x', logs: [] })
        expect(node.stateRoot(group.id)).toBe(before)
        expect(node.blockMetadata('latest')).toEqual({})
      }
      expect(network.publicReceipt(sent.marker)).toMatchObject({ status: 1 })
    }
  })

  it('FP-89 invalid private transaction: signature', async () => {
    const { alice, bob, group, publish } = await groupOfTwo()
    const transaction = signedTransaction(alice, group.id, asking)
    // No point of the curve has the x coordinate 5.
    const sent = await publish({ ...transaction, signature: { ...transaction.signature, r: 5n } })
    for (const node of [alice, bob])
      expect(node.privateReceipt(sent.marker)).toEqual({ status: 2, output: '0x', logs: [] })
  })

  it('FP-91 no group id', async () => {
    const { alice, bob, group, publish } = await groupOfTwo()
    const recipients = { kind: 'legacy', privateFor: [keyOf(bob)] } as const
    const sent = await publish(signedTransaction(alice, group.id, { ...asking, recipients }))
    for (const node of [alice, bob]) {
      expect(outcomeOn(node, sent)).toMatchObject({ result: 'skipped', reason: 'no-group-id' })
      expect(node.privateReceipt(sent.marker)).toBeUndefined()
    }
  })

  it('FP-92 failure consumes no nonce', async () => {
    const { alice, bob, group, contract } = await groupOfTwo()
    const failing = await group.deploy({ bytecode: initCode(reverts) })
    const before = group.root()
    const nonce = alice.privateNonce(group.id, alice.address)
    const failed = await group.send({ to: failing.address, check: false })
    expect(failed.receipt).toEqual({ status: 0, output: '0x', logs: [], revertReason: '0x' })
    const invalid = await group.send({ to: failing.address, nonce: nonce + 1n, check: false })
    expect(invalid.receipt?.status).toBe(2)
    for (const node of [alice, bob]) {
      expect(node.privateNonce(group.id, alice.address)).toBe(nonce)
      expect(node.stateRoot(group.id)).toBe(before)
    }
    expect((await contract.send('store', [1n], { nonce })).receipt?.status).toBe(1)
    expect(alice.privateNonce(group.id, alice.address)).toBe(nonce + 1n)
  })

  it('FP-93 state is per group', async () => {
    const rootsAfter = async (withOther: boolean): Promise<string> => {
      const { network, alice, bob } = await openNetwork({ mining: 'manual' })
      const [one, two] = [
        await alice.createGroup({ members: ['alice', 'bob'] }),
        await alice.createGroup({ members: ['alice', 'bob'] }),
      ]
      await network.mine()
      const contracts = [await one.deploy(emitter), await two.deploy(emitter)] as const
      await network.mine()
      const sent = [await contracts[0].send('store', [1n]), await contracts[1].send('store', [2n])] as const
      await network.mine({ transactions: (withOther ? sent : [sent[0]]).map(({ marker }) => marker) })
      expect(await contracts[0].call('value')).toBe(1n)
      expect(await contracts[1].call('value')).toBe(withOther ? 2n : 0n)
      expectSameRoot([alice, bob], two.id)
      return expectSameRoot([alice, bob], one.id)
    }
    expect(await rootsAfter(true)).toBe(await rootsAfter(false))
  })

  it('FP-94 PMT outcome is independent', async () => {
    const { network, alice, bob, charlie, group, version, handleOf } = await groupOfTwo()
    const put = (transaction: PrivateTransaction, from: string, at = version) =>
      putEnvelope([alice, bob], transaction, at, from)
    const handles = [
      await handleOf({ ...asking, nonce: 99n }),
      await handleOf(asking, bob.enclaveKey),
      await put(signedTransaction(alice, group.id, { ...asking, privateFrom: charlie.enclaveKey }), charlie.enclaveKey),
      await put(signedTransaction(alice, group.id, asking), alice.enclaveKey, OTHER_VERSION),
      await put(
        signedTransaction(alice, group.id, { ...asking, recipients: { kind: 'legacy', privateFor: [] } }),
        alice.enclaveKey,
      ),
      new Uint8Array(32).fill(0x42),
    ]
    for (const data of [...handles, new Uint8Array(0), new Uint8Array(33)]) {
      const { marker } = await sendMarker(network, data)
      expect(network.publicReceipt(marker)).toMatchObject({ status: 1, logs: [], revertReason: undefined })
    }
    for (const node of [alice, bob, charlie]) expect(node.head).toEqual(network.head)
  })

  it('FP-85 a payload that is not base64 refuses the block on its recipients only', async () => {
    const { network, alice, charlie } = await groupOfTwo()
    const handle = await putPayload([alice], 'this is no base64!', alice.enclaveKey)
    const { inclusion } = await sendMarker(network, handle)
    expect(inclusion?.reports.get('alice')).toMatchObject({
      imported: false,
      error: { code: 'BLOCK_PROCESSING_FAILED' },
    })
    expect(charlie.head).toEqual(network.head)
    const rlp = await putPayload([charlie], payloadText(fromHex('c0')), alice.enclaveKey)
    expect((await sendMarker(network, rlp)).inclusion?.reports.get('charlie')?.imported).toBe(false)
  })

  it.each([
    { rules: 'constantinopleFixBlock', single: 23176n, double: 25352n },
    { rules: 'istanbulBlock', single: 21512n, double: 22024n },
  ])('FP-95 precompile gas: $rules', async ({ rules, single, double }) => {
    const { network } = await openNetwork({ genesis: { config: { chainId: 1337, [rules]: 0 } } })
    for (const [length, gas] of [
      [32, single],
      [64, double],
    ] as const) {
      const { marker } = await sendMarker(network, new Uint8Array(length).fill(0x11), gas)
      expect(network.publicReceipt(marker)).toMatchObject({ status: 1, gasUsed: gas })
      const tooLittle = sendMarker(network, new Uint8Array(length).fill(0x22), gas - 1n)
      await expect(tooLittle).rejects.toMatchObject({ besu: { name: 'INTRINSIC_GAS_EXCEEDS_LIMIT' } })
    }
  })
})
