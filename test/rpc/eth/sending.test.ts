import { afterAll, beforeAll, expect, it } from 'vitest'
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

it('the pool refuses as Besu does', async () => {
  const refusals: [object, number, string][] = [
    [{ nonce: 0 }, -32001, 'Nonce too low'],
    [{ chainId: 1 }, -32000, 'Wrong chainId'],
    [{ gas: 20_000n }, -32003, 'Intrinsic gas exceeds gas limit'],
    [{ value: 2n ** 200n }, -32004, 'Upfront cost exceeds account balance'],
  ]
  for (const [more, code, message] of refusals) {
    await expect(ask('eth_sendRawTransaction', await sign(5, more)), message).rejects.toMatchObject({ code, message })
  }
  await ask('eth_sendRawTransaction', await sign(2))
  await expect(ask('eth_sendRawTransaction', await sign(2))).rejects.toMatchObject({ message: 'Known transaction' })
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
