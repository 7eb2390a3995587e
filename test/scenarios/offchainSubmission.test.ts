import { describe, expect, it } from 'vitest'
import { createAccount } from '../../src/index.ts'
import { fromHex } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { OFFCHAIN_PRIVACY_PRECOMPILE } from '../../src/primitives/addresses.ts'
import { signMarkerTransaction } from '../../src/transaction/markerTransaction.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { outcomeOn, putPayload } from './support/craftedMarker.ts'
import { ENCLAVE_TROUBLE, NONCE_TOO_LOW, UNDECODABLE, expectRefusal } from './support/expectations.ts'
import { PRECOMPILE, keyOf } from './support/management.ts'
import {
  FOREIGN_PRIVATE_FROM,
  NO_SUCH_OFFCHAIN_GROUP,
  OFFCHAIN_PRECOMPILE,
  createOffchainGroup,
  legacyGroupOf,
  rawLegacy,
} from './support/offchain.ts'
import { openNetwork } from './support/openNetwork.ts'
import { rawTransaction } from './support/signedTransaction.ts'

const open = (options: Parameters<typeof openNetwork>[0] = {}) => openNetwork({ privacy: 'offchain', ...options })
const creation = { data: eventEmitter.creation }
const signer = createAccount(`0x${'77'.repeat(32)}`)

/** A marker with any data, as somebody signs it who is no node. */
function ownMarker(data: string, to = OFFCHAIN_PRECOMPILE, nonce = 0n): Uint8Array {
  const fields = { nonce, gasPrice: 0n, gasLimit: 100_000n, privateKey: fromHex(signer.privateKey) }
  return signMarkerTransaction({ ...fields, to: toAddress(fromHex(to)), data: fromHex(data) }).raw
}

