import { RLP } from '@ethereumjs/rlp'
import { type Hex, concat, keccak256, numberToHex, toHex } from 'viem'
import { sign } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../../../src/index.ts'
import { errorOf } from '../ask.ts'
import { KEY, account, asking, openNetwork } from './request.ts'

let network: Network
let ask: ReturnType<typeof asking>
beforeAll(async () => {
  const genesis = {
    config: { chainId: 1337, londonBlock: 0 },
    gasLimit: '0x1c9c380',
    baseFeePerGas: '0x64',
    alloc: { [account.address]: { balance: '1000000000000000000' } },
  }
  network = await openNetwork({ genesis, mining: 'manual' })
  ask = asking(network)
})
afterAll(() => network.close())

const INVALID_PARAMS = { code: -32602, message: 'Invalid params' }
const TOO_MUCH_PRIORITY = { code: -32000, message: 'Max priority fee per gas exceeds max fee per gas' }
const TOO_DEAR = { code: -32000, message: 'Transaction fee cap exceeded' }
const BELOW_BASE_FEE = { code: -32009, message: 'Gas price below current base fee' }

describe('eth_call where there is a base fee of 100 wei (spec 03 §7.2, §7.3)', () => {
  it.each([
    ['a price below it', { gasPrice: '0x63' }, BELOW_BASE_FEE],
    ['fees below it', { maxFeePerGas: '0x63', maxPriorityFeePerGas: '0x1' }, BELOW_BASE_FEE],
    ['more for the miner than in all', { maxFeePerGas: '0x64', maxPriorityFeePerGas: '0x65' }, TOO_MUCH_PRIORITY],
    ['something for the miner alone', { maxPriorityFeePerGas: '0x65' }, TOO_MUCH_PRIORITY],
    [
      'less than the intrinsic gas',
      { gasPrice: '0x64', gas: '0x5207' },
      { code: -32003, message: 'Intrinsic gas exceeds gas limit' },
    ],
    [
      'more than the sender has',
      { gasPrice: '0x64', value: `0x${(10n ** 18n).toString(16)}` },
      { code: -32004, message: 'Upfront cost exceeds account balance' },
    ],
    ['a price and fees', { gasPrice: '0x64', maxFeePerGas: '0x64' }, INVALID_PARAMS],
    ['a gas limit of nothing', { gas: '0x' }, INVALID_PARAMS],
    ['an unusable address', { to: '0x12345z' }, INVALID_PARAMS],
  ])('%s', async (_, fields, error) => {
    const call = { from: account.address, to: account.address, ...fields }
    expect(await errorOf(ask('eth_call', call, 'latest'))).toEqual(error)
  })

  it('exactly the base fee is enough', async () => {
    const call = { from: account.address, to: account.address, gas: '0x5208', gasPrice: '0x64' }
    expect(await ask('eth_call', call, 'latest')).toBe('0x')
  })
})

describe('blocks that there are not', () => {
  const call = { to: account.address }
  const methods: [method: string, params: (block: unknown) => unknown[]][] = [
    ['eth_call', (block) => [call, block]],
    ['eth_getBalance', (block) => [account.address, block]],
    ['eth_getCode', (block) => [account.address, block]],
    ['eth_getStorageAt', (block) => [account.address, '0x0', block]],
    ['eth_getTransactionCount', (block) => [account.address, block]],
    ['eth_getProof', (block) => [account.address, [], block]],
  ]
  it.each(methods)('%s', async (method, params) => {
    for (const block of ['safe', 'finalized']) {
      expect(await errorOf(ask(method, ...params(block)))).toEqual({ code: -39001, message: 'Unknown block' })
    }
    const missing = { code: -32000, message: 'Block not found' }
    expect(await errorOf(ask(method, ...params('0xffff')))).toEqual(missing)
  })

  it('methods about blocks', async () => {
    for (const method of ['eth_getBlockByNumber', 'eth_getBlockTransactionCountByNumber', 'eth_getBlockReceipts']) {
      const answer = errorOf(ask(method, 'finalized', ...(method === 'eth_getBlockByNumber' ? [false] : [])))
      expect(await answer, method).toEqual({ code: -39001, message: 'Unknown block' })
    }
  })
})

