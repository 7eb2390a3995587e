import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../../src/primitives/bytes.ts'
import { EMPTY_TRIE_ROOT } from '../../scenarios/support/expectations.ts'
import { PROXY, addCall, participantsAnswer } from '../../scenarios/support/management.ts'
import { rawTransaction, signedTransaction } from '../../scenarios/support/signedTransaction.ts'
import { ask } from '../ask.ts'
import { type Facts, makeFacts } from './facts.ts'

let facts: Facts
beforeAll(async () => {
  facts = await makeFacts()
})
afterAll(() => facts.network.close())

const UNKNOWN_GROUP = toBase64(new Uint8Array(32).fill(7))
const NO_BLOOM = `0x${'00'.repeat(256)}`
const quantity = (value: bigint): string => `0x${value.toString(16)}`

describe('results of private methods, key order included', () => {
  it('receipt of a management transaction', async () => {
    const { network, alice, bob, group, creation } = facts
    const block = network.publicReceipt(creation)
    const stored = alice.privateReceipt(creation)
    const place = { blockHash: block?.blockHash, blockNumber: '0x1', transactionIndex: '0x0' }
    const logs = stored?.logs.map(({ address, topics, data }, index) => ({
      ...{ address, topics, data, blockNumber: '0x1', transactionHash: creation, transactionIndex: '0x0' },
      ...{ blockHash: block?.blockHash, logIndex: `0x${index}`, removed: false },
    }))
    const receipt = (await ask(bob, 'priv_getTransactionReceipt', creation)) as { logsBloom: string }
    expect(JSON.stringify(receipt)).toBe(
      JSON.stringify({
        ...{ from: alice.address, to: PROXY, output: `0x${'1'.padStart(64, '0')}`, commitmentHash: creation },
        ...{ privateFrom: alice.enclaveKey, privacyGroupId: group.id, status: '0x1', logs },
        ...{ logsBloom: receipt.logsBloom, ...place },
      }),
    )
    expect(receipt.logsBloom).toMatch(/^0x[0-9a-f]{512}$/)
    expect(logs).toHaveLength(3)
  })

  it('receipt of a creation', async () => {
    const { network, alice, group, deployment, reverter } = facts
    const { blockHash } = network.publicReceipt(deployment) ?? {}
    expect(JSON.stringify(await ask(alice, 'priv_getTransactionReceipt', deployment))).toBe(
      JSON.stringify({
        ...{ contractAddress: reverter, from: alice.address, output: '0x366000600037366000fd' },
        ...{ commitmentHash: deployment, privateFrom: alice.enclaveKey, privacyGroupId: group.id, status: '0x1' },
        ...{ logs: [], logsBloom: NO_BLOOM, blockHash, blockNumber: '0x2', transactionIndex: '0x0' },
      }),
    )
  })

  it('receipts of failures', async () => {
    const { network, alice, group, reverter, halting } = facts
    const send = async (to: string, data: string): Promise<unknown> => {
      const raw = toHex(rawTransaction(alice, group.id, { to, data }))
      return ask(alice, 'priv_getTransactionReceipt', await ask(alice, 'eea_sendRawTransaction', raw))
    }
    expect(await send(reverter, '0x0102')).toMatchObject({
      status: '0x0',
      output: '0x',
      revertReason: '0x0102',
      logs: [],
    })
    expect(await send(reverter, '0x')).toMatchObject({ status: '0x0', revertReason: '0x' })
    expect(await send(halting, '0x')).not.toHaveProperty('revertReason')
    const early = toHex(rawTransaction(alice, group.id, { to: reverter, nonce: 99n }))
    const marker = await ask(alice, 'eea_sendRawTransaction', early)
    const receipt = (await ask(alice, 'priv_getTransactionReceipt', marker)) as object
    expect(receipt).toMatchObject({ status: '0x2', output: '0x' })
    expect(Object.keys(receipt)).toEqual([
      ...['from', 'to', 'output', 'commitmentHash', 'privateFrom', 'privacyGroupId', 'status', 'logs', 'logsBloom'],
      ...['blockHash', 'blockNumber', 'transactionIndex'],
    ])
    expect(await ask(alice, 'priv_getTransactionReceipt', network.head.hash)).toBeNull()
  })

  it('private transaction', async () => {
    const { alice, bob, charlie, group, creation, deployment } = facts
    const members = [alice, bob, charlie]
    const sent = signedTransaction(alice, group.id, { to: PROXY, data: addCall(members), nonce: 0n, chainId: 1337n })
    const { v, r, s } = sent.signature
    expect(JSON.stringify(await ask(bob, 'priv_getPrivateTransaction', creation))).toBe(
      JSON.stringify({
        ...{ from: alice.address, gas: '0x2dc6c0', gasPrice: '0x0', input: addCall(members), nonce: '0x0', to: PROXY },
        ...{ value: '0x0', v: quantity(v), r: quantity(r), s: quantity(s), privateFrom: alice.enclaveKey },
        ...{ privacyGroupId: group.id, restriction: 'restricted' },
      }),
    )
    expect(await ask(bob, 'priv_getPrivateTransaction', deployment)).toMatchObject({ to: null, nonce: '0x1' })
  })

  it('found group', async () => {
    const { alice, bob, charlie, group } = facts
    const found = [
      {
        ...{ privacyGroupId: group.id, name: '', description: '', type: 'FLEXIBLE' },
        members: [alice.enclaveKey, bob.enclaveKey],
      },
    ]
    const find = (node: typeof alice, keys: unknown): Promise<unknown> =>
      ask(node, 'privx_findFlexiblePrivacyGroup', keys)
    expect(JSON.stringify(await find(alice, [bob.enclaveKey]))).toBe(JSON.stringify(found))
    expect(await find(bob, [])).toEqual(found)
    expect(await find(charlie, [alice.enclaveKey])).toEqual(found)
    expect(await find(alice, [charlie.enclaveKey])).toEqual([])
    expect(await find(alice, [null])).toEqual([])
    expect(await ask(alice, 'privx_findOnchainPrivacyGroup', [bob.enclaveKey])).toEqual(found)
  })

  it('logs', async () => {
    const { network, alice, group, creation } = facts
    const [log] = (await ask(alice, 'priv_getLogs', group.id, { toBlock: '0x1' })) as object[]
    const { address, data, topics } = alice.privateReceipt(creation)?.logs[0] ?? {}
    const { blockHash } = network.publicReceipt(creation) ?? {}
    expect(JSON.stringify(log)).toBe(
      JSON.stringify({
        ...{ logIndex: '0x0', removed: false, blockNumber: '0x1', blockHash, transactionHash: creation },
        ...{ transactionIndex: '0x0', address, data, topics },
      }),
    )
  })

  it('code, state root, nonces', async () => {
    const { alice, bob, charlie, group, reverter } = facts
    const code = (node: typeof alice, ...params: unknown[]): Promise<unknown> => ask(node, 'priv_getCode', ...params)
    expect(await code(bob, group.id, reverter, 'latest')).toBe('0x366000600037366000fd')
    expect(await code(bob, group.id, reverter, 'earliest')).toBeNull()
    expect(await code(bob, group.id, reverter, '0xffff')).toBeNull()
    expect(await code(bob, 'abc', reverter, '0xffff')).toBeNull()
    expect(await code(bob, UNKNOWN_GROUP, reverter, 'latest')).toBeNull()
    expect(await code(bob, group.id, alice.address, 'latest')).toBe('0x')
    const root = (node: typeof alice, block: string): Promise<unknown> =>
      ask(node, 'priv_debugGetStateRoot', group.id, block)
    expect(await root(bob, 'latest')).toBe(alice.stateRoot(group.id))
    expect(await root(charlie, 'pending')).toBe(charlie.stateRoot(group.id))
    expect(await root(bob, '0')).toBe(EMPTY_TRIE_ROOT)
    const count = (...params: unknown[]): Promise<unknown> => ask(bob, 'priv_getTransactionCount', ...params)
    expect(await count(alice.address, group.id)).toBe(quantity(alice.privateNonce(group.id, alice.address)))
    expect(await count(alice.address, group.id.replace('=', ''))).toBe(await count(alice.address, group.id))
    expect(await count(alice.address, UNKNOWN_GROUP)).toBe('0x0')
    expect(await count('0x12', group.id)).toBe('0x0')
    const legacy = [alice.address, alice.enclaveKey, [bob.enclaveKey]]
    expect(await ask(alice, 'priv_getEeaTransactionCount', ...legacy)).toBe('0x0')
  })

  it('calls', async () => {
    const { alice, bob, charlie, group, reverter } = facts
    const call = (...params: unknown[]): Promise<unknown> => ask(bob, 'priv_call', ...params)
    const asking = { to: PROXY, data: '0x5aa68ac0' }
    expect(await call(group.id, asking, 'latest')).toBe(participantsAnswer([alice, bob]))
    expect(await call(group.id, asking, '1')).toBe(participantsAnswer([alice, bob, charlie]))
    expect(await call(group.id, { to: PROXY, input: '5aa68ac0', gas: '0x1', gasPrice: '0' }, '#1')).toBe(
      participantsAnswer([alice, bob, charlie]),
    )
    expect(await call(group.id, asking, 'earliest')).toBe('0x')
    expect(await call(UNKNOWN_GROUP, asking, 'latest')).toBe('0x')
    expect(await call(group.id, asking, '0xffff')).toBeNull()
    expect(await call('abc', asking, '0xffff')).toBeNull()
    expect(await call(group.id, { to: alice.address, from: reverter }, 'latest')).toBe('0x')
  })

  it('precompile address', async () => {
    expect(await ask(facts.alice, 'priv_getPrivacyPrecompileAddress')).toBe(`0x${'7d'.padStart(40, '0')}`)
  })
})