describe('checks of a submission to an offchain group', () => {
  it('FP-103 unknown group', async () => {
    const { network, alice, bob, charlie } = await open({ mining: 'manual' })
    const group = await createOffchainGroup(alice, bob)
    const unknown = Buffer.alloc(32, 0x5a).toString('base64')
    for (const submit of ['sendPrivateTransaction', 'distributePrivateTransaction'] as const) {
      await expectRefusal(alice[submit](rawTransaction(alice, unknown, creation)), NO_SUCH_OFFCHAIN_GROUP)
      // Nobody but its members knows a group.
      await expectRefusal(charlie[submit](rawTransaction(charlie, group.id, creation)), NO_SUCH_OFFCHAIN_GROUP)
    }
    await expectRefusal(alice.group(unknown).send({ to: alice.address }), NO_SUCH_OFFCHAIN_GROUP)
    await bob.deletePrivacyGroup(group.id)
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, group.id, creation)), NO_SUCH_OFFCHAIN_GROUP)
    expect(network.pending).toEqual([])
  })

  it('a legacy group cannot be used by its id', async () => {
    const { alice, bob } = await open()
    await alice.sendPrivateTransaction(rawLegacy(alice, [bob], creation))
    const raw = rawTransaction(alice, legacyGroupOf(alice, bob), creation)
    await expectRefusal(alice.sendPrivateTransaction(raw), ENCLAVE_TROUBLE)
  })

  it('FP-118 privateFrom must be the own key', async () => {
    const { network, alice, bob } = await open({ mining: 'manual' })
    const group = await createOffchainGroup(alice, bob)
    const foreign = { ...creation, privateFrom: bob.enclaveKey }
    for (const raw of [rawTransaction(alice, group.id, foreign), rawLegacy(alice, [bob], foreign)]) {
      await expectRefusal(alice.sendPrivateTransaction(raw), FOREIGN_PRIVATE_FROM)
      await expectRefusal(alice.distributePrivateTransaction(raw), FOREIGN_PRIVATE_FROM)
    }
    expect(network.pending).toEqual([])
  })

  it('FP-105 nonce, FP-106 other validation', async () => {
    const { network, alice, bob } = await open({ mining: 'manual' })
    const group = await createOffchainGroup(alice, bob)
    await group.deploy({ bytecode: eventEmitter.creation })
    await alice.sendPrivateTransaction(rawLegacy(alice, [bob], creation))
    await network.mine()
    for (const submit of ['sendPrivateTransaction', 'distributePrivateTransaction'] as const) {
      for (const raw of [
        (draft: object) => rawTransaction(alice, group.id, { ...creation, ...draft }),
        (draft: object) => rawLegacy(alice, [bob], { ...creation, ...draft }),
      ]) {
        await expectRefusal(alice[submit](raw({ nonce: 0n })), NONCE_TOO_LOW)
        await expectRefusal(alice[submit](raw({ value: 1n })), { code: -32603, message: 'Internal error' })
        await expectRefusal(alice[submit](raw({ chainId: 1338n })), { code: -32000, message: 'Wrong chainId' })
      }
      await expectRefusal(alice[submit]('0xdeadbeef'), UNDECODABLE)
    }
    const shortId = { recipients: { kind: 'group', groupId: new Uint8Array(31) } } as const
    await expectRefusal(alice.sendPrivateTransaction(rawTransaction(alice, group.id, shortId)), UNDECODABLE)
    await expectRefusal(
      alice.distributePrivateTransaction(rawTransaction(alice, group.id, shortId)),
      NO_SUCH_OFFCHAIN_GROUP,
    )
    const unrestricted = rawTransaction(alice, group.id, { ...creation, restriction: 'unrestricted' })
    await expectRefusal(alice.sendPrivateTransaction(unrestricted), {
      code: -50100,
      message: 'Unsupported private transaction type',
    })
    // Distributing does not look at it.
    expect(await alice.distributePrivateTransaction(unrestricted)).toMatch(/^0x[0-9a-f]{64}$/)
    expect(network.pending).toEqual([])
  })

  it('FP-111 enclave failure', async () => {
    const { network, alice, bob, charlie } = await open({ mining: 'manual' })
    const group = await createOffchainGroup(alice, bob)
    const raw = rawTransaction(alice, group.id, creation)
    alice.enclave.faults.failWith({ kind: 'server', message: 'NodePushingToPeer' })
    await expectRefusal(alice.sendPrivateTransaction(raw), { code: -50200, message: 'NodePushingToPeer' })
    alice.enclave.faults.clear()
    bob.enclave.faults.goOffline()
    await expectRefusal(alice.sendPrivateTransaction(raw), ENCLAVE_TROUBLE)
    await expectRefusal(alice.sendPrivateTransaction(rawLegacy(alice, [bob], creation)), ENCLAVE_TROUBLE)
    const stranger = { kind: 'legacy', privateFor: [keyOf(charlie).map((byte) => byte ^ 1)] } as never
    await expectRefusal(
      alice.sendPrivateTransaction(rawLegacy(alice, [], { ...creation, recipients: stranger })),
      ENCLAVE_TROUBLE,
    )
    expect(network.pending).toEqual([])
  })

  it('FP-117 distribute then own marker, several private nonces before a block', async () => {
    const { network, alice, bob, charlie } = await open({ mining: 'manual' })
    const group = await createOffchainGroup(alice, bob)
    const markers: string[] = []
    for (let nonce = 0n; nonce < 5n; nonce++) {
      const data = await alice.distributePrivateTransaction(rawTransaction(alice, group.id, { ...creation, nonce }))
      expect(fromHex(data)).toHaveLength(32)
      markers.push((await charlie.sendRawTransaction(ownMarker(data, OFFCHAIN_PRECOMPILE, nonce))).hash)
    }
    expect(alice.privateNonce(group.id, alice.address)).toBe(0n)
    await network.mine()
    for (const marker of markers) {
      for (const node of [alice, bob]) expect(node.privateReceipt(marker)).toMatchObject({ status: 1 })
      expect(charlie.privateReceipt(marker)).toBeUndefined()
    }
    expect(bob.privateNonce(group.id, alice.address)).toBe(5n)
  })
})

