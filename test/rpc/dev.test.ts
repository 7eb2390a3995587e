import { type Hash, createTestClient, custom, publicActions, walletActions } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/index.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const STRANGER = `0x${'51'.repeat(20)}` as const
const TO = `0x${'11'.repeat(20)}` as const
const READER = '0x60005460005260206000f3'

function ask(network: Network) {
  return (method: string, ...params: unknown[]) => network.node('alice').provider.request({ method, params })
}

function headOf(network: Network) {
  return network.parts.chain.head.source.header
}

describe.each(['hardhat', 'anvil'] as const)("viem's test client in mode %s", (mode) => {
  async function open() {
    const { network } = await openNetwork()
    const transport = custom(network.node('alice').provider as never)
    return { network, client: createTestClient({ mode, transport }).extend(walletActions).extend(publicActions) }
  }

  it('takes snapshots and goes back', async () => {
    const { network, client } = await open()
    const id = await client.snapshot()
    await client.mine({ blocks: 2 })
    await client.revert({ id })
    expect(network.head.number).toBe(0n)
    await expect(client.revert({ id })).resolves.toBeUndefined()
    await client.mine({ blocks: 1 })
    await client.reset()
    expect(network.head.number).toBe(0n)
    await expect(client.reset({ jsonRpcUrl: 'http://127.0.0.1:1', blockNumber: 1n })).rejects.toThrow('forking')
  })

  it('dumps and loads', async () => {
    const { network, client } = await open()
    await client.setBalance({ address: TO, value: 5n })
    await client.mine({ blocks: 1 })
    const { head } = network
    const state = await client.dumpState()
    const other = await open()
    await other.client.loadState({ state })
    expect(other.network.head).toEqual(head)
    expect(await other.client.getBalance({ address: TO })).toBe(5n)
    await expect(client.loadState({ state: '0x12' })).rejects.toThrow('not the dump')
  })

  it('mines and moves the clock', async () => {
    const { network, client } = await open()
    await client.mine({ blocks: 3, interval: 60 })
    expect([network.head.number, headOf(network).timestamp]).toEqual([3n, 121n])
    await client.increaseTime({ seconds: 100 })
    await client.mine({ blocks: 1 })
    expect(headOf(network).timestamp).toBe(222n)
    await client.setNextBlockTimestamp({ timestamp: 1000n })
    await client.mine({ blocks: 2 })
    expect(headOf(network).timestamp).toBe(1001n)
    await client.setBlockTimestampInterval({ interval: 30 })
    await client.mine({ blocks: 1 })
    expect(headOf(network).timestamp).toBe(1031n)
    await client.removeBlockTimestampInterval()
    await client.mine({ blocks: 1 })
    expect(headOf(network).timestamp).toBe(1032n)
    await client.setAutomine(false)
    expect([await client.getAutomine(), network.mining]).toEqual([false, 'manual'])
    await client.setAutomine(true)
    expect(await client.getAutomine()).toBe(true)
    await client.setIntervalMining({ interval: 3600 })
    expect(network.mining).toEqual({ intervalMs: mode === 'hardhat' ? 3_600_000 : 3600 })
    await client.setIntervalMining({ interval: 0 })
    expect(network.mining).toBe('manual')
  })

  it('changes the state', async () => {
    const { network, client } = await open()
    await client.setBalance({ address: TO, value: 5n })
    await client.setNonce({ address: TO, nonce: 7 })
    await client.setCode({ address: TO, bytecode: READER })
    await client.setStorageAt({ address: TO, index: 0, value: `0x${'2a'.padStart(64, '0')}` })
    const view = network.parts.chain.stateAfter(network.parts.chain.head)
    expect(view.account(TO)).toMatchObject({ balance: 5n, nonce: 7n })
    expect(view.slot(TO, `0x${'00'.repeat(32)}`)).toEqual(Uint8Array.of(0x2a))
  })

  it('says what the next block is like', async () => {
    const { network, client } = await open()
    await client.setAutomine(false)
    await client.setCoinbase({ address: TO })
    await client.setBlockGasLimit({ gasLimit: 1_000_000n })
    await client.setNextBlockBaseFeePerGas({ baseFeePerGas: 9n })
    await client.setMinGasPrice({ gasPrice: 10n })
    await client.setLoggingEnabled(false)
    const sent = network.node('alice').sendPublicTransaction({ to: TO, gasPrice: 9n, gasLimit: 21_000n })
    await expect(sent).rejects.toThrow()
    const { hash } = await network.node('alice').sendPublicTransaction({ to: TO, gasPrice: 10n, gasLimit: 21_000n })
    await client.dropTransaction({ hash })
    expect(network.pending).toEqual([])
    await client.mine({ blocks: 1 })
    expect(headOf(network)).toMatchObject({ baseFeePerGas: 9n, gasLimit: 1_000_000n })
    expect(headOf(network).coinbase.toString()).toBe(TO)
  })

  it('sends for impersonated accounts', async () => {
    const { network, client } = await open()
    const request = { from: STRANGER, to: TO, value: 2n, gas: 21_000n, gasPrice: 0n } as const
    await expect(client.sendUnsignedTransaction(request)).rejects.toThrow('eth_sendTransaction is not supported')
    await client.setBalance({ address: STRANGER, value: 10n })
    await client.impersonateAccount({ address: STRANGER })
    const hash: Hash = await client.sendUnsignedTransaction(request)
    expect(network.publicReceipt(hash)?.status).toBe(1)
    await client.stopImpersonatingAccount({ address: STRANGER })
    await expect(client.sendUnsignedTransaction(request)).rejects.toThrow('eth_sendTransaction is not supported')
  })
})

