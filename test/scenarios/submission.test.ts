import { describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../src/primitives/bytes.ts'
import { toPayloadHandle } from '../../src/primitives/identifiers.ts'
import { encodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { legacyGroupId } from '../../src/transaction/groupId.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { blockTransactions, markerDataOf } from './support/blockTransactions.ts'
import {
  ENCLAVE_TROUBLE,
  NONCE_TOO_LOW,
  NO_SUCH_GROUP,
  UNDECODABLE,
  expectMembers,
  expectRefusal,
} from './support/expectations.ts'
import { GET_PARTICIPANTS, LOCK, PRECOMPILE, PROXY, addCall, keyOf } from './support/management.ts'
import { minedBy } from './support/minedBy.ts'
import { openNetwork } from './support/openNetwork.ts'
import { rawTransaction, signedTransaction } from './support/signedTransaction.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const NEW_GROUP = Buffer.alloc(32, 0x5a).toString('base64')
const asking = { to: PROXY, data: GET_PARTICIPANTS }

/** A group of alice and bob on a network where nothing is mined by itself. */
async function groupOfTwo() {
  const cast = await openNetwork({ mining: 'manual' })
  const mined = minedBy(cast.network)
  const group = await mined(cast.alice.createGroup({ members: ['alice', 'bob'] }))
  return { ...cast, group, mined }
}

describe('checks of a submission', () => {
  it('FP-100 member sends', async () => {
    const { network, alice, bob, group } = await groupOfTwo()
    for (const node of [alice, bob]) {
      const { marker, inclusion } = await node.sendPrivateTransaction(rawTransaction(node, group.id, asking))
      expect(inclusion).toBeUndefined()
      expect(network.pending.at(-1)).toMatchObject({ hash: marker, to: PRECOMPILE })
    }
    await network.mine()
    expect(network.pending).toEqual([])
    expect(group.history()).toHaveLength(3)
  })

  it('FP-101 legacy private transaction', async () => {
    const { network, alice, bob, group } = await groupOfTwo()
    const recipients = { kind: 'legacy', privateFor: [keyOf(bob)] } as const
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, group.id, { recipients, nonce: 0n })), {
      code: -50100,
      message: 'Private transactions to flexible privacy groups must use privacyGroupId',
    })
    expect(network.pending).toEqual([])
  })

  it('FP-102 offchain group id in flexible mode', async () => {
    const { alice, bob } = await groupOfTwo()
    const offchain = toBase64(legacyGroupId(keyOf(alice), [keyOf(bob)]))
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, offchain)), NO_SUCH_GROUP)
  })

  it('FP-103 unknown group', async () => {
    const { network, alice, bob, charlie, group } = await groupOfTwo()
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, NEW_GROUP, asking)), NO_SUCH_GROUP)
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, NEW_GROUP)), NO_SUCH_GROUP)
    // For an outsider the group is unknown too.
    await expectRefusal(charlie.sendPrivateTransaction(rawTransaction(charlie, group.id, asking)), NO_SUCH_GROUP)
    const creation = { to: PROXY, data: addCall([alice, bob]) }
    await alice.sendPrivateTransaction(rawTransaction(alice, NEW_GROUP, creation))
    await network.mine()
    await expectMembers([alice, bob], NEW_GROUP, [alice, bob])
  })

  it('FP-104 add without the sender', async () => {
    const { network, alice, bob, charlie } = await groupOfTwo()
    const creation = { to: PROXY, data: addCall([bob, charlie]) }
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, NEW_GROUP, creation)), NO_SUCH_GROUP)
    await expect(alice.createGroup({ members: ['bob'] })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' })
    expect(network.pending).toEqual([])
  })

  it('FP-105 nonce', async () => {
    const { network, alice, bob, group, mined } = await groupOfTwo()
    expect(alice.privateNonce(group.id, alice.address)).toBe(1n)
    await expectRefusal(
      alice.sendPrivateTransaction(rawTransaction(alice, group.id, { ...asking, nonce: 0n })),
      NONCE_TOO_LOW,
    )
    const early = await mined(alice.sendPrivateTransaction(rawTransaction(alice, group.id, { ...asking, nonce: 2n })))
    const missing = await mined(alice.sendPrivateTransaction(rawTransaction(alice, group.id, { ...asking, nonce: 1n })))
    await network.mine()
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(early.marker)?.status).toBe(2)
      expect(node.privateReceipt(missing.marker)?.status).toBe(1)
      expect(node.privateNonce(group.id, alice.address)).toBe(2n)
    }
  })

  it('FP-106 other validation', async () => {
    const { network, alice, group } = await groupOfTwo()
    const signed = signedTransaction(alice, group.id, asking)
    const send = (raw: Uint8Array | string) => alice.sendPrivateTransaction(raw)
    const sendDraft = (draft: object) => send(rawTransaction(alice, group.id, { ...asking, ...draft }))
    await expectRefusal(sendDraft({ value: 1n }), { code: -32603, message: 'Internal error' })
    await expectRefusal(sendDraft({ chainId: 1338n }), { code: -32000, message: 'Wrong chainId' })
    const unsupported = { code: -50100, message: 'Unsupported private transaction type' }
    await expectRefusal(sendDraft({ restriction: 'unrestricted' }), unsupported)
    await expectRefusal(sendDraft({ restriction: 'unsupported' }), unsupported)
    await expectRefusal(send('0xdeadbeef'), UNDECODABLE)
    await expectRefusal(send(toHex(encodePrivateTransaction(signed)).slice(0, -2)), UNDECODABLE)
    // No point of the curve has the x coordinate 5 (spec 03 §8.2 step 6).
    const unrecoverable = { ...signed, signature: { ...signed.signature, r: 5n } }
    await expectRefusal(send(encodePrivateTransaction(unrecoverable)), UNDECODABLE)
    const shortId = { kind: 'group', groupId: new Uint8Array(31) } as const
    await expectRefusal(sendDraft({ recipients: shortId }), UNDECODABLE)
    expect(network.pending).toEqual([])
  })

  it.each([
    { kind: 'io', message: 'connection refused', besu: ENCLAVE_TROUBLE },
    { kind: 'server', message: 'something broke', besu: ENCLAVE_TROUBLE },
    { kind: 'client', message: 'NodeMissingPeerUrl', besu: { code: -50200, message: 'NodeMissingPeerUrl' } },
    { kind: 'server', message: 'NodePushingToPeer', besu: { code: -50200, message: 'NodePushingToPeer' } },
  ] as const)('FP-111 enclave failure: $kind, $message', async ({ kind, message, besu }) => {
    const { network, alice, group } = await groupOfTwo()
    alice.enclave.faults.failWith({ kind, message })
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, group.id, asking)), besu)
    expect(network.pending).toEqual([])
    alice.enclave.faults.clear()
    await alice.sendPrivateTransaction(rawTransaction(alice, group.id, asking))
    expect(network.pending).toHaveLength(1)
  })

  it('FP-111 the enclave of another member is down', async () => {
    const { network, alice, bob, group } = await groupOfTwo()
    bob.enclave.faults.goOffline()
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, group.id, asking)), ENCLAVE_TROUBLE)
    expect(network.pending).toEqual([])
  })

  it('FP-111 the enclave does not hold the key of privateFrom', async () => {
    const { network, alice, bob, group } = await groupOfTwo()
    const raw = rawTransaction(alice, group.id, { ...asking, privateFrom: bob.enclaveKey })
    const text = `Public key ${bob.enclaveKey} not found when searching for private key`
    await expect(alice.sendPrivateTransaction(raw)).rejects.toMatchObject({
      code: 'SUBMISSION_REFUSED',
      besu: { code: -50100, message: 'Error communicating with enclave' },
      cause: { code: 'ENCLAVE_CLIENT_ERROR', message: text },
    })
    expect(network.pending).toEqual([])
  })

  it('FP-115 PMT gas', async () => {
    const markerKey = `0x${'22'.repeat(32)}`
    const { network, alice } = await openNetwork({
      nodes: { alice: { privateKey: markerKey, markerKey }, bob: {}, charlie: {} },
    })
    const group = await alice.createGroup({ members: ['alice'] })
    const { marker, inclusion } = await group.send({ ...asking, gasPrice: 7n, gasLimit: 123_456n })
    const [markerTransaction] = blockTransactions(network, inclusion?.block.hash ?? '')
    expect(markerTransaction).toMatchObject({ hash: marker, gasPrice: 7n, gasLimit: 123_456n, to: PRECOMPILE })
    await expectRefusal(group.send({ ...asking, gasLimit: 21_000n }), {
      code: -50100,
      message:
        'Privacy Marker Transaction failed due to intrinsic gas exceeding the limit. Gas limit used from the Private Transaction.',
    })
    expect(network.pending).toEqual([])
  })
})

