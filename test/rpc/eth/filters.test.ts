import { encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../../../src/index.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { asking, openNetwork } from './request.ts'

interface Log {
  readonly removed: boolean
  readonly blockNumber: string
  readonly data: string
}

let network: Network
let ask: ReturnType<typeof asking>
let contract: `0x${string}`

/** Puts a call of `store` into the pool. */
async function store(amount: bigint): Promise<string> {
  const data = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'store', args: [amount] })
  return (await network.node('alice').sendPublicTransaction({ to: contract, data })).hash
}

const amounts = (logs: unknown): [string, boolean][] =>
  (logs as Log[]).map(({ data, removed }) => [BigInt(`0x${data.slice(-64)}`).toString(), removed])

beforeAll(async () => {
  network = await openNetwork({ mining: 'manual' })
  ask = asking(network)
  const { hash } = await network.node('alice').sendPublicTransaction({ data: eventEmitter.creation })
  await network.mine()
  const receipt = (await ask('eth_getTransactionReceipt', hash)) as { contractAddress: `0x${string}` }
  contract = receipt.contractAddress
})
afterAll(() => network.close())

describe('filters', () => {
  it('collect logs, blocks and pending transactions', async () => {
    const logs = await ask('eth_newFilter', { address: contract })
    const other = await ask('eth_newFilter', { address: `0x${'99'.repeat(20)}` })
    const blocks = await ask('eth_newBlockFilter')
    const pending = await ask('eth_newPendingTransactionFilter')
    const hash = await store(1n)
    expect(await ask('eth_getFilterChanges', pending)).toEqual([hash])
    expect(await ask('eth_getFilterChanges', logs)).toEqual([])
    const { block } = await network.mine()
    expect(await ask('eth_getFilterChanges', blocks)).toEqual([block.hash])
    expect(amounts(await ask('eth_getFilterChanges', logs))).toEqual([['1', false]])
    expect(await ask('eth_getFilterChanges', logs)).toEqual([])
    expect(await ask('eth_getFilterChanges', other)).toEqual([])
    expect(amounts(await ask('eth_getFilterLogs', logs))).toEqual([['1', false]])
    expect(await ask('eth_uninstallFilter', logs)).toBe(true)
    expect(await ask('eth_uninstallFilter', logs)).toBe(false)
    await expect(ask('eth_getFilterChanges', logs)).rejects.toMatchObject({ message: 'Filter not found' })
    await expect(ask('eth_getFilterLogs', blocks)).rejects.toMatchObject({ message: 'Logs filter not found' })
  })

  it('are told when a reorganisation takes logs away', async () => {
    const logs = await ask('eth_newFilter', { address: contract })
    const parent = network.head.hash
    const first = await store(10n)
    const abandoned = await network.mine()
    expect(amounts(await ask('eth_getFilterChanges', logs))).toEqual([['10', false]])
    const side = await network.mine({ parent, transactions: [], timestamp: 1000n })
    expect(await ask('eth_getFilterChanges', logs)).toEqual([])
    expect(amounts(await ask('eth_getLogs', { blockHash: abandoned.block.hash }))).toEqual([['10', false]])
    await network.mine({ parent: side.block.hash, transactions: [] })
    expect(amounts(await ask('eth_getFilterChanges', logs))).toEqual([['10', true]])
    expect(amounts(await ask('eth_getLogs', { blockHash: abandoned.block.hash }))).toEqual([['10', true]])
    expect(await ask('eth_getTransactionReceipt', first)).toBeNull()
    const block = { blockHash: abandoned.block.hash, requireCanonical: true }
    await expect(ask('eth_getBalance', contract, block)).rejects.toMatchObject({
      code: -32000,
      message: 'Invalid input',
    })
    // What the abandoned block had waits again.
    await network.mine()
    expect(amounts(await ask('eth_getFilterChanges', logs))).toEqual([['10', false]])
  })

  it('end at their last block', async () => {
    const logs = await ask('eth_newFilter', { address: contract, toBlock: '0x1' })
    await store(20n)
    await network.mine()
    expect(await ask('eth_getFilterChanges', logs)).toEqual([])
  })
})

describe('eth_getLogs', () => {
  it('looks at ranges, topics and positions', async () => {
    const all = (await ask('eth_getLogs', { fromBlock: 'earliest', toBlock: 'latest' })) as (Log & {
      topics: string[]
    })[]
    expect(amounts(all)).toEqual([
      ['1', false],
      ['10', false],
      ['20', false],
    ])
    const [topic] = all[0]?.topics ?? []
    expect(await ask('eth_getLogs', { fromBlock: '0x0', topics: [topic] })).toEqual(all)
    expect(await ask('eth_getLogs', { fromBlock: '0x0', topics: [[null]] })).toEqual(all)
    expect(await ask('eth_getLogs', { fromBlock: '0x0', topics: [null, null] })).toEqual([])
    expect(amounts(await ask('eth_getLogs', {}))).toEqual([['20', false]])
    expect(await ask('eth_getLogs', { fromBlock: '0x2', toBlock: '0x1' })).toEqual([])
  })

  it('refuses what it does not understand, and long ranges', async () => {
    expect(await ask('eth_getLogs', { blockHash: `0x${'ab'.repeat(32)}` })).toEqual([])
    await expect(ask('eth_getLogs', { blockHash: network.head.hash, fromBlock: '0x0' })).rejects.toMatchObject({
      code: -32602,
    })
    expect(await ask('eth_getLogs', { fromBlock: '0x0', toBlock: '0x1388' })).toHaveLength(3)
    await expect(ask('eth_getLogs', { fromBlock: '0x0', toBlock: '0x1389' })).rejects.toMatchObject({
      code: -32005,
      message: 'Requested range exceeds maximum RPC range limit',
    })
  })
})