describe('development methods', () => {
  it('answer eth_sendTransaction as Besu does, but for impersonated accounts', async () => {
    const { network } = await openNetwork()
    const request = ask(network)
    const besu = {
      code: -32604,
      message:
        'The method eth_sendTransaction is not supported. Use eth_sendRawTransaction to send a signed transaction to Besu.',
    }
    for (const params of [[], [{}], [{ from: STRANGER, to: TO }], ['nonsense']]) {
      await expect(request('eth_sendTransaction', ...params)).rejects.toMatchObject(besu)
    }
    await request('anvil_autoImpersonateAccount', true)
    const refused = request('eth_sendTransaction', { from: STRANGER, to: TO, value: '0x1' })
    await expect(refused).rejects.toMatchObject({ code: -32004, message: 'Upfront cost exceeds account balance' })
    await expect(request('eth_sendTransaction', { from: STRANGER, to: 7 })).rejects.toMatchObject({ code: -32602 })
    const hash = await request('eth_sendTransaction', { from: STRANGER, to: TO, nonce: '0x0' })
    expect(network.publicReceipt(String(hash))?.status).toBe(1)
  })

  it('take evm_mine in all its forms', async () => {
    const { network } = await openNetwork()
    const request = ask(network)
    expect(await request('evm_mine')).toBe('0x0')
    await request('evm_mine', 500)
    expect(headOf(network).timestamp).toBe(500n)
    await request('evm_mine', { timestamp: '0x258', blocks: 2 })
    expect([headOf(network).timestamp, network.head.number]).toEqual([601n, 4n])
    await expect(request('evm_mine', 3)).rejects.toMatchObject({ code: -32602 })
    await expect(request('hardhat_mine', '0x7fffffff')).rejects.toMatchObject({
      code: -32602,
      message: 'mine at most 100000 blocks at once, not 2147483647',
    })
  })

  it('know milliseconds and seconds by the name', async () => {
    const { network } = await openNetwork()
    const request = ask(network)
    await request('evm_setIntervalMining', 60_000)
    expect(await request('anvil_getIntervalMining')).toBe(60)
    await request('anvil_setIntervalMining', 30)
    expect(network.mining).toEqual({ intervalMs: 30_000 })
    expect(await request('miner_stop')).toBe(true)
    expect(await request('miner_stop')).toBe(false)
    expect(await request('miner_start')).toBe(true)
    expect(network.mining).toBe('auto')
    expect(await request('evm_increaseTime', '100')).toBe(100)
    expect(await request('evm_increaseTime', 5)).toBe(105)
    expect(await request('evm_setTime', 5000)).toBe(4894)
    expect(await request('evm_revert', '0x77')).toBe(false)
    expect(await request('evm_revert', 'nothing')).toBe(false)
    await request('evm_mine')
    expect(headOf(network).timestamp).toBe(5000n)
  })

  it('reorganise', async () => {
    const { network } = await openNetwork()
    const request = ask(network)
    await request('hardhat_mine', 3)
    const before = network.head
    await request('anvil_reorg', { depth: 2, tx_block_pairs: [] })
    expect(network.head.number).toBe(before.number)
    expect(network.head.hash).not.toBe(before.hash)
    await request('anvil_reorg', 1, [])
    await expect(request('anvil_reorg', { depth: 9, tx_block_pairs: [] })).rejects.toMatchObject({
      code: -32602,
      message: 'the depth must be from 1 to 3, the number of the head',
    })
    await expect(request('anvil_reorg', { depth: 1, tx_block_pairs: [[{}, 0]] })).rejects.toMatchObject({
      code: -32602,
    })
  })

  it('take filters back with everything else', async () => {
    const { network } = await openNetwork()
    const request = ask(network)
    const filter = await request('eth_newBlockFilter')
    await request('evm_mine')
    const { hash } = network.head
    const id = await request('evm_snapshot')
    await request('evm_mine')
    expect(await request('eth_getFilterChanges', filter)).toHaveLength(2)
    const later = await request('eth_newBlockFilter')
    expect(await request('evm_revert', id)).toBe(true)
    expect(await request('eth_getFilterChanges', filter)).toEqual([hash])
    await expect(request('eth_getFilterChanges', later)).rejects.toMatchObject({ message: 'Filter not found' })
    await request('hardhat_reset')
    await expect(request('eth_getFilterChanges', filter)).rejects.toMatchObject({ message: 'Filter not found' })
  })

  it('say what they are', async () => {
    const { network } = await openNetwork()
    const request = ask(network)
    const first = await request('hardhat_metadata')
    expect(first).toMatchObject({ chainId: 1337, latestBlockNumber: 0, latestBlockHash: network.genesisHash })
    expect(await request('anvil_metadata')).toEqual(first)
    await request('hardhat_reset')
    expect(await request('hardhat_metadata')).not.toEqual(first)
    expect(await request('anvil_nodeInfo')).toMatchObject({
      currentBlockNumber: '0x0',
      hardFork: 'london',
      environment: { chainId: 1337, baseFee: '0x0' },
    })
  })

  it.each([
    ['hardhat_setBalance', TO],
    ['hardhat_setBalance', TO, '-1'],
    ['hardhat_setNonce', TO, `0x${'ff'.repeat(9)}`],
    ['anvil_setStorageAt', TO, '0x0', `0x${'00'.repeat(33)}`],
    ['evm_increaseTime', {}],
    ['evm_setAutomine', 1],
    ['evm_setIntervalMining', 2 ** 40],
    ['hardhat_setPrevRandao', `0x${'00'.repeat(33)}`],
    ['hardhat_setNextBlockBaseFeePerGas', `0x1${'00'.repeat(8)}`],
    ['evm_setBlockGasLimit', 1],
    ['anvil_reorg', { depth: '1', tx_block_pairs: [['0x', '0xffffffff']] }],
    ['anvil_mine', 'many'],
  ])('%s does not take %o', async (method, ...params) => {
    const { network } = await openNetwork()
    await network.mine()
    await expect(ask(network)(method, ...params)).rejects.toMatchObject({ code: -32602 })
    expect(network.head.number).toBe(1n)
  })
})
