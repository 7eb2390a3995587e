import { describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { fromBase64, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toAddress, toPayloadHandle } from '../../src/primitives/identifiers.ts'
import { privateContractAddress } from '../../src/transaction/contractAddress.ts'
import { groupIdFrom } from '../../src/node/doors.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { blockTransactions, markerDataOf } from './support/blockTransactions.ts'
import { EMPTY_TRIE_ROOT, expectSameRoot } from './support/expectations.ts'
import { PROXY } from './support/management.ts'
import { minedBy } from './support/minedBy.ts'
import { OFFCHAIN_PRECOMPILE, createOffchainGroup, legacyGroupOf, rawLegacy } from './support/offchain.ts'
import { openNetwork } from './support/openNetwork.ts'
import { rawTransaction } from './support/signedTransaction.ts'

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const VALUE = '0x3fa4f245'
const word = (value: number): string => `0x${value.toString(16).padStart(64, '0')}`
const storeCall = (value: number): string => `0x6057361d${word(value).slice(2)}`
const open = (options: Parameters<typeof openNetwork>[0] = {}) => openNetwork({ privacy: 'offchain', ...options })

describe('legacy groups', () => {
  it('execute on every node of privateFor and on no other', async () => {
    const { network, alice, bob, charlie } = await open()
    const group = legacyGroupOf(alice, bob)
    const { marker, inclusion } = await alice.sendPrivateTransaction(
      rawLegacy(alice, [bob], { data: eventEmitter.creation }),
    )
    const [carrier] = blockTransactions(network, inclusion?.block.hash ?? '')
    expect(carrier).toMatchObject({ hash: marker, to: OFFCHAIN_PRECOMPILE, gasLimit: 3_000_000n })
    expect(carrier?.data).toHaveLength(32)
    expect(network.publicReceipt(marker)).toMatchObject({ status: 1, logs: [] })
    const address = toHex(privateContractAddress(toAddress(fromHex(alice.address)), 0n, groupIdFrom(group)))
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(marker)).toMatchObject({ status: 1, output: eventEmitter.runtime })
      expect(node.privateCode(group, address)).toBe(eventEmitter.runtime)
      expect(node.groups()).toEqual([group])
      expect(node.history(group)).toHaveLength(1)
      // There are no management contracts.
      expect(node.privateCode(group, PROXY)).toBeUndefined()
      expect(await node.groupState(group)).toMatchObject({ members: undefined, version: undefined, locked: undefined })
    }
    expect(charlie.privateReceipt(marker)).toBeUndefined()
    expect(charlie.groups()).toEqual([])
    expectSameRoot([alice, bob], group)
    // Any party goes on with it, whoever is listed in whatever order.
    await bob.sendPrivateTransaction(rawLegacy(bob, [alice, bob], { to: address, data: storeCall(7) }))
    for (const node of [alice, bob]) expect(await node.call(group, { to: address, data: VALUE })).toBe(word(7))
    expect(await charlie.call(group, { to: address, data: VALUE })).toBe('0x')
    expect(alice.privateNonce(group, alice.address)).toBe(1n)
    expect(alice.privateNonce(group, bob.address)).toBe(1n)
  })

  it('of one node alone', async () => {
    const { alice, bob } = await open()
    const group = legacyGroupOf(alice)
    const { marker } = await alice.sendPrivateTransaction(rawLegacy(alice, [], { data: eventEmitter.creation }))
    expect(alice.privateReceipt(marker)).toMatchObject({ status: 1 })
    expect(alice.groups()).toEqual([group])
    expect(bob.groups()).toEqual([])
  })

  it('give the addresses that clients compute (spec 05 §5)', async () => {
    const nodes = {
      alice: {
        enclaveKey: 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=',
        privateKey: '0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63',
      },
      bob: { enclaveKey: 'Ko2bVqD+nNlNYL5EE7y3IdOnviftjiizpjRt+HTuFBs=' },
      charlie: {},
    }
    const { alice, bob } = await open({ nodes })
    expect(alice.address).toBe('0xfe3b557e8fb62b89f4916b721be55ceb828dbd73')
    for (const address of [
      '0xebf56429e6500e84442467292183d4d621359838',
      '0x10f807f8a905da5bd319196da7523c6bd768690f',
    ]) {
      await alice.sendPrivateTransaction(rawLegacy(alice, [bob], { data: eventEmitter.creation }))
      for (const node of [alice, bob]) {
        const group = 'DyAOiF/ynpc+JXa2YAGB0bCitSlOMNm+ShmB/7M6C4w='
        expect(node.privateCode(group, address)).toBe(eventEmitter.runtime)
      }
    }
  })

  it('show their transactions with the recipients and the derived id', async () => {
    const { network, alice, bob, charlie } = await open()
    const raw = rawLegacy(alice, [bob], { data: eventEmitter.creation })
    const { marker } = await alice.sendPrivateTransaction(raw)
    for (const node of [alice, bob]) {
      expect(await node.privateTransaction(marker)).toMatchObject({
        sender: alice.address,
        privateFrom: alice.enclaveKey,
        group: undefined,
        privateFor: [bob.enclaveKey],
        legacyGroup: legacyGroupOf(alice, bob),
        payload: eventEmitter.creation,
      })
      expect(node.markersOf('latest')).toMatchObject([{ marker, historyHandle: undefined }])
    }
    expect(await charlie.privateTransaction(marker)).toBeUndefined()
    // The payload is the bare transaction.
    const handle = toPayloadHandle(markerDataOf(network, marker))
    expect(fromBase64((await bob.enclave.receive(handle)).payload)).toEqual(raw)
    const [group] = await alice.findPrivacyGroups([alice.enclaveKey, bob.enclaveKey])
    expect(group).toMatchObject({ privacyGroupId: legacyGroupOf(alice, bob), type: 'LEGACY' })
  })

  it('FP-113 duplicate nonce in the same block', async () => {
    const { network, alice, bob } = await open({ mining: 'manual' })
    const raw = rawLegacy(alice, [bob], { data: eventEmitter.creation })
    const first = await alice.sendPrivateTransaction(raw)
    const second = await alice.sendPrivateTransaction(raw)
    await network.mine()
    for (const { marker } of [first, second]) expect(network.publicReceipt(marker)).toMatchObject({ status: 1 })
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(first.marker)).toMatchObject({ status: 1 })
      expect(node.privateReceipt(second.marker)).toMatchObject({ status: 2 })
      expect(node.privateNonce(legacyGroupOf(alice, bob), alice.address)).toBe(1n)
    }
  })

  it('FP-114 broken contract code', async () => {
    const { network, alice, bob } = await open()
    const { marker } = await alice.sendPrivateTransaction(rawLegacy(alice, [bob], { data: '0xfe0102' }))
    expect(network.publicReceipt(marker)).toMatchObject({ status: 1 })
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(marker)).toEqual({ status: 0, output: '0x', logs: [] })
      expect(node.stateRoot(legacyGroupOf(alice, bob))).toBe(EMPTY_TRIE_ROOT)
      expect(node.privateNonce(legacyGroupOf(alice, bob), alice.address)).toBe(0n)
    }
  })
})

