import { describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { legacyGroupId } from '../../../src/transaction/groupId.ts'
import { ask, errorOf } from '../../rpc/ask.ts'
import { markerDataOf } from '../support/blockTransactions.ts'
import { NO_SUCH_GROUP } from '../support/expectations.ts'
import { CAN_EXECUTE, LOCK, PRECOMPILE, PROXY, addCall, keyOf, removeCall } from '../support/management.ts'
import { rawTransaction } from '../support/signedTransaction.ts'
import { EMITTER, GROUP, groupOfTwo, receiptOf, send, sent } from './clients.ts'

const OTHER = toBase64(new Uint8Array(32).fill(0x62))
const asking = { to: PROXY, data: CAN_EXECUTE }

describe('sending through JSON-RPC', () => {
  it('FP-100 member sends', async () => {
    const { network, alice, bob } = await groupOfTwo({ mining: 'manual' })
    for (const node of [alice, bob]) {
      const marker = await send(node, asking)
      expect(await ask(bob, 'eth_getTransactionByHash', marker)).toMatchObject({ to: PRECOMPILE, blockHash: null })
      expect(await receiptOf(node, marker)).toBeNull()
    }
    await network.mine()
    expect(network.pending).toEqual([])
  })

  it('FP-101 legacy private transaction', async () => {
    const { alice, bob } = await groupOfTwo()
    const recipients = { kind: 'legacy', privateFor: [keyOf(bob)] } as const
    expect(await errorOf(send(alice, { ...asking, recipients, nonce: 0n }))).toEqual({
      code: -50100,
      message: 'Private transactions to flexible privacy groups must use privacyGroupId',
    })
  })

  it('FP-102 offchain group id in flexible mode', async () => {
    const { alice, bob } = await groupOfTwo()
    const offchain = toBase64(legacyGroupId(keyOf(alice), [keyOf(bob)]))
    expect(await errorOf(send(alice, asking, offchain))).toEqual(NO_SUCH_GROUP)
  })

  it('FP-103 unknown group', async () => {
    const { alice, bob, charlie } = await groupOfTwo()
    expect(await errorOf(send(alice, asking, OTHER))).toEqual(NO_SUCH_GROUP)
    expect(await errorOf(send(charlie, asking))).toEqual(NO_SUCH_GROUP)
    await send(alice, { to: PROXY, data: addCall([alice, bob]) }, OTHER)
    expect(await ask(bob, 'privx_findFlexiblePrivacyGroup', [alice.enclaveKey])).toHaveLength(2)
  })

  it('FP-104 add without the sender', async () => {
    const { alice, bob, charlie } = await groupOfTwo()
    expect(await errorOf(send(alice, { to: PROXY, data: addCall([bob, charlie]) }, OTHER))).toEqual(NO_SUCH_GROUP)
  })

  it('FP-105 nonce', async () => {
    const { alice, bob } = await groupOfTwo()
    expect(await errorOf(send(alice, { ...asking, nonce: 0n }))).toEqual({ code: -32001, message: 'Nonce too low' })
    const early = await send(alice, { ...asking, nonce: 2n })
    const missing = await send(alice, { ...asking, nonce: 1n })
    for (const node of [alice, bob]) {
      expect(await receiptOf(node, early)).toMatchObject({ status: '0x2' })
      expect(await receiptOf(node, missing)).toMatchObject({ status: '0x1' })
      expect(await ask(node, 'priv_getTransactionCount', alice.address, GROUP)).toBe('0x2')
    }
  })

  it('FP-106 other validation', async () => {
    const { alice } = await groupOfTwo()
    const answer = (draft: object): Promise<unknown> => errorOf(send(alice, { ...asking, ...draft }))
    expect(await answer({ value: 1n })).toEqual({ code: -32603, message: 'Internal error' })
    expect(await answer({ chainId: 2018n })).toEqual({ code: -32000, message: 'Wrong chainId' })
    expect(await answer({ restriction: 'unrestricted' })).toEqual({
      code: -50100,
      message: 'Unsupported private transaction type',
    })
    expect(await errorOf(ask(alice, 'eea_sendRawTransaction', 'garbage'))).toEqual({
      code: -50100,
      message: 'Unable to decode the private signed raw transaction',
    })
  })

  it('FP-107, FP-108 payload of a transaction and of an add', async () => {
    const { network, alice, bob, charlie, creation } = await groupOfTwo()
    expect(markerDataOf(network, creation)).toHaveLength(32)
    expect(markerDataOf(network, await send(bob, asking))).toHaveLength(32)
    await send(alice, { to: PROXY, data: LOCK })
    const add = await send(alice, { to: PROXY, data: addCall([charlie]) })
    expect(markerDataOf(network, add)).toHaveLength(64)
    for (const node of [alice, bob, charlie]) expect(await receiptOf(node, creation)).toMatchObject({ status: '0x1' })
    expect(await ask(charlie, 'priv_debugGetStateRoot', GROUP, 'latest')).toBe(alice.stateRoot(GROUP))
  })

  it('FP-109, FP-110 an old version is refused and has the receipt of a failure', async () => {
    const { network, alice, bob, charlie } = await groupOfTwo({ mining: 'manual' })
    await send(alice, { to: PROXY, data: removeCall(bob) })
    const outdated = await send(bob, asking)
    await network.mine()
    const receipt = { status: '0x0', output: '0x', logs: [] }
    expect(await receiptOf(alice, outdated)).toMatchObject(receipt)
    expect(await receiptOf(alice, outdated)).not.toHaveProperty('revertReason')
    expect(await ask(alice, 'eth_getTransactionReceipt', outdated)).toMatchObject({ status: '0x1' })
    expect(await receiptOf(charlie, outdated)).toBeNull()
  })

  it('FP-111 enclave failure', async () => {
    const { network, alice, bob } = await groupOfTwo({ mining: 'manual' })
    bob.enclave.faults.goOffline()
    expect(await errorOf(send(alice, asking))).toEqual({ code: -50100, message: 'Error communicating with enclave' })
    expect(network.pending).toEqual([])
  })

  it('FP-111b, FP-111c adds that name nobody', async () => {
    const { alice } = await groupOfTwo()
    for (const data of ['0x965a25ef', `0x965a25ef${'00'.repeat(63)}`]) {
      expect(await errorOf(send(alice, { to: PROXY, data }, OTHER))).toEqual(NO_SUCH_GROUP)
    }
  })

  it('FP-112 group operations of the enclave do not exist', async () => {
    const { alice } = await groupOfTwo()
    for (const method of ['priv_createPrivacyGroup', 'priv_deletePrivacyGroup']) {
      expect(await errorOf(ask(alice, method, {}))).toEqual({ code: -32604, message: 'Method not enabled' })
    }
  })

  it('FP-113 duplicate nonce in the same block', async () => {
    const { network, alice } = await groupOfTwo({ mining: 'manual' })
    const markers = [await send(alice, asking), await send(alice, asking)]
    await network.mine()
    const statuses = await Promise.all(markers.map(async (marker) => (await receiptOf(alice, marker))?.status))
    expect(statuses).toEqual(['0x1', '0x2'])
    for (const marker of markers) {
      expect(await ask(alice, 'eth_getTransactionReceipt', marker)).toMatchObject({ status: '0x1' })
    }
  })

  it('FP-114 broken contract code', async () => {
    const { alice } = await groupOfTwo()
    expect(await sent(alice, { data: '0xfe' })).toMatchObject({ status: '0x0', output: '0x' })
  })

  it('FP-115, FP-116 gas and signer of the marker', async () => {
    const { alice } = await groupOfTwo()
    const marker = await send(alice, { ...asking, gasLimit: 123_456n })
    expect(await ask(alice, 'eth_getTransactionByHash', marker)).toMatchObject({
      ...{ gas: '0x1e240', gasPrice: '0x0', nonce: '0x0', value: '0x0', type: '0x0' },
    })
    expect(await errorOf(send(alice, { ...asking, gasLimit: 21_000n }))).toEqual({
      code: -50100,
      message:
        'Privacy Marker Transaction failed due to intrinsic gas exceeding the limit. Gas limit used from the Private Transaction.',
    })
  })

  it('FP-117 distribute, then an own marker', async () => {
    const { network, alice, bob, charlie } = await groupOfTwo()
    const raw = toHex(rawTransaction(alice, GROUP, { data: EMITTER }))
    const data = (await ask(alice, 'priv_distributeRawTransaction', raw)) as string
    expect(data).toMatch(/^0x[0-9a-f]{64}$/)
    expect(network.pending).toEqual([])
    const to = (await ask(charlie, 'priv_getPrivacyPrecompileAddress')) as string
    const { hash } = await charlie.sendPublicTransaction({ to, data, gasLimit: 65_000n })
    const receipt = await receiptOf(alice, hash)
    expect(receipt).toMatchObject({ status: '0x1' })
    expect(await receiptOf(bob, hash)).toEqual(receipt)
  })

  it('FP-118 distribute checks', async () => {
    const { alice, bob } = await groupOfTwo()
    const raw = toHex(rawTransaction(alice, GROUP, { ...asking, privateFrom: bob.enclaveKey }))
    expect(await errorOf(ask(alice, 'priv_distributeRawTransaction', raw))).toEqual({
      code: -50100,
      message: 'Private from does not match enclave public key',
    })
  })
})
