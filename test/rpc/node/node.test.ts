import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Network } from '../../../src/index.ts'
import { account, asking, openNetwork } from '../eth/request.ts'

let network: Network
let ask: ReturnType<typeof asking>
beforeAll(async () => {
  network = await openNetwork({ mining: 'manual' })
  ask = asking(network)
})
afterAll(() => network.close())

it('says who it is', async () => {
  expect(await ask('web3_clientVersion')).toMatch(/^besu\/v24\.3\.0\/coterie-[0-9.]+\/node-v[0-9.]+$/)
  expect(await ask('net_listening')).toBe(true)
  expect(await ask('net_peerCount')).toBe('0x1')
  expect(await ask('net_services')).toEqual({})
  expect(await ask('rpc_modules')).toMatchObject({ eth: '1.0', net: '1.0', priv: '1.0' })
})

it('hashes', async () => {
  expect(await ask('web3_sha3', '0x68656c6c6f20776f726c64')).toBe(
    '0x47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad',
  )
  for (const data of ['68656c', '0x123', '0xzz', undefined]) {
    await expect(ask('web3_sha3', data), data).rejects.toMatchObject({ code: -32602 })
  }
})

it('mines nothing and holds no accounts', async () => {
  expect(await ask('eth_accounts')).toEqual([])
  expect(await ask('eth_syncing')).toBe(false)
  expect(await ask('eth_mining')).toBe(false)
  expect(await ask('eth_hashrate')).toBe('0x0')
  expect(await ask('eth_coinbase')).toMatch(/^0x[0-9a-f]{40}$/)
  await expect(ask('eth_getWork')).rejects.toMatchObject({ code: -32000, message: 'No mining work available yet' })
})

it('shows its pool', async () => {
  const raw = await account.signTransaction({
    type: 'legacy',
    chainId: 1337,
    nonce: 0,
    gas: 21_000n,
    to: account.address,
  })
  const hash = await ask('eth_sendRawTransaction', raw)
  expect(await ask('txpool_besuTransactions')).toEqual([
    {
      hash,
      isReceivedFromLocalSource: true,
      addedToPoolAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[0-9:]{8}Z$/) as string,
    },
  ])
  expect(await ask('txpool_besuStatistics')).toEqual({ maxSize: 12_500_000, localCount: 1, remoteCount: 0 })
  const later = await account.signTransaction({
    type: 'legacy',
    chainId: 1337,
    nonce: 2,
    gas: 21_000n,
    to: account.address,
  })
  await ask('eth_sendRawTransaction', later)
  expect(await ask('txpool_status')).toEqual({ pending: '0x1', queued: '0x1' })
  const sender = account.address.toLowerCase()
  expect(await ask('txpool_content')).toMatchObject({
    pending: { [sender]: { 0: { hash } } },
    queued: { [sender]: { 2: {} } },
  })
  expect(await ask('txpool_besuPendingTransactions', 1)).toEqual([await ask('eth_getTransactionByHash', hash)])
})

it.each([
  'admin_peers',
  'clique_propose',
  'qbft_getPendingVotes',
  'trace_block',
  'perm_getNodesAllowlist',
  'debug_traceBlock',
])('%s is a name of Besu that is not enabled', async (method) => {
  await expect(ask(method)).rejects.toMatchObject({ code: -32604, message: 'Method not enabled' })
})

it('other names are not found', async () => {
  for (const method of ['eth_nonsense', 'privx_findOnChainPrivacyGroup', 'ETH_chainId']) {
    await expect(ask(method), method).rejects.toMatchObject({ code: -32601 })
  }
})
