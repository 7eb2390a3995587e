import { encodeFunctionData } from 'viem'
import { describe, expect, it } from 'vitest'
import { eventEmitter, publicReader } from '../fixtures/contracts.ts'
import {
  callsOrReverts,
  deploysContract,
  destroysItself,
  initCode,
  relaysValue,
  writesSlot,
} from './support/evmCode.ts'
import { expectSameRoot } from './support/expectations.ts'
import { createOffchainGroup, legacyGroupOf, rawLegacy } from './support/offchain.ts'
import { openNetwork } from './support/openNetwork.ts'
import { deployPublicly } from './support/publicContract.ts'

const reader = { abi: publicReader.abi, bytecode: publicReader.creation }
const emitterContract = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const VALUE = '0x3fa4f245'
const storeCall = (value: number): string => `0x6057361d${value.toString(16).padStart(64, '0')}`

/** An offchain group of alice and bob, and charlie who has deployed a public EventEmitter that holds a value. */
async function withPublicEmitter(value: number) {
  const cast = await openNetwork({ privacy: 'offchain' })
  const { network, alice, bob, charlie } = cast
  const emitter = await deployPublicly(network, charlie, eventEmitter.creation)
  await charlie.sendPublicTransaction({ to: emitter, data: storeCall(value) })
  return { ...cast, emitter, group: await createOffchainGroup(alice, bob) }
}

describe('offchain groups and public state', () => {
  it('FP-135 read public from private', async () => {
    const { alice, bob, emitter, group } = await withPublicEmitter(12)
    const contract = await group.deploy(reader)
    await contract.send('record', [emitter])
    for (const node of [alice, bob]) {
      expect(await node.group(group.id).contract(contract.address, publicReader.abi).call('recorded')).toBe(12n)
      expect(await node.group(group.id).contract(contract.address, publicReader.abi).call('read', [emitter])).toBe(12n)
    }
    expectSameRoot([alice, bob], group.id)
  })

  it('FP-136 no private from public', async () => {
    const { network, charlie, group } = await withPublicEmitter(12)
    const secret = await group.deploy(emitterContract)
    await secret.send('store', [99n])
    const publicly = await deployPublicly(network, charlie, publicReader.creation)
    const data = encodeFunctionData({ abi: publicReader.abi, functionName: 'record', args: [secret.address] })
    const { hash } = await charlie.sendPublicTransaction({ to: publicly, data })
    expect(network.publicReceipt(hash)).toMatchObject({ status: 0 })
    expect(await secret.call('value')).toBe(99n)
  })

  it.each([
    { what: 'increment', runtime: writesSlot },
    { what: 'deployment', runtime: deploysContract },
    { what: 'self-destruct', runtime: destroysItself },
  ])('FP-137 private must not change public: $what', async ({ runtime }) => {
    const { network, alice, bob, charlie, group } = await withPublicEmitter(12)
    const target = await deployPublicly(network, charlie, initCode(runtime))
    const through = await group.deploy({ bytecode: initCode(callsOrReverts(target)) })
    const before = group.root()
    const direct = await group.send({ to: target, check: false })
    const indirect = await group.send({ to: through.address, check: false })
    for (const node of [alice, bob]) {
      expect(node.privateReceipt(direct.marker)).toEqual({ status: 0, output: '0x', logs: [] })
      expect(node.privateReceipt(indirect.marker)).toEqual({ status: 0, output: '0x', logs: [], revertReason: '0x' })
      expect(node.stateRoot(group.id)).toBe(before)
    }
  })

  it('FP-138 nested public reads', async () => {
    const { network, bob, charlie, emitter, group } = await withPublicEmitter(42)
    const twoLevels = await deployPublicly(network, charlie, initCode(relaysValue(emitter)))
    const threeLevels = await deployPublicly(network, charlie, initCode(relaysValue(twoLevels)))
    const contract = await group.deploy(reader)
    for (const holder of [emitter, twoLevels, threeLevels]) {
      await contract.send('record', [holder])
      expect(await bob.group(group.id).contract(contract.address, publicReader.abi).call('recorded')).toBe(42n)
    }
  })

  it('FP-139 groups cannot see one another', async () => {
    const { alice, bob, charlie, group } = await withPublicEmitter(12)
    const secret = await group.deploy(emitterContract)
    await secret.send('store', [7n])
    const other = await createOffchainGroup(alice, charlie)
    const { marker } = await other.send({ to: secret.address, data: VALUE })
    const legacy = await alice.sendPrivateTransaction(rawLegacy(alice, [charlie], { to: secret.address, data: VALUE }))
    for (const node of [alice, charlie]) {
      expect(node.privateReceipt(marker)).toEqual({ status: 1, output: '0x', logs: [] })
      expect(node.privateReceipt(legacy.marker)).toEqual({ status: 1, output: '0x', logs: [] })
      for (const id of [other.id, legacyGroupOf(alice, charlie)]) {
        expect(await node.call(id, { to: secret.address, data: VALUE })).toBe('0x')
      }
    }
    expect(bob.privateReceipt(marker)).toBeUndefined()
    expect(await secret.call('value')).toBe(7n)
  })
})