describe('lists of members that a node cannot read', () => {
  const nodes = { alice: {}, bob: { keyType: 'ec' }, charlie: {} } as const

  it('FP-111b key sizes in one add: creation', async () => {
    const { network, alice } = await openNetwork({ nodes })
    await expectRefusal(alice.createGroup({ members: ['alice', 'bob'] }), NO_SUCH_GROUP)
    expect(network.head.number).toBe(0n)
  })

  it('FP-111b key sizes in one add: existing group', async () => {
    const { network, alice, bob, charlie } = await openNetwork({ nodes })
    const group = await alice.createGroup({ members: ['alice'] })
    await group.lock()
    const { marker, replays } = await group.add(['bob', 'charlie'])
    expect(replays).toEqual({})
    expect(alice.privateReceipt(marker)?.status).toBe(1)
    for (const node of [bob, charlie]) {
      const handle = toPayloadHandle(markerDataOf(network, marker).slice(0, 32))
      await expect(node.enclave.receive(handle)).rejects.toMatchObject({ status: 404 })
      expect(node.groups()).toEqual([])
    }
    // The contract has all three; the node reads none.
    const answer = await group.call(asking)
    for (const node of [alice, bob, charlie]) expect(answer).toContain(toHex(keyOf(node)).slice(2))
    expect(await group.members()).toEqual([])
    await expectRefusal(group.deploy(emitter), NO_SUCH_GROUP)
  })

  it('FP-111b an add of one key of the other size makes the members unreadable', async () => {
    const { alice, bob } = await openNetwork({ nodes })
    const group = await alice.createGroup({ members: ['alice'] })
    await group.add('bob')
    expect(await group.members()).toEqual([])
    expect(await bob.group(group.id).members()).toEqual([])
    await expectRefusal(group.deploy(emitter), NO_SUCH_GROUP)
  })

  it.each([4, 36, 67])('FP-111c very short add: %i bytes', async (length) => {
    const { network, alice, bob } = await openNetwork()
    const data = addCall([alice, bob]).slice(0, 2 + 2 * length)
    const creation = rawTransaction(alice, NEW_GROUP, { to: PROXY, data })
    await expectRefusal(alice.sendPrivateTransaction(creation), NO_SUCH_GROUP)
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    await group.send({ to: PROXY, data: LOCK })
    const { marker } = await group.send({ to: PROXY, data, check: false })
    for (const node of [alice, bob]) expect(node.privateReceipt(marker)?.status).toBe(0)
    await expectMembers([alice, bob], group.id, [alice, bob])
    expect(network.publicReceipt(marker)).toMatchObject({ status: 1 })
  })
})
