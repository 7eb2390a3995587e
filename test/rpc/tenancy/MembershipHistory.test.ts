import { describe, expect, it } from 'vitest'
import { groupIdFrom } from '../../../src/node/doors.ts'
import { toHex, toWord } from '../../../src/primitives/bytes.ts'
import { MembershipHistory } from '../../../src/rpc/tenancy/MembershipHistory.ts'
import { VALUE, store, stored } from '../../scenarios/rpc/clients.ts'
import { answering, initCode } from '../../scenarios/support/evmCode.ts'
import { openTenants } from '../../scenarios/support/tenants.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { errorOf } from '../ask.ts'

const UNAUTHORIZED = { code: -40100, message: 'Unauthorized' }
/** A management contract that does not say who the members are. */
const SILENT = answering({
  '78b90337': toHex(toWord(1n)),
  '0d8e6e2c': `0x${'ab'.repeat(32)}`,
  '965a25ef': toHex(toWord(1n)),
  '5aa68ac0': '0x',
})
const emitterContract = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }

async function scene(rules: 'documented' | 'besu' = 'documented') {
  const tenants = await openTenants(rules)
  const alice = tenants.network.node('alice')
  const group = await alice.createGroup({ members: [tenants.t1.enclaveKey, tenants.t2.enclaveKey] })
  const contract = await group.deploy(emitterContract)
  return {
    ...tenants,
    alice,
    group,
    contract,
    history: () => MembershipHistory.of(alice.context, groupIdFrom(group.id)),
  }
}

describe('the lists of members of a group', () => {
  it('says which block removed whom last, as the chain grows', async () => {
    const { group, contract, t1, t2, t3, network, history } = await scene()
    expect((await history()).removalOf(t2.enclaveKey)).toBeUndefined()
    await group.remove(t2.enclaveKey)
    const first = network.head.number
    expect((await history()).removalOf(t2.enclaveKey)).toBe(first)
    await contract.send('store', [1n])
    await group.add(t2.enclaveKey)
    expect((await history()).removalOf(t2.enclaveKey)).toBeUndefined()
    await group.remove(t2.enclaveKey)
    expect((await history()).removalOf(t2.enclaveKey)).toBe(network.head.number)
    expect((await history()).latest).toEqual([t1.enclaveKey])
    expect((await history()).removalOf(t3.enclaveKey)).toBeUndefined()
  })

  it('forgets a branch that is abandoned', async () => {
    const { group, t2, network, history } = await scene()
    await group.remove(t2.enclaveKey)
    expect((await history()).removalOf(t2.enclaveKey)).toBe(network.head.number)
    await network.reorg(1, { requeue: false })
    expect((await history()).removalOf(t2.enclaveKey)).toBeUndefined()
    expect((await history()).latest).toContain(t2.enclaveKey)
  })

  it('forgets what a snapshot takes back', async () => {
    const { group, t2, network, history } = await scene()
    const snapshot = await network.snapshot()
    await group.remove(t2.enclaveKey)
    expect((await history()).removalOf(t2.enclaveKey)).toBe(network.head.number)
    await network.revert(snapshot)
    expect((await history()).removalOf(t2.enclaveKey)).toBeUndefined()
  })

  it('keeps nothing of groups that are not there', async () => {
    const { alice } = await scene()
    const nowhere = groupIdFrom(Buffer.alloc(32, 9).toString('base64'))
    const [one, two] = [
      await MembershipHistory.of(alice.context, nowhere),
      await MembershipHistory.of(alice.context, nowhere),
    ]
    expect(one).not.toBe(two)
    expect(one.latest).toBeUndefined()
  })
})

describe('a removed tenant when branches change', () => {
  it('sees a block of a side branch that it was a member before or after', async () => {
    const { group, contract, t2, network, alice } = await scene()
    await group.remove(t2.enclaveKey)
    const removal = network.head
    await contract.send('store', [1n])
    const later = network.head
    await network.reorg(2, { requeue: false })
    await group.remove(t2.enclaveKey)
    const logs = (blockHash: string): Promise<unknown> => t2.ask('priv_getLogs', group.id, { blockHash })
    expect(alice.hasBlock(removal.hash)).toBe(true)
    expect(await logs(removal.hash)).toMatchObject([{ removed: true }])
    expect(await errorOf(logs(later.hash))).toEqual(UNAUTHORIZED)
  })
})

describe('a group whose contract does not say any more who its members are', () => {
  it('keeps its last members by the rules documented', async () => {
    const { group, contract, t1, t2, t3 } = await scene()
    await contract.send('store', [7n])
    await group.remove(t2.enclaveKey)
    await group.upgrade((await group.deploy({ bytecode: initCode(SILENT) })).address)
    const call = (who: typeof t1): Promise<unknown> =>
      who.ask('priv_call', group.id, { to: contract.address, data: VALUE }, 'latest')
    expect(await call(t1)).toBe(stored(7n))
    for (const who of [t2, t3]) {
      expect(await errorOf(call(who))).toEqual(UNAUTHORIZED)
      expect(await errorOf(who.ask('priv_newFilter', group.id, {}))).toEqual(UNAUTHORIZED)
      const raw = who.raw(group.id, { to: contract.address, data: store(1n) })
      expect(await errorOf(who.ask('eea_sendRawTransaction', raw))).toMatchObject({ code: -50100 })
    }
  })

  it('is open to every tenant by the rules besu', async () => {
    const { group, contract, t3 } = await scene('besu')
    await contract.send('store', [7n])
    await group.upgrade((await group.deploy({ bytecode: initCode(SILENT) })).address)
    expect(await t3.ask('priv_call', group.id, { to: contract.address, data: VALUE }, 'latest')).toBe(stored(7n))
  })
})
