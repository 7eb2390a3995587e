import { encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../../../src/index.ts'
import { eventEmitter, token } from '../../fixtures/contracts.ts'
import { installing } from '../../chain/chains.ts'
import { account, asking, openNetwork, walletOf } from './request.ts'

let network: Network
let ask: ReturnType<typeof asking>
let emitter: `0x${string}`
let coin: `0x${string}`
const POOR = `0x${'99'.repeat(20)}`
const store = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'store', args: [7n] })
const value = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'value' })

async function deploy(data: `0x${string}`): Promise<`0x${string}`> {
  const hash = await walletOf(network).sendTransaction({ data, gas: 5_000_000n })
  return ((await ask('eth_getTransactionReceipt', hash)) as { contractAddress: `0x${string}` }).contractAddress
}

const runtime = (code: string): Promise<`0x${string}`> => deploy(`0x${Buffer.from(installing(code)).toString('hex')}`)

beforeAll(async () => {
  network = await openNetwork()
  ask = asking(network)
  emitter = await deploy(eventEmitter.creation)
  coin = await deploy(`${token.creation}${'0'.repeat(61)}3e8`)
})
afterAll(() => network.close())

describe('eth_call', () => {
  it('answers and changes nothing', async () => {
    expect(await ask('eth_call', { to: emitter, data: store }, 'latest')).toBe('0x')
    expect(await ask('eth_call', { to: emitter, data: value }, 'latest')).toBe(`0x${'0'.repeat(64)}`)
    expect(await ask('eth_call', { to: emitter, input: value }, 'earliest')).toBe('0x')
  })

  it('sees the block that it names', async () => {
    // NUMBER, MSTORE, RETURN
    const clock = await runtime('4360005260206000f3')
    const at = await ask('eth_blockNumber')
    await network.mine()
    expect(BigInt((await ask('eth_call', { to: clock }, at)) as string)).toBe(BigInt(at as string))
    expect(BigInt((await ask('eth_call', { to: clock }, 'latest')) as string)).toBe(BigInt(at as string) + 1n)
  })

  it('says why it reverted', async () => {
    const data = encodeFunctionData({ abi: token.abi, functionName: 'transfer', args: [emitter, 5n] })
    const failing = ask('eth_call', { from: POOR, to: coin, data }, 'latest')
    await expect(failing).rejects.toMatchObject({
      code: -32000,
      message: expect.stringMatching(/^Execution reverted/) as string,
    })
    const silent = await runtime('60006000fd')
    await expect(ask('eth_call', { to: silent }, 'latest')).rejects.toMatchObject({
      code: -32000,
      message: 'Execution reverted',
      data: '0x',
    })
  })

  it('that halts is an internal error', async () => {
    const invalid = await runtime('fe')
    await expect(ask('eth_call', { to: invalid }, 'latest')).rejects.toMatchObject({ code: -32603 })
  })

  it('ends an endless loop, because its gas is bounded', async () => {
    // GAS, MSTORE, RETURN
    const meter = await runtime('5a60005260206000f3')
    const gasAtStart = async (gas: object) => BigInt((await ask('eth_call', { to: meter, ...gas }, 'latest')) as string)
    const most = 50_000_000n - 21_000n - 2n
    expect(await gasAtStart({})).toBe(most)
    expect(await gasAtStart({ gas: '0x7fffffffffffffff' })).toBe(most)
    expect(await gasAtStart({ gas: -1 })).toBe(most)
    expect(await gasAtStart({ gas: 100_000 })).toBe(100_000n - 21_000n - 2n)
    const loop = await runtime('5b 6000 56')
    const endless = ask('eth_call', { to: loop, gas: '0x30d40' }, 'latest')
    await expect(endless).rejects.toMatchObject({ code: -32603, message: 'Internal error' })
    expect(await ask('eth_call', { to: emitter, data: value }, 'latest')).toBe(`0x${'0'.repeat(64)}`)
  })

  it('checks a price that is offered', async () => {
    const call = { from: POOR, to: emitter, data: value, gas: '0x30d40' }
    await expect(ask('eth_call', { ...call, gasPrice: '0x1' }, 'latest')).rejects.toMatchObject({ code: -32004 })
    await expect(ask('eth_call', { ...call, value: '0x1', strict: true }, 'latest')).rejects.toMatchObject({
      code: -32004,
    })
    expect(await ask('eth_call', { to: account.address, from: POOR, value: '0x1' }, 'latest')).toBe('0x')
    const fees = { maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x2', from: account.address }
    await expect(ask('eth_call', { ...call, ...fees }, 'latest')).rejects.toMatchObject({ code: -32000 })
    await expect(ask('eth_call', { ...call, gasPrice: '0x1', maxFeePerGas: '0x1' }, 'latest')).rejects.toMatchObject({
      code: -32602,
    })
    await expect(ask('eth_call', { ...call, gas: '0x1' }, 'latest')).rejects.toMatchObject({ code: -32003 })
  })

  it('comes from contracts too', async () => {
    const sender = await runtime('3360005260206000f3')
    const answer = (await ask('eth_call', { from: emitter, to: sender }, 'latest')) as string
    expect(`0x${answer.slice(-40)}`).toBe(emitter)
  })

  it('sees nothing of private states', async () => {
    const group = await network.node('alice').createGroup({ members: ['alice', 'bob'] })
    expect(group.id).toHaveLength(44)
    const proxy = `0x${'7c'.padStart(40, '0')}`
    expect(await ask('eth_call', { to: proxy, data: '0x5aa68ac0' }, 'latest')).toBe('0x')
    expect(await ask('eth_getCode', proxy, 'latest')).toBe('0x')
  })

  it('runs while blocks are made', async () => {
    const answers = Array.from({ length: 20 }, () => ask('eth_call', { to: emitter, data: store }, 'latest'))
    await Promise.all([...answers, network.mine(), network.mine()])
    for (const answer of answers) expect(await answer).toBe('0x')
  })
})

describe('eth_estimateGas', () => {
  it('gives the least gas that suffices', async () => {
    expect(await ask('eth_estimateGas', { to: account.address })).toBe('0x5208')
    for (const call of [
      { from: account.address, to: emitter, data: store },
      { from: account.address, data: eventEmitter.creation },
    ]) {
      const gas = BigInt((await ask('eth_estimateGas', call)) as string)
      await ask('eth_call', { ...call, gas: `0x${gas.toString(16)}` }, 'latest')
      await expect(ask('eth_call', { ...call, gas: `0x${(gas - 1n).toString(16)}` }, 'latest')).rejects.toThrow()
    }
  })

  it('leaves gas for the callers of callers', async () => {
    // CALLDATACOPY, then a CALL of the emitter with all that may be given: one part in 64 stays behind.
    const forward = await runtime(
      `36 6000 6000 37 6000 6000 36 6000 6000 73${emitter.slice(2)} 5a f1 15 603a 57 00 5b fe`,
    )
    const call = { from: account.address, to: forward, data: store }
    const gas = BigInt((await ask('eth_estimateGas', call)) as string)
    await ask('eth_call', { ...call, gas: `0x${gas.toString(16)}` }, 'latest')
  })

  it('looks at the balance only when it is strict', async () => {
    const rich = { from: POOR, to: account.address, value: '0x1' }
    expect(await ask('eth_estimateGas', rich)).toBe('0x5208')
    await expect(ask('eth_estimateGas', { ...rich, strict: true })).rejects.toMatchObject({ code: -32004 })
  })

  it('fails as the call does', async () => {
    const data = encodeFunctionData({ abi: token.abi, functionName: 'transfer', args: [emitter, 5n] })
    await expect(ask('eth_estimateGas', { from: POOR, to: coin, data })).rejects.toMatchObject({ code: -32000 })
  })
})

describe('eth_createAccessList', () => {
  it('names the slots that are touched', async () => {
    const list = (await ask('eth_createAccessList', { from: account.address, to: emitter, data: store })) as {
      accessList: { address: string; storageKeys: string[] }[]
      gasUsed: string
    }
    expect(Object.keys(list)).toEqual(['accessList', 'gasUsed'])
    expect(list.accessList.map(({ address, storageKeys }) => [address, storageKeys.length])).toEqual([[emitter, 2]])
  })
})