describe('groups made by the enclave', () => {
  it('FP-141 offchain methods', async () => {
    const { alice, bob, charlie } = await open()
    const addresses = [alice.enclaveKey, bob.enclaveKey]
    const made = await alice.createPrivacyGroup({ addresses, name: 'name', description: 'text' })
    expect(made).toMatchObject({ type: 'PANTHEON', name: 'name', description: 'text', members: addresses })
    expect(fromBase64(made.privacyGroupId)).toHaveLength(32)
    for (const node of [alice, bob]) expect(await node.findPrivacyGroups(addresses.toReversed())).toEqual([made])
    expect(await charlie.findPrivacyGroups(addresses)).toEqual([])
    expect(await alice.findPrivacyGroups([alice.enclaveKey])).toEqual([])
    await expect(alice.createPrivacyGroup({ addresses: [bob.enclaveKey] })).rejects.toMatchObject({
      code: 'ENCLAVE_CLIENT_ERROR',
      message: 'The list of members in a privacy group should include self',
    })
    await expect(alice.createPrivacyGroup({ addresses: ['?'] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(charlie.deletePrivacyGroup(made.privacyGroupId)).rejects.toMatchObject({ status: 404 })
    expect(await bob.deletePrivacyGroup(made.privacyGroupId)).toBe(made.privacyGroupId)
    for (const node of [alice, bob]) expect(await node.findPrivacyGroups(addresses)).toEqual([])
  })

  it('FP-141 offchain methods in flexible mode', async () => {
    const { alice, bob } = await openNetwork()
    const addresses = [alice.enclaveKey, bob.enclaveKey]
    const { id } = await alice.createGroup({ members: ['alice', 'bob'] })
    for (const call of [
      () => alice.createPrivacyGroup({ addresses }),
      () => alice.findPrivacyGroups(addresses),
      () => alice.deletePrivacyGroup(id),
    ]) {
      await expect(call()).rejects.toThrow('Method not supported when using flexible privacy')
      await expect(call()).rejects.toMatchObject({ code: 'METHOD_NOT_SUPPORTED' })
    }
  })

  it('execute on the nodes of their members', async () => {
    const { alice, bob, charlie } = await open()
    const group = await createOffchainGroup(alice, bob)
    const contract = await group.deploy(emitter)
    await contract.send('store', [1000n])
    await bob.group(group.id).contract(contract.address, eventEmitter.abi).send('store', [42n])
    for (const node of [alice, bob]) {
      expect(await node.group(group.id).contract(contract.address, eventEmitter.abi).call('value')).toBe(42n)
      expect(node.history(group.id)).toHaveLength(3)
      expect(await node.verifyState(group.id)).toMatchObject({ accounts: 3 })
    }
    expectSameRoot([alice, bob], group.id)
    expect(await charlie.call(group.id, { to: contract.address, data: VALUE })).toBe('0x')
    const { marker } = await group.send({ to: contract.address, data: storeCall(1) })
    expect(await bob.privateTransaction(marker)).toMatchObject({
      group: group.id,
      privateFor: undefined,
      legacyGroup: undefined,
    })
    expect(bob.privateReceipt(marker)?.logs).toHaveLength(1)
    expect(charlie.privateReceipt(marker)).toBeUndefined()
  })

  it('of the same members, and their legacy group, do not share a state', async () => {
    const { alice, bob } = await open()
    const groups = [await createOffchainGroup(alice, bob), await createOffchainGroup(alice, bob)]
    for (const group of groups) await group.deploy(emitter)
    const { marker } = await alice.sendPrivateTransaction(rawLegacy(alice, [bob], { data: eventEmitter.creation }))
    expect(bob.privateReceipt(marker)?.status).toBe(1)
    const ids = [...groups.map(({ id }) => id), legacyGroupOf(alice, bob)]
    expect(new Set(bob.groups())).toEqual(new Set(ids))
    for (const id of ids) expect(bob.history(id)).toHaveLength(1)
  })

  it('that are deleted before the block execute nothing more', async () => {
    const { network, alice, bob } = await open({ mining: 'manual' })
    const mined = minedBy(network)
    const group = await createOffchainGroup(alice, bob)
    const contract = await mined(group.deploy(emitter))
    const root = expectSameRoot([alice, bob], group.id)
    const { marker } = await group.send({ to: contract.address, data: storeCall(5) })
    await alice.deletePrivacyGroup(group.id)
    const { reports } = await network.mine()
    for (const node of [alice, bob]) {
      expect(reports.get(node.name)?.markers).toMatchObject([{ marker, result: 'skipped', reason: 'unknown-group' }])
      expect(node.privateReceipt(marker)).toBeUndefined()
      expect(node.stateRoot(group.id)).toBe(root)
    }
  })

  it('FP-16 private genesis account: no management contracts beside it', async () => {
    const address = '0x1000000000000000000000000000000000000001'
    const account = { balance: 1, code: eventEmitter.runtime }
    const { alice, bob } = await open({ privateGenesis: () => ({ [address]: account }) })
    const group = await createOffchainGroup(alice, bob)
    await group.send({ to: address, data: storeCall(3) })
    for (const node of [alice, bob]) {
      expect(await node.call(group.id, { to: address, data: VALUE })).toBe(word(3))
      expect(await node.verifyState(group.id)).toMatchObject({ accounts: 2 })
    }
    expectSameRoot([alice, bob], group.id)
  })
})

describe('FP-177 restart of an offchain network', () => {
  it('FP-177 groups, payloads and states are there again', async () => {
    const dataPath = await temporaryFolder()
    const nodes = ['alice', 'bob', 'charlie']
    const run = async <T>(options: object, work: (network: Network) => Promise<T>): Promise<T> => {
      await using network = await createNetwork({ dataPath, ...options })
      return await work(network)
    }
    const before = await run({ nodes, privacy: 'offchain' }, async (network) => {
      const [alice, bob] = [network.node('alice'), network.node('bob')]
      const group = await createOffchainGroup(alice, bob)
      const { address } = await group.deploy(emitter)
      await alice.sendPrivateTransaction(rawLegacy(alice, [bob], { data: eventEmitter.creation }))
      return { id: group.id, address, root: group.root() }
    })
    await run({}, async (network) => {
      const [alice, bob] = [network.node('alice'), network.node('bob')]
      const addresses = [alice.enclaveKey, bob.enclaveKey]
      expect((await bob.findPrivacyGroups(addresses)).map(({ privacyGroupId }) => privacyGroupId)).toEqual([before.id])
      expect(await alice.findPrivacyGroups(addresses)).toHaveLength(2)
      expect(bob.stateRoot(before.id)).toBe(before.root)
      await bob.group(before.id).contract(before.address, eventEmitter.abi).send('store', [9n])
      expect(await alice.call(before.id, { to: before.address, data: VALUE })).toBe(word(9))
      const { privacyGroupId } = await alice.createPrivacyGroup({ addresses })
      expect(privacyGroupId).not.toBe(before.id)
    })
    await expect(createNetwork({ dataPath, privacy: 'flexible' })).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
    await run({ privacy: 'offchain' }, async (network) => expect(network.head.number).toBe(3n))
  })

  it('the mode is checked', async () => {
    const privacy = 'onchain' as 'offchain'
    await expect(createNetwork({ privacy })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  it('FP-145 a data path that says nothing is flexible', async () => {
    const dataPath = await temporaryFolder()
    await (await createNetwork({ dataPath, nodes: ['alice'] })).close()
    await expect(createNetwork({ dataPath, privacy: 'offchain' })).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
    await using network = await createNetwork({ dataPath, privacy: 'flexible' })
    const alice = network.node('alice')
    const group = await alice.createGroup({ members: ['alice'] })
    expect(rawTransaction(alice, group.id)).toBeInstanceOf(Uint8Array)
    expect(group.history()).toHaveLength(1)
  })
})
