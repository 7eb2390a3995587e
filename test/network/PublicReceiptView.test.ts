import { expect, expectTypeOf, it } from 'vitest'
import { type Hex, type Network, type PublicReceiptView, createNetwork } from '../../src/index.ts'
import { eventEmitter } from '../fixtures/contracts.ts'

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`
const STORE_42 = `0x6057361d${word(42n).slice(2)}`
const REVERT_WITH_AA = '0x60aa60005360016000fd'

/** The receipt of what alice sends. */
async function receiptOf(network: Network, request: { to?: Hex; data: string }): Promise<PublicReceiptView> {
  const { hash } = await network.node('alice').sendPublicTransaction(request)
  const receipt = network.publicReceipt(hash)
  if (receipt === undefined) throw new RangeError('there is no receipt')
  return receipt
}

it('a public receipt is hex at the door, and what the methods of JSON-RPC say', async () => {
  await using network = await createNetwork({ nodes: ['alice'] })
  const { provider, address: sender } = network.node('alice')

  const { contractAddress: to = '0x', ...creation } = await receiptOf(network, { data: eventEmitter.creation })
  expect(await provider.request({ method: 'eth_getCode', params: [to, 'latest'] })).toBe(eventEmitter.runtime)
  expect(creation).toMatchObject({
    status: 1,
    logs: [],
    revertReason: undefined,
    blockHash: network.head.hash,
    index: 0,
  })

  const stored = await receiptOf(network, { to, data: STORE_42 })
  const [log] = await provider.request({ method: 'eth_getLogs', params: [{}] })
  const { address, topics, data } = log ?? { address: '0x', topics: [], data: '0x' }
  expect(stored.logs).toEqual([{ address, topics, data }])
  expect(stored.logs).toMatchObject([{ address: to, data: `${word(BigInt(sender))}${word(42n).slice(2)}` }])
  expect(stored.contractAddress).toBeUndefined()
  expectTypeOf(stored.logs[0]?.topics).toEqualTypeOf<readonly Hex[] | undefined>()

  expect(await receiptOf(network, { data: REVERT_WITH_AA })).toMatchObject({ status: 0, revertReason: '0xaa' })
})