describe('eth_sendRawTransaction: what a wallet would not sign', () => {
  /** A signed transaction of type 2 with any numbers. */
  async function signed(fields: { nonce?: bigint; priority?: bigint; most?: bigint; chainId?: bigint }): Promise<Hex> {
    const { nonce = 0n, priority = 1n, most = 1000n, chainId = 1337n } = fields
    const number = (value: bigint): Hex => (value === 0n ? '0x' : numberToHex(value))
    const numbers = [chainId, nonce, priority, most, 21_000n].map(number)
    const unsigned = [...numbers, account.address, '0x', '0x', []]
    const wire = (items: unknown[]): Hex => concat(['0x02', toHex(RLP.encode(items as never))])
    const { r, s, yParity = 0 } = await sign({ hash: keccak256(wire(unsigned)), privateKey: KEY })
    return wire([...unsigned, number(BigInt(yParity)), number(BigInt(r)), number(BigInt(s))])
  }

  it.each([
    ['more for the miner than in all', { priority: 1001n }, TOO_MUCH_PRIORITY],
    ['the last nonce', { nonce: 2n ** 64n - 1n }, { code: -32603, message: 'Internal error' }],
    ['a nonce of nine bytes', { nonce: 2n ** 64n }, INVALID_PARAMS],
    ['another chain', { chainId: 1n }, { code: -32000, message: 'Wrong chainId' }],
    ['another chain, and too dear', { chainId: 1n, most: 10n ** 18n + 1n }, TOO_DEAR],
    ['gas for 2^256 wei', { most: 2n ** 250n }, TOO_DEAR],
    ['nothing but the floor', { most: 6n }, { code: -32009, message: 'Gas price below configured minimum gas price' }],
  ])('%s', async (_, fields, error) => {
    expect(await errorOf(ask('eth_sendRawTransaction', await signed(fields)))).toEqual(error)
  })

  it('the last nonce in a type that the fork does not have', async () => {
    await using old = await openNetwork({ genesis: { config: { chainId: 1337, berlinBlock: 0 } } })
    const raw = await signed({ nonce: 2n ** 64n - 1n })
    const answer = errorOf(asking(old)('eth_sendRawTransaction', raw))
    expect(await answer).toEqual({ code: -32602, message: 'Invalid transaction type' })
  })

  it('the same with other numbers is taken', async () => {
    expect(await ask('eth_sendRawTransaction', await signed({}))).toMatch(/^0x[0-9a-f]{64}$/)
  })
})

describe('other errors of public methods (spec 03 §7.1, §7.2)', () => {
  it.each<[what: string, method: string, params: unknown[], code: number, message: string]>([
    ['a filter that is not there', 'eth_getFilterChanges', ['0x1'], -32000, 'Filter not found'],
    ['a filter of logs that is not there', 'eth_getFilterLogs', ['0x1'], -32000, 'Logs filter not found'],
    ['a subscription that is not there', 'eth_unsubscribe', ['0x1'], -32000, 'Subscription not found'],
    ['one with a large number', 'eth_unsubscribe', [2n ** 53n + 1n], -32000, 'Subscription not found'],
    ['a decimal block that begins with 0', 'eth_getBlockByNumber', ['08', false], -32602, 'Invalid params'],
    ['a block with a name of JavaScript', 'eth_getBlockByNumber', ['constructor', false], -32602, 'Invalid params'],
    ['another one', 'eth_getBlockByNumber', ['__PROTO__', false], -32602, 'Invalid params'],
    [
      'a long range',
      'eth_getLogs',
      [{ fromBlock: '0x0', toBlock: '0x1389' }],
      -32005,
      'Requested range exceeds maximum RPC range limit',
    ],
    ['no peers', 'net_enode', [], -32000, 'P2P has been disabled. This functionality is not available'],
    [
      'an account that is not there',
      'eth_getProof',
      [`0x${'99'.repeat(20)}`, [], 'latest'],
      -32000,
      'Account not found',
    ],
    [
      'accounts of the node',
      'eth_sendTransaction',
      [{}],
      -32604,
      'The method eth_sendTransaction is not supported. Use eth_sendRawTransaction to send a signed transaction to Besu.',
    ],
    ['a method that is off in Besu', 'debug_traceTransaction', [], -32604, 'Method not enabled'],
    ['a method that nobody knows', 'eth_nothing', [], -32601, 'Method not found'],
  ])('%s', async (_, method, params, code, message) => {
    expect(await errorOf(ask(method, ...params))).toEqual({ code, message })
  })
})
