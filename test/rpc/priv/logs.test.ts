import { RLP } from '@ethereumjs/rlp'
import { encodeEventTopics } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Contract, Group, Hex, Network, NetworkNode } from '../../../src/index.ts'
import { fromHex, toBigInt, toHex, toScalar } from '../../../src/primitives/bytes.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { minedBy } from '../../scenarios/support/minedBy.ts'
import { openNetwork } from '../../scenarios/support/openNetwork.ts'
import { ask, errorOf } from '../ask.ts'

/** A block again with another difficulty. */
function withDifficulty(network: Network, block: string, by: bigint): Hex {
  const [header, ...rest] = RLP.decode(fromHex(network.blockRlp(block)))
  if (!Array.isArray(header)) throw new RangeError('a block begins with its header')
  const difficulty = header[7]
  if (!(difficulty instanceof Uint8Array)) throw new RangeError('a header holds its difficulty')
  return toHex(RLP.encode([header.with(7, toScalar(toBigInt(difficulty) + by)), ...rest]))
}

const emitter = { abi: eventEmitter.abi, bytecode: eventEmitter.creation }
const [STORED] = encodeEventTopics({ abi: eventEmitter.abi, eventName: 'stored' })

interface Log {
  readonly blockNumber: string
  readonly logIndex: string
  readonly data: string
  readonly removed: boolean
}

/** The amounts that logs of `stored` tell. */
const amounts = (logs: unknown): number[] => (logs as Log[]).map(({ data }) => Number(`0x${data.slice(66)}`))
const places = (logs: unknown): string[] =>
  (logs as Log[]).map(({ blockNumber, logIndex, removed }) => `${blockNumber}/${logIndex}${removed ? ' removed' : ''}`)

/** A group of alice and bob at block 1, its contract at block 2; stores of 1 and 2 in block 3, of 3 in block 5; another of its nonce waits. */
async function withStores() {
  const cast = await openNetwork({ mining: 'manual' })
  const { network, alice } = cast
  const mined = minedBy(network)
  const group: Group = await mined(alice.createGroup({ members: ['alice', 'bob'] }))
  const contract: Contract = await mined(group.deploy(emitter))
  await contract.send('store', [1n])
  await mined(contract.send('store', [2n]))
  await network.mine()
  const nonce = group.nextNonce(alice.address)
  const three = await contract.send('store', [3n], { nonce })
  const lonely = await contract.send('store', [4n], { nonce })
  await network.mine({ transactions: [three.marker] })
  const logs = (node: NetworkNode, filter: object): Promise<unknown> => ask(node, 'priv_getLogs', group.id, filter)
  return { ...cast, mined, group, contract, logs, lonely }
}

describe('priv_getLogs', () => {
  it('begins with block 0 unless there is a number, and ends with the head', async () => {
    const { alice, bob, charlie, logs } = await withStores()
    const topics = [STORED]
    for (const filter of [
      {},
      { fromBlock: 'latest' },
      { fromBlock: 'pending', toBlock: 'safe' },
      { toBlock: '0xffff' },
    ]) {
      expect(amounts(await logs(bob, { ...filter, topics }))).toEqual([1, 2, 3])
    }
    expect(places(await logs(alice, { topics }))).toEqual(['0x3/0x0', '0x3/0x1', '0x5/0x0'])
    expect(amounts(await logs(alice, { fromBlock: '4', topics }))).toEqual([3])
    expect(amounts(await logs(alice, { fromBlock: '0x2', toBlock: '0x4' }))).toEqual([1, 2])
    expect(await logs(alice, { fromBlock: '0x4', toBlock: '0x4' })).toEqual([])
    expect(await logs(alice, { fromBlock: '5', toBlock: '1' })).toEqual([])
    expect(await logs(alice, { toBlock: '-1' })).toEqual([])
    expect(await logs(charlie, {})).toEqual([])
  })

  it('looks at addresses and topics', async () => {
    const { alice, contract, logs } = await withStores()
    expect(await logs(alice, { address: contract.address })).toHaveLength(3)
    expect(await logs(alice, { address: [alice.address] })).toEqual([])
    expect(await logs(alice, { addresses: [alice.address], fromBlock: '2' })).toHaveLength(3)
    expect(await logs(alice, { topics: [[]] })).toEqual([])
    expect(await logs(alice, { topics: [null, null] })).toEqual([])
    expect(await logs(alice, { topics: [[`0x${'00'.repeat(32)}`, STORED]] })).toHaveLength(3)
  })

  it('looks at one block of any branch', async () => {
    const { network, alice, bob, charlie, logs, lonely } = await withStores()
    const blockHash = alice.canonicalHash(3)
    expect(amounts(await logs(bob, { blockHash }))).toEqual([1, 2])
    expect(await logs(charlie, { blockHash })).toEqual([])
    expect(await logs(alice, { blockHash: `0x${'00'.repeat(32)}` })).toEqual([])
    // The same block, only lighter: its marker is canonical too, so its logs are told as removed.
    const side = await network.importBlock(withDifficulty(network, network.head.hash, -1n))
    expect(places(await logs(alice, { blockHash: side.block.hash }))).toEqual(['0x5/0x0 removed'])
    // A marker that is only on a side branch makes the question unanswerable.
    const fork = alice.canonicalHash(4) ?? '0x'
    const other = await network.mine({ parent: fork, transactions: [lonely.marker] })
    expect(await errorOf(logs(alice, { blockHash: other.block.hash }))).toEqual({
      code: -32603,
      message: 'Internal error',
    })
  })
})

