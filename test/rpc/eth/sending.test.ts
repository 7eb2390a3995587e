import { parseTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../../../src/index.ts'
import { account, asking, openNetwork } from './request.ts'

let network: Network
let ask: ReturnType<typeof asking>
beforeAll(async () => {
  network = await openNetwork({ mining: 'manual' })
  ask = asking(network)
})
afterAll(() => network.close())

const sign = (nonce: number, more: object = {}) =>
  account.signTransaction({
    type: 'legacy',
    chainId: 1337,
    nonce,
    gas: 21_000n,
    gasPrice: 0n,
    to: account.address,
    ...more,
  })

it('a transaction waits, is mined, and counts for the pending nonce', async () => {
  const hash = await ask('eth_sendRawTransaction', await sign(0))
  expect(await ask('eth_getTransactionCount', account.address, 'latest')).toBe('0x0')
  expect(await ask('eth_getTransactionCount', account.address, 'pending')).toBe('0x1')
  expect(await ask('eth_getTransactionByHash', hash)).toMatchObject({ blockHash: null, chainId: '0x539' })
  expect(await ask('eth_getTransactionReceipt', hash)).toBeNull()
  await network.mine()
  expect(await ask('eth_getTransactionReceipt', hash)).toMatchObject({ status: '0x1' })
  expect(await ask('eth_getTransactionCount', account.address, 'pending')).toBe('0x1')
})

it('0x may be left out', async () => {
  expect(await ask('eth_sendRawTransaction', (await sign(1)).slice(2))).toMatch(/^0x[0-9a-f]{64}$/)
})

it.each([
  ['nonsense', -32602, 'Invalid params'],
  ['0x123', -32602, 'Invalid params'],
  ['0x', -32602, 'Invalid params'],
  ['0xdeadbeef', -32602, 'Invalid params'],
  ['0x02deadbeef', -32602, 'Invalid params'],
  ['0xc0', -32602, 'Invalid params'],
  [undefined, -32602, 'Invalid params'],
])('%j is refused', async (raw, code, message) => {
  await expect(ask('eth_sendRawTransaction', raw)).rejects.toMatchObject({ code, message })
})

describe('the pool refuses as Besu does (spec 03 §7.2, §7.3, §15.4)', () => {
  const poor = privateKeyToAccount(`0x${'22'.repeat(32)}`)

  it.each<[refused: string, change: object, code: number, message: string]>([
    ['a used nonce', { nonce: 0 }, -32001, 'Nonce too low'],
    ['another chain', { chainId: 1 }, -32000, 'Wrong chainId'],
    ['less than the intrinsic gas', { gas: 20_000n }, -32003, 'Intrinsic gas exceeds gas limit'],
    ['more gas than a block has', { gas: 2n ** 60n }, -32005, 'Transaction gas limit exceeds block gas limit'],
    ['more value than there is', { value: 2n ** 200n }, -32004, 'Upfront cost exceeds account balance'],
    ['a price beyond one ether', { gasPrice: 10n ** 18n + 1n }, -32000, 'Transaction fee cap exceeded'],
    ['a nonce far ahead', { nonce: 202 }, -32000, 'Transaction nonce is too distant from current sender nonce'],
  ])('%s', async (_, change, code, message) => {
    await expect(ask('eth_sendRawTransaction', await sign(5, change))).rejects.toMatchObject({ code, message })
  })

  it('an account without funds', async () => {
    const raw = await poor.signTransaction({
      type: 'legacy',
      chainId: 1337,
      nonce: 0,
      gas: 21_000n,
      gasPrice: 1n,
      to: poor.address,
    })
    await expect(ask('eth_sendRawTransaction', raw)).rejects.toMatchObject({
      code: -32004,
      message: 'Upfront cost exceeds account balance',
    })
  })

  it('what it has already, and what does not offer more for the same nonce', async () => {
    await ask('eth_sendRawTransaction', await sign(2, { gasPrice: 100n }))
    await expect(ask('eth_sendRawTransaction', await sign(2, { gasPrice: 100n }))).rejects.toMatchObject({
      code: -32000,
      message: 'Known transaction',
    })
    await expect(ask('eth_sendRawTransaction', await sign(2, { gasPrice: 109n }))).rejects.toMatchObject({
      code: -32000,
      message: 'Replacement transaction underpriced',
    })
    await ask('eth_sendRawTransaction', await sign(2, { gasPrice: 110n }))
  })

  it('a signature that no key has made', async () => {
    const signed = parseTransaction(await sign(5)) as { readonly r: `0x${string}` }
    const raw = (await sign(5)).replace(signed.r.slice(2), 'ff'.repeat(32)) as `0x${string}`
    await expect(ask('eth_sendRawTransaction', raw)).rejects.toMatchObject({
      code: -32002,
      message: 'Invalid signature',
    })
  })

  it('a price below the floor of a network with a base fee', async () => {
    const refusal = { code: -32009, message: 'Gas price below configured minimum gas price' }
    const genesis = {
      config: { chainId: 1337, londonBlock: 0 },
      gasLimit: '0x1c9c380',
      baseFeePerGas: '0x7',
      alloc: { [account.address]: { balance: '1000000000000000000' } },
    }
    await using london = await openNetwork({ genesis, mining: 'manual' })
    await expect(asking(london)('eth_sendRawTransaction', await sign(0, { gasPrice: 6n }))).rejects.toMatchObject(
      refusal,
    )
  })
})

it('a minimum gas price is asked for, but not of what is sent to the node itself (spec 03 §15.4)', async () => {
  await using paid = await openNetwork({ minGasPrice: 1000n, mining: 'manual' })
  expect(await asking(paid)('eth_gasPrice')).toBe('0x3e8')
  expect(await asking(paid)('eth_sendRawTransaction', await sign(0, { gasPrice: 0n }))).toMatch(/^0x/)
  paid.setMinGasPrice(5n)
  await expect(asking(paid)('eth_sendRawTransaction', await sign(1, { gasPrice: 4n }))).rejects.toMatchObject({
    code: -32009,
    message: 'Gas price below configured minimum gas price',
  })
})

it('a type that the fork does not have is named', async () => {
  const genesis = { config: { chainId: 1337, berlinBlock: 0 }, gasLimit: '0x1c9c380' }
  await using old = await openNetwork({ genesis })
  const raw = await account.signTransaction({ type: 'eip1559', chainId: 1337, nonce: 0, gas: 21_000n })
  await expect(asking(old)('eth_sendRawTransaction', raw)).rejects.toMatchObject({
    code: -32602,
    message: 'Invalid transaction type',
  })
})

it('a node answers for blocks that it has imported: public and private receipts come together (FP-171)', async () => {
  await using other = await openNetwork({ mining: 'manual' })
  const hash = await asking(other)('eth_sendRawTransaction', await sign(0))
  const { block } = await other.mine()
  await using late = await openNetwork({ mining: 'manual' })
  await late.importBlock(other.blockRlp(block.hash), ['alice'])
  expect(await asking(late)('eth_getTransactionReceipt', hash)).not.toBeNull()
  expect(await asking(late, 'bob')('eth_getTransactionReceipt', hash)).toBeNull()
  expect(await asking(late, 'bob')('eth_getBlockByHash', block.hash, false)).toBeNull()
  expect(await asking(late, 'bob')('eth_blockNumber')).toBe('0x0')
})