describe('markers', () => {
  it('FP-145 precompile address: offchain', async () => {
    const { network, alice, bob } = await open()
    const group = await createOffchainGroup(alice, bob)
    const data = await alice.distributePrivateTransaction(rawTransaction(alice, group.id, creation))
    const elsewhere = await alice.sendRawTransaction(ownMarker(data, PRECOMPILE))
    expect(network.publicReceipt(elsewhere.hash)).toMatchObject({ status: 1 })
    for (const node of [alice, bob]) {
      expect(elsewhere.inclusion?.reports.get(node.name)?.markers).toEqual([])
      expect(node.markersOf('latest')).toEqual([])
      expect(node.privateReceipt(elsewhere.hash)).toBeUndefined()
      expect(await node.privateTransaction(elsewhere.hash)).toBeUndefined()
      expect(node.groups()).toEqual([])
    }
    const { hash } = await alice.sendRawTransaction(ownMarker(data, OFFCHAIN_PRECOMPILE, 1n))
    for (const node of [alice, bob]) expect(node.privateReceipt(hash)).toMatchObject({ status: 1 })
    // Twice the data is no marker here: there are no histories.
    const twice = await alice.sendRawTransaction(ownMarker(data + data.slice(2), OFFCHAIN_PRECOMPILE, 2n))
    expect(twice.inclusion?.reports.get('bob')).toMatchObject({ imported: true, markers: [{ reason: 'not-a-marker' }] })
    expect(bob.history(group.id)).toHaveLength(1)
  })

  it('FP-145 precompile address: flexible', async () => {
    const { alice, bob } = await openNetwork()
    const group = await alice.createGroup({ members: ['alice', 'bob'] })
    const data = await alice.distributePrivateTransaction(rawTransaction(alice, group.id, creation))
    const { hash, inclusion } = await alice.sendRawTransaction(ownMarker(data))
    for (const node of [alice, bob]) {
      expect(inclusion?.reports.get(node.name)?.markers).toEqual([])
      expect(node.markersOf('latest')).toEqual([])
      expect(node.privateReceipt(hash)).toBeUndefined()
    }
    const right = await alice.sendRawTransaction(ownMarker(data, PRECOMPILE, 1n))
    for (const node of [alice, bob]) expect(node.privateReceipt(right.hash)).toMatchObject({ status: 1 })
  })

  it('are refused with their block while the enclave cannot be asked', async () => {
    const { network, alice, bob } = await open({ mining: 'manual' })
    const group = await createOffchainGroup(alice, bob)
    const { marker } = await alice.sendPrivateTransaction(rawTransaction(alice, group.id, creation))
    bob.enclave.faults.goOffline()
    const { reports } = await network.mine()
    expect(reports.get('alice')).toMatchObject({ imported: true })
    expect(reports.get('bob')).toMatchObject({ imported: false, error: { code: 'BLOCK_PROCESSING_FAILED' } })
    bob.enclave.faults.comeOnline()
    await network.sync('bob')
    expect(bob.privateReceipt(marker)).toEqual(alice.privateReceipt(marker))
  })

  it('need a payload from its sender, in a group that the sender is in', async () => {
    const { network, alice, bob, charlie } = await open()
    const ofBoth = await createOffchainGroup(alice, bob)
    const ofBob = await createOffchainGroup(bob, charlie)
    let nonce = 0n
    const outcome = async (payload: Uint8Array, senderKey: string, privacyGroupId?: string) => {
      const text = Buffer.from(payload).toString('base64')
      const handle = await putPayload([bob], text, senderKey, privacyGroupId)
      const data = `0x${Buffer.from(handle).toString('hex')}`
      const { hash, inclusion } = await network.sendRawTransaction(ownMarker(data, OFFCHAIN_PRECOMPILE, nonce++))
      const imported = inclusion?.reports.get('bob')?.imported
      return { imported, ...outcomeOn(bob, { marker: hash, inclusion }) }
    }
    const valid = rawTransaction(alice, ofBoth.id, creation)
    expect(await outcome(valid, bob.enclaveKey, ofBoth.id)).toMatchObject({ reason: 'sender-key-mismatch' })
    const intruding = rawTransaction(alice, ofBob.id, creation)
    expect(await outcome(intruding, alice.enclaveKey, ofBob.id)).toMatchObject({ reason: 'sender-not-in-group' })
    const other = rawTransaction(alice, ofBoth.id, { ...creation, nonce: 3n })
    expect(await outcome(other, alice.enclaveKey, ofBoth.id)).toMatchObject({ result: 'executed', status: 2 })
    expect(bob.groups()).toEqual([])
    // The enclave must name the group.
    const nameless = rawTransaction(alice, ofBoth.id, { ...creation, nonce: 4n })
    expect(await outcome(nameless, alice.enclaveKey)).toMatchObject({ imported: false })
  })

  it('are those of the network: the precompile has its address', () => {
    expect(`0x${Buffer.from(OFFCHAIN_PRIVACY_PRECOMPILE).toString('hex')}`).toBe(OFFCHAIN_PRECOMPILE)
  })
})
