import { encodeFunctionData } from 'viem'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Network } from '../../../src/index.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { asking, openNetwork } from './request.ts'

let network: Network
let ask: ReturnType<typeof asking>
let contract: `0x${string}`
let told: { readonly subscription: string; readonly result: unknown }[]

beforeEach(async () => {
  network = await openNetwork({ mining: 'manual' })
  ask = asking(network)
  const { hash } = await network.node('alice').sendPublicTransaction({ data: eventEmitter.creation })
  await network.mine()
  contract = ((await ask('eth_getTransactionReceipt', hash)) as { contractAddress: `0x${string}` }).contractAddress
  told = []
  network.node('alice').provider.on('message', ({ type, data }) => {
    expect(type).toBe('eth_subscription')
    told.push(data as (typeof told)[number])
  })
})
afterEach(() => network.close())

async function store(amount: bigint): Promise<string> {
  const data = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'store', args: [amount] })
  return (await network.node('alice').sendPublicTransaction({ to: contract, data })).hash
}

it('new heads are blocks', async () => {
  const id = await ask('eth_subscribe', 'newHeads')
  expect(id).toBe('0x1')
  await network.mine()
  expect(told).toEqual([{ subscription: id, result: await ask('eth_getBlockByNumber', 'latest', false) }])
  expect(await ask('eth_unsubscribe', id)).toBe(true)
  await expect(ask('eth_unsubscribe', id)).rejects.toMatchObject({ code: -32000, message: 'Subscription not found' })
  await network.mine()
  expect(told).toHaveLength(1)
})

it('new heads after a reorganisation are all blocks of the new branch', async () => {
  const parent = network.head.hash
  await network.mine()
  await ask('eth_subscribe', 'newHeads', { includeTransactions: true })
  const side = await network.mine({ parent, transactions: [], timestamp: 1000n })
  expect(told).toEqual([])
  const head = await network.mine({ parent: side.block.hash, transactions: [] })
  expect(told.map(({ result }) => (result as { hash: string }).hash)).toEqual([side.block.hash, head.block.hash])
})

it('logs come one by one, and again as removed', async () => {
  const id = await ask('eth_subscribe', 'logs', { address: contract })
  await ask('eth_subscribe', 'logs', { fromBlock: '0xff' })
  const parent = network.head.hash
  await store(1n)
  await store(2n)
  await network.mine()
  const side = await network.mine({ parent, transactions: [], timestamp: 1000n })
  await network.mine({ parent: side.block.hash, transactions: [] })
  const summary = told.map(({ subscription, result }) => {
    const { logIndex, removed } = result as { logIndex: string; removed: boolean }
    return [subscription, logIndex, removed]
  })
  expect(summary).toEqual([
    [id, '0x0', false],
    [id, '0x1', false],
    [id, '0x1', true],
    [id, '0x0', true],
  ])
})

it('pending transactions by hash or whole, and those that are dropped', async () => {
  const hashes = await ask('eth_subscribe', 'newPendingTransactions')
  const whole = await ask('eth_subscribe', 'newPendingTransactions', { includeTransactions: true })
  const dropped = await ask('eth_subscribe', 'droppedPendingTransactions')
  const hash = await store(1n)
  expect(told).toEqual([
    { subscription: hashes, result: hash },
    { subscription: whole, result: await ask('eth_getTransactionByHash', hash) },
  ])
  expect(Object.keys(told[1]?.result as object).join(' ')).toBe(
    'blockHash blockNumber from gas gasPrice hash input nonce to transactionIndex value v r s chainId publicKey raw type',
  )
  network.dropTransaction(hash)
  expect(told.slice(2)).toEqual([{ subscription: dropped, result: hash }])
})

it('other types and bad parameters are invalid requests; syncing tells nothing', async () => {
  expect(await ask('eth_subscribe', 'syncing')).toBe('0x1')
  for (const params of [[], ['nonsense'], ['logs'], ['logs', { foo: 1 }], ['newHeads', 5]]) {
    await expect(ask('eth_subscribe', ...params), JSON.stringify(params)).rejects.toMatchObject({ code: -32600 })
  }
  await network.mine()
  expect(told).toEqual([])
})