describe('filters of private logs', () => {
  it('collect from their making on, and give everything on request', async () => {
    const { network, alice, bob, group, contract, mined } = await withStores()
    const make = (filter: object): Promise<unknown> => ask(bob, 'priv_newFilter', group.id, filter)
    const [all, past, none] = [
      await make({ fromBlock: '0x0' }),
      await make({ fromBlock: '0x0', toBlock: '0x5' }),
      await make({ address: alice.address }),
    ]
    expect(all).toMatch(/^0x[1-9a-f][0-9a-f]{0,31}$/)
    const changes = (id: unknown): Promise<unknown> => ask(bob, 'priv_getFilterChanges', group.id, id)
    expect(await changes(all)).toEqual([])
    await contract.send('store', [4n])
    await mined(contract.send('store', [5n]))
    await mined(contract.send('store', [6n]))
    expect(amounts(await changes(all))).toEqual([4, 5, 6])
    expect(await changes(all)).toEqual([])
    expect(await changes(past)).toEqual([])
    expect(await changes(none)).toEqual([])
    const history = (await ask(bob, 'priv_getFilterLogs', group.id, all)) as Log[]
    expect(amounts(history).slice(-6)).toEqual([1, 2, 3, 4, 5, 6])
    // Without a number the range is the head alone, unlike that of priv_getLogs.
    const latest = await make({})
    expect(amounts(await ask(bob, 'priv_getFilterLogs', group.id, latest))).toEqual([6])
    await network.mine()
    expect(await ask(bob, 'priv_getFilterLogs', group.id, latest)).toEqual([])
    expect(await ask(bob, 'priv_uninstallFilter', group.id, all)).toBe(true)
    expect(await ask(bob, 'priv_uninstallFilter', group.id, all)).toBe(false)
    expect(await errorOf(changes(all))).toEqual({ code: -32000, message: 'Filter not found' })
  })

  it('share their ids with public filters and do not look at the group of the request', async () => {
    const { bob, group, contract, mined } = await withStores()
    const id = await ask(bob, 'priv_newFilter', group.id, {})
    await mined(contract.send('store', [4n]))
    expect(amounts(await ask(bob, 'priv_getFilterChanges', 'anything', id))).toEqual([4])
    await mined(contract.send('store', [5n]))
    expect(amounts(await ask(bob, 'eth_getFilterChanges', id))).toEqual([5])
    expect(await ask(bob, 'eth_uninstallFilter', id)).toBe(true)
  })

  it('are filters of logs: others are not found, and keep what they have collected', async () => {
    const { bob, group, contract, mined } = await withStores()
    const blocks = await ask(bob, 'eth_newBlockFilter')
    const pending = await ask(bob, 'eth_newPendingTransactionFilter')
    await mined(contract.send('store', [4n]))
    for (const id of [blocks, pending]) {
      const answer = errorOf(ask(bob, 'priv_getFilterChanges', group.id, id))
      expect(await answer).toEqual({ code: -32000, message: 'Filter not found' })
      expect(await ask(bob, 'eth_getFilterChanges', id)).toHaveLength(1)
    }
  })

  it('may be made with any group id; a bad one shows when all logs are asked for', async () => {
    const { bob, contract, mined } = await withStores()
    const id = await ask(bob, 'priv_newFilter', 'abc', {})
    await mined(contract.send('store', [4n]))
    expect(await ask(bob, 'priv_getFilterChanges', 'abc', id)).toEqual([])
    expect(await errorOf(ask(bob, 'priv_getFilterLogs', 'abc', id))).toEqual({
      code: -32603,
      message: 'Internal error',
    })
  })

  it('see side branches, but not that they become canonical', async () => {
    const { network, alice, group, lonely } = await withStores()
    const id = await ask(alice, 'priv_newFilter', group.id, {})
    const changes = (): Promise<unknown> => ask(alice, 'priv_getFilterChanges', group.id, id)
    const side = await network.importBlock(withDifficulty(network, network.head.hash, -1n))
    expect(places(await changes())).toEqual(['0x5/0x0 removed'])
    await network.mine({ parent: side.block.hash, transactions: [] })
    await network.mine({ parent: network.head.hash, transactions: [] })
    expect(await changes()).toEqual([])
    const fork = alice.canonicalHash(4) ?? '0x'
    const other = await network.mine({ parent: fork, transactions: [lonely.marker] })
    expect(alice.hasBlock(other.block.hash)).toBe(true)
    expect(await changes()).toEqual([])
  })
})
