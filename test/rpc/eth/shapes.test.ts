import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeFunctionData } from 'viem'
import type { Network } from '../../../src/index.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { account, asking, openNetwork, walletOf } from './request.ts'

let network: Network
let ask: ReturnType<typeof asking>
let contract: `0x${string}`
let stored: `0x${string}`

beforeAll(async () => {
  network = await openNetwork()
  ask = asking(network)
  const wallet = walletOf(network)
  const creation = await wallet.deployContract({ abi: eventEmitter.abi, bytecode: eventEmitter.creation })
  const receipt = (await ask('eth_getTransactionReceipt', creation)) as { contractAddress: `0x${string}` }
  contract = receipt.contractAddress
  const data = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'store', args: [7n] })
  stored = await wallet.sendTransaction({ to: contract, data })
})
afterAll(() => network.close())

const keysOf = (value: unknown) => Object.keys(value as object).join(' ')

describe('shapes', () => {
  it('blocks', async () => {
    const block = (await ask('eth_getBlockByNumber', '0x2', false)) as Record<string, unknown>
    expect(keysOf(block)).toBe(
      'number hash mixHash parentHash nonce sha3Uncles logsBloom transactionsRoot stateRoot receiptsRoot miner difficulty ' +
        'totalDifficulty extraData baseFeePerGas size gasLimit gasUsed timestamp uncles transactions',
    )
    expect(block['transactions']).toEqual([stored])
    expect(block).toMatchObject({ number: '0x2', nonce: '0x0000000000000000', uncles: [], baseFeePerGas: '0x0' })
    expect(await ask('eth_getBlockByHash', block['hash'], false)).toEqual(block)
    const whole = (await ask('eth_getBlockByNumber', 'latest', true)) as { transactions: unknown[] }
    expect(whole.transactions).toEqual([await ask('eth_getTransactionByHash', stored)])
  })

  it('transactions', async () => {
    const transaction = (await ask('eth_getTransactionByHash', stored)) as Record<string, unknown>
    expect(keysOf(transaction)).toBe(
      'accessList blockHash blockNumber chainId from gas gasPrice maxPriorityFeePerGas maxFeePerGas hash input nonce to ' +
        'transactionIndex type value yParity v r s',
    )
    expect(transaction).toMatchObject({ from: account.address.toLowerCase(), to: contract, nonce: '0x1', type: '0x2' })
    expect(await ask('eth_getTransactionByBlockNumberAndIndex', '0x2', '0x0')).toEqual(transaction)
    expect(await ask('eth_getTransactionByBlockHashAndIndex', transaction['blockHash'], '0x0')).toEqual(transaction)
    expect(await ask('eth_getTransactionByBlockNumberAndIndex', '0x2', '0x1')).toBeNull()
  })

  it('receipts and their logs', async () => {
    const receipt = (await ask('eth_getTransactionReceipt', stored)) as { logs: unknown[] }
    expect(keysOf(receipt)).toBe(
      'blockHash blockNumber contractAddress cumulativeGasUsed from gasUsed effectiveGasPrice logs logsBloom status to ' +
        'transactionHash transactionIndex type',
    )
    expect(receipt).toMatchObject({ contractAddress: null, status: '0x1', to: contract, type: '0x2' })
    expect(keysOf(receipt.logs[0])).toBe(
      'address topics data blockNumber transactionHash transactionIndex blockHash logIndex removed',
    )
    const [log] = (await ask('eth_getLogs', { fromBlock: '0x0' })) as unknown[]
    expect(keysOf(log)).toBe(
      'logIndex removed blockNumber blockHash transactionHash transactionIndex address data topics',
    )
    expect(log).toEqual(receipt.logs[0])
    expect(await ask('eth_getBlockReceipts', '0x2')).toEqual([receipt])
    const { hash } = (await ask('eth_getBlockByNumber', '0x2', false)) as { hash: string }
    expect(await ask('eth_getBlockReceipts', hash)).toEqual([receipt])
    await expect(ask('eth_getBlockReceipts', '0xffff')).rejects.toMatchObject({ message: 'Block not found' })
  })

  it('the whole text of a receipt', async () => {
    const receipt = (await ask('eth_getTransactionReceipt', stored)) as Record<string, unknown>
    const { hash } = (await ask('eth_getBlockByNumber', 'latest', false)) as { hash: string }
    expect(JSON.stringify({ ...receipt, logs: [], logsBloom: '0x' })).toBe(
      `{"blockHash":"${hash}","blockNumber":"0x2","contractAddress":null,"cumulativeGasUsed":"0x105b7",` +
        `"from":"${account.address.toLowerCase()}","gasUsed":"0x105b7","effectiveGasPrice":"0x0","logs":[],"logsBloom":"0x",` +
        `"status":"0x1","to":"${contract}","transactionHash":"${stored}","transactionIndex":"0x0","type":"0x2"}`,
    )
  })

  it('a marker: the transaction names no chain, and its receipt is a success', async () => {
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    const marker = network.node('alice').history(group.id)[0]?.marker
    const transaction = (await ask('eth_getTransactionByHash', marker)) as Record<string, unknown>
    expect(keysOf(transaction)).toBe(
      'blockHash blockNumber from gas gasPrice hash input nonce to transactionIndex type value v r s',
    )
    expect(transaction).toMatchObject({ to: `0x${'7d'.padStart(40, '0')}`, type: '0x0', value: '0x0' })
    expect(['0x1b', '0x1c']).toContain(transaction['v'])
    expect(await ask('eth_getTransactionReceipt', marker)).toMatchObject({
      status: '0x1',
      contractAddress: null,
      logs: [],
      logsBloom: `0x${'0'.repeat(512)}`,
      type: '0x0',
    })
  })

  it('nothing for what is unknown', async () => {
    const unknown = `0x${'ab'.repeat(32)}`
    for (const method of ['eth_getTransactionByHash', 'eth_getTransactionReceipt', 'eth_getUncleCountByBlockHash']) {
      expect(await ask(method, unknown), method).toBeNull()
    }
    expect(await ask('eth_getBlockByHash', unknown, true)).toBeNull()
    expect(await ask('eth_getBlockByNumber', '0xffff', true)).toBeNull()
    expect(await ask('eth_getBlockTransactionCountByNumber', '0xffff')).toBeNull()
    await expect(ask('eth_getBlockByNumber', 'finalized', true)).rejects.toMatchObject({ code: -39001 })
    await expect(ask('eth_getBlockByNumber', '0x0')).rejects.toMatchObject({ code: -32602 })
    await expect(ask('eth_getTransactionByHash', unknown, 1)).rejects.toMatchObject({ code: -32602 })
  })

  it('uncles, counts and numbers', async () => {
    expect(await ask('eth_getUncleCountByBlockNumber', '0x1')).toBe('0x0')
    expect(await ask('eth_getUncleByBlockNumberAndIndex', '0x1', '0x0')).toBeNull()
    expect(await ask('eth_getBlockTransactionCountByNumber', '0x2')).toBe('0x1')
    expect(await ask('eth_blockNumber')).toBe(`0x${network.head.number.toString(16)}`)
  })

  it('a failed creation has an address too', async () => {
    const hash = await walletOf(network).sendTransaction({ data: '0x60006000fd', gas: 100_000n })
    const receipt = (await ask('eth_getTransactionReceipt', hash)) as Record<string, unknown>
    expect(receipt).toMatchObject({ status: '0x0', to: null })
    expect(receipt['contractAddress']).toMatch(/^0x[0-9a-f]{40}$/)
  })

  it('later forks: withdrawals and the beacon root', async () => {
    const genesis = {
      config: { chainId: 1337, londonBlock: 0, shanghaiTime: 0, cancunTime: 0, zeroBaseFee: true },
      gasLimit: '0x1c9c380',
    }
    await using other = await openNetwork({ genesis })
    await other.mine()
    const block = (await asking(other)('eth_getBlockByNumber', 'latest', false)) as object
    expect(keysOf(block)).toMatch(
      / transactions withdrawalsRoot withdrawals blobGasUsed excessBlobGas parentBeaconBlockRoot$/,
    )
  })
})
