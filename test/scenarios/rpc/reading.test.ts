import { encodeEventTopics } from 'viem'
import { describe, expect, it } from 'vitest'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { ask, errorOf } from '../../rpc/ask.ts'
import { initCode } from '../support/evmCode.ts'
import { PROXY, addCall, errorData } from '../support/management.ts'
import { GROUP, VALUE, groupOfTwo, receiptOf, send, sent, store, stored, call, withEmitter } from './clients.ts'

const ZERO_HASH = `0x${'00'.repeat(32)}`
const UNKNOWN = `0x${'12'.repeat(20)}`
const topics = encodeEventTopics({ abi: eventEmitter.abi, eventName: 'stored' })
const logs = (answer: unknown): readonly unknown[] => answer as readonly unknown[]

describe('reading through JSON-RPC', () => {
  it('FP-119 receipts by hash of the marker only', async () => {
    const { alice, charlie, creation } = await groupOfTwo()
    expect(await receiptOf(alice, ZERO_HASH)).toBeNull()
    expect(await receiptOf(charlie, creation)).toBeNull()
    alice.enclave.faults.failWith({ kind: 'io', message: 'connection refused' })
    expect(await errorOf(receiptOf(alice, creation))).toEqual({ code: -32603, message: 'Internal error' })
  })

  it('FP-120 private transaction', async () => {
    const { alice, bob, charlie, creation } = await groupOfTwo()
    expect(await ask(bob, 'priv_getPrivateTransaction', creation)).toMatchObject({
      ...{ from: alice.address, to: PROXY, input: addCall([alice, bob]), privateFrom: alice.enclaveKey },
      ...{ privacyGroupId: GROUP, restriction: 'restricted' },
    })
    expect(await ask(bob, 'priv_getPrivateTransaction', ZERO_HASH)).toBeNull()
    expect(await ask(charlie, 'priv_getPrivateTransaction', creation)).toBeNull()
  })

  it('FP-121 code', async () => {
    const { bob, emitter } = await withEmitter()
    expect(await ask(bob, 'priv_getCode', GROUP, emitter, 'latest')).toBe(eventEmitter.runtime)
    expect(await ask(bob, 'priv_getCode', GROUP, UNKNOWN, 'latest')).toBeNull()
    expect(await ask(bob, 'priv_getCode', GROUP, emitter, '0xff')).toBeNull()
  })

  it('FP-122 call', async () => {
    const { alice, bob, charlie, emitter } = await withEmitter()
    expect(await call(bob, emitter, VALUE)).toBe(stored(0n))
    await send(alice, { to: emitter, data: store(1000n) })
    expect(await call(bob, emitter, VALUE)).toBe(stored(1000n))
    expect(await call(bob, emitter, VALUE, '0x2')).toBe(stored(0n))
    expect(await call(bob, emitter, VALUE, 'earliest')).toBe('0x')
    expect(await call(bob, UNKNOWN, VALUE)).toBe('0x')
    expect(await call(charlie, emitter, VALUE)).toBe('0x')
    expect(await errorOf(call(bob, emitter, '0x1234'))).toEqual({ code: -50100, message: 'Private transaction failed' })
    const { contractAddress } = await sent(alice, { data: initCode('0x366000600037366000fd') })
    const data = errorData('RevertReason')
    expect(await errorOf(call(bob, contractAddress ?? '0x', data))).toEqual({
      code: -32000,
      message: 'Execution reverted: RevertReason',
      data,
    })
  })

  it('FP-123 revert reason', async () => {
    const { alice, bob, charlie } = await groupOfTwo()
    const marker = await send(bob, { to: PROXY, data: addCall([charlie]) })
    // The proxy asks only while it is unlocked for an add; the management contract wants its owner.
    expect(await receiptOf(alice, marker)).toMatchObject({ status: '0x0' })
    const { contractAddress } = await sent(alice, { data: initCode('0x366000600037366000fd') })
    const receipt = await sent(alice, { to: contractAddress ?? '0x', data: errorData('no') })
    expect(receipt).toMatchObject({ status: '0x0', revertReason: errorData('no') })
  })

  it('FP-124, FP-125, FP-126, FP-127 logs', async () => {
    const { alice, bob, emitter } = await withEmitter()
    await send(alice, { to: emitter, data: store(1n) })
    await send(bob, { to: emitter, data: store(2n) })
    const get = (filter: object): Promise<unknown> => ask(bob, 'priv_getLogs', GROUP, filter)
    expect(await get({ fromBlock: 'earliest', toBlock: 'latest', address: emitter, topics })).toHaveLength(2)
    const blockHash = bob.canonicalHash(3)
    expect(await get({ blockHash })).toHaveLength(1)
    expect(await errorOf(get({ blockHash, toBlock: 'latest' }))).toEqual({ code: -32602, message: 'Invalid params' })
    expect(await get({ blockHash: ZERO_HASH })).toEqual([])
    expect(await get({ topics: [ZERO_HASH] })).toEqual([])
    expect(await get({ fromBlock: '0x64', toBlock: '0x65' })).toEqual([])
    expect(await get({ address: [UNKNOWN, emitter] })).toHaveLength(2)
    expect(await get({ addresses: [UNKNOWN], fromBlock: '0x3' })).toHaveLength(2)
  })

  it('FP-128, FP-129 life of a filter', async () => {
    const { network, alice, bob, emitter } = await withEmitter()
    const make = (filter: object): Promise<unknown> => ask(bob, 'priv_newFilter', GROUP, filter)
    const changes = (id: unknown): Promise<unknown> => ask(bob, 'priv_getFilterChanges', GROUP, id)
    const id = await make({ address: emitter })
    const past = await make({ toBlock: '0x2' })
    await send(alice, { to: emitter, data: store(1n) })
    await send(alice, { to: emitter, data: store(2n) })
    expect(await changes(id)).toHaveLength(2)
    await send(alice, { to: emitter, data: store(3n) })
    expect(await changes(id)).toHaveLength(1)
    expect(await changes(id)).toEqual([])
    expect(await changes(past)).toEqual([])
    expect(await ask(bob, 'priv_getFilterLogs', GROUP, id)).toHaveLength(1)
    await network.mine()
    expect(await ask(bob, 'priv_getFilterLogs', GROUP, id)).toEqual([])
    expect(logs(await ask(bob, 'priv_getFilterLogs', GROUP, await make({ fromBlock: '0x3' })))).toHaveLength(3)
    expect(await ask(bob, 'priv_uninstallFilter', GROUP, id)).toBe(true)
    expect(await errorOf(changes(id))).toEqual({ code: -32000, message: 'Filter not found' })
    expect(await errorOf(ask(bob, 'priv_getFilterLogs', GROUP, id))).toEqual({
      code: -32000,
      message: 'Logs filter not found',
    })
  })

  it('FP-131 subscriptions', async () => {
    const { alice, bob, emitter } = await withEmitter()
    const heard: unknown[] = []
    bob.provider.on('message', ({ type, data }) => heard.push([type, data]))
    const subscription = await ask(bob, 'priv_subscribe', GROUP, 'logs', { fromBlock: '0xff', address: emitter })
    await send(alice, { to: emitter, data: store(1n) })
    const [result] = logs(await ask(bob, 'priv_getLogs', GROUP, { address: emitter }))
    expect(heard).toEqual([['priv_subscription', { subscription, privacyGroupId: GROUP, result }]])
    expect(await ask(bob, 'priv_unsubscribe', GROUP, subscription)).toBe(true)
    const invalid = { code: -32600, message: 'Invalid Request' }
    expect(await errorOf(ask(bob, 'priv_subscribe', GROUP, 'newHeads', {}))).toEqual(invalid)
  })

  it('FP-133 reading as an outsider', async () => {
    const { charlie, emitter, creation } = await withEmitter()
    expect(await receiptOf(charlie, creation)).toBeNull()
    expect(await call(charlie, emitter, VALUE)).toBe('0x')
    expect(await ask(charlie, 'priv_getLogs', GROUP, {})).toEqual([])
  })

  it('FP-134 count of participant logs', async () => {
    const { alice, creation } = await groupOfTwo()
    expect(await ask(alice, 'priv_getLogs', GROUP, {})).toHaveLength(2)
    expect((await receiptOf(alice, creation))?.logs).toHaveLength(2)
  })
})
