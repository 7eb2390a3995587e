import { createPublicClient, custom, rpcSchema } from 'viem'
import { expect, expectTypeOf, it } from 'vitest'
import {
  type Hex,
  type RpcPrivacyGroup,
  type RpcPrivateReceipt,
  type RpcSchema,
  type ViemRpcSchema,
  createNetwork,
} from '../../src/index.ts'
import { methods } from '../../src/rpc/methods.ts'

it('a provider knows the types of its methods, and viem takes them over', async () => {
  await using network = await createNetwork({ nodes: ['alice'] })
  const { provider } = network.node('alice')
  const group = await network.node('alice').createGroup({ members: ['alice'] })
  const marker = group.creation?.marker ?? '0x'

  const receipt = await provider.request({ method: 'priv_getTransactionReceipt', params: [marker] })
  expectTypeOf(receipt).toEqualTypeOf<RpcPrivateReceipt | null>()
  expect(receipt?.status).toBe('0x1')
  expectTypeOf(await provider.request({ method: 'eth_chainId' })).toEqualTypeOf<Hex>()
  expectTypeOf(await provider.request({ method: 'eth_hashrate' })).toEqualTypeOf<unknown>()

  // @ts-expect-error: a method that is known has the parameters that are known.
  const wrong = provider.request({ method: 'priv_getTransactionReceipt', params: [5] })
  await expect(wrong).rejects.toMatchObject({ code: -32602 })
  for (const method of ['eth_chainId', 'eth_hashrate']) {
    expectTypeOf(await provider.request({ method })).toEqualTypeOf<unknown>()
  }
  const head = { blockHash: network.head.hash } as const
  expect(await provider.request({ method: 'eth_getCode', params: [marker.slice(0, 42) as Hex, head] } as const)).toBe(
    '0x',
  )

  const client = createPublicClient({ transport: custom(provider), rpcSchema: rpcSchema<ViemRpcSchema>() })
  const groups = await client.request({ method: 'privx_findFlexiblePrivacyGroup', params: [[]] })
  expectTypeOf(groups).toEqualTypeOf<readonly RpcPrivacyGroup[]>()
  expect(groups.map(({ privacyGroupId }) => privacyGroupId)).toEqual([group.id])
})

it('every method of the schema is there', () => {
  const schema = {
    eea_sendRawTransaction: true,
    priv_distributeRawTransaction: true,
    priv_getTransactionCount: true,
    priv_getEeaTransactionCount: true,
    priv_getPrivateTransaction: true,
    priv_getTransactionReceipt: true,
    priv_call: true,
    priv_getCode: true,
    priv_getLogs: true,
    priv_newFilter: true,
    priv_getFilterChanges: true,
    priv_getFilterLogs: true,
    priv_uninstallFilter: true,
    priv_getPrivacyPrecompileAddress: true,
    priv_debugGetStateRoot: true,
    priv_subscribe: true,
    priv_unsubscribe: true,
    priv_createPrivacyGroup: true,
    priv_findPrivacyGroup: true,
    priv_deletePrivacyGroup: true,
    privx_findFlexiblePrivacyGroup: true,
    eth_blockNumber: true,
    eth_call: true,
    eth_chainId: true,
    eth_estimateGas: true,
    eth_getBalance: true,
    eth_getCode: true,
    eth_getLogs: true,
    eth_getTransactionCount: true,
    eth_sendRawTransaction: true,
    evm_snapshot: true,
    evm_revert: true,
    net_version: true,
    web3_clientVersion: true,
  } satisfies Record<keyof RpcSchema, true>
  expect(Object.keys(schema).filter((name) => !methods.has(name))).toEqual([])
})
