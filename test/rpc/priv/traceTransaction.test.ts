import { getContractAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import { eventEmitter, publicReader } from '../../fixtures/contracts.ts'
import { GROUP, EMITTER, groupOfTwo, send, sent, store, stored } from '../../scenarios/rpc/clients.ts'
import { callsOrReverts, destroysItself, initCode, loops, relaysValue } from '../../scenarios/support/evmCode.ts'
import { CAN_EXECUTE, PROXY } from '../../scenarios/support/management.ts'
import { deployPublicly } from '../../scenarios/support/publicContract.ts'
import { type NetworkNode, createNetwork } from '../../../src/index.ts'
import { ask, errorOf } from '../ask.ts'

interface Trace {
  readonly action: { readonly callType?: string; readonly from: string; readonly to?: string }
  readonly type: string
  readonly error?: string
  readonly subtraces: number
  readonly traceAddress: readonly number[]
}

const trace = (node: NetworkNode, marker: string): Promise<Trace[]> =>
  ask(node, 'priv_traceTransaction', GROUP, marker) as Promise<Trace[]>
const GAS = '0x7fffffffffffffff'

describe('priv_traceTransaction', () => {
  it('gives a call, key order included', async () => {
    const { network, alice, bob } = await groupOfTwo()
    const { contractAddress: to = '0x' } = await sent(alice, { data: EMITTER })
    const root = alice.stateRoot(GROUP)
    const marker = await send(alice, { to, data: store(5n) })
    const after = alice.stateRoot(GROUP)
    const [call, ...others] = (await trace(bob, marker)) as (Trace & { result: { gasUsed: string } })[]
    expect(others).toEqual([])
    expect(JSON.stringify(call)).toBe(
      JSON.stringify({
        action: { callType: 'call', from: alice.address, gas: GAS, input: store(5n), to, value: '0x0' },
        ...{ blockHash: network.head.hash, blockNumber: 3, result: { gasUsed: call?.result.gasUsed, output: '0x' } },
        ...{ subtraces: 0, traceAddress: [], transactionHash: marker, type: 'call' },
      }),
    )
    expect(alice.stateRoot(GROUP, 2)).toBe(root)
    expect(alice.stateRoot(GROUP)).toBe(after)
  })

  it('gives a creation, under the public address', async () => {
    const { alice, bob } = await groupOfTwo()
    const marker = await send(alice, { data: EMITTER })
    const [creation] = await trace(bob, marker)
    expect(creation).toMatchObject({
      action: { creationMethod: 'create', from: alice.address, gas: GAS, init: EMITTER, value: '0x0' },
      result: { code: eventEmitter.runtime },
      type: 'create',
    })
    const { contractAddress } = (await ask(bob, 'priv_getTransactionReceipt', marker)) as { contractAddress: string }
    const named = getContractAddress({ from: alice.address, nonce: 1n }).toLowerCase()
    expect(creation).toMatchObject({ result: { address: named } })
    expect(named).not.toBe(contractAddress)
  })

  it('gives inner calls in their order', async () => {
    const { network, alice, charlie } = await groupOfTwo()
    const marker = await send(alice, { to: PROXY, data: CAN_EXECUTE })
    const traces = await trace(alice, marker)
    expect(traces[0]).toMatchObject({ action: { to: PROXY }, traceAddress: [], subtraces: traces.length - 1 })
    expect(traces[1]).toMatchObject({ action: { from: PROXY, to: `0x${'7b'.padStart(40, '0')}` }, traceAddress: [0] })
    const holder = await deployPublicly(network, charlie, eventEmitter.creation)
    await charlie.sendPublicTransaction({ to: holder, data: store(42n) })
    const { contractAddress: outer = '0x' } = await sent(alice, { data: initCode(relaysValue(holder)) })
    const [, inner] = await trace(alice, await send(alice, { to: outer }))
    expect(inner).toMatchObject({
      action: { callType: 'staticcall', from: outer, to: holder },
      result: { output: stored(42n) },
    })
  })

  it('gives self-destructs and failures', async () => {
    const { alice } = await groupOfTwo()
    const { contractAddress: doomed = '0x' } = await sent(alice, { data: initCode(destroysItself) })
    expect((await trace(alice, await send(alice, { to: doomed })))[1]).toMatchObject({
      ...{ action: { address: doomed, balance: '0x0', refundAddress: alice.address }, result: null, type: 'suicide' },
    })
    const { contractAddress: reverter = '0x' } = await sent(alice, { data: initCode('0x366000600037366000fd') })
    const { contractAddress: caller = '0x' } = await sent(alice, { data: initCode(callsOrReverts(reverter)) })
    const failed = await trace(alice, await send(alice, { to: caller, data: '0x0102' }))
    expect(failed).toMatchObject([
      { error: 'Reverted', revertReason: '0x', subtraces: 1 },
      { error: 'Reverted', revertReason: '0x', traceAddress: [0] },
    ])
    expect(failed[0]).not.toHaveProperty('result')
    const { contractAddress: halting = '0x' } = await sent(alice, { data: initCode('0xfe') })
    expect(await trace(alice, await send(alice, { to: halting }))).toMatchObject([{ error: 'Bad instruction' }])
  })

  it('gives the second of two transactions in a block, and ends endless ones', async () => {
    const { network, alice } = await groupOfTwo({ mining: 'manual', executionCap: { work: 10_000 } })
    await send(alice, { data: initCode(loops) })
    const second = await send(alice, { data: publicReader.creation, nonce: 2n })
    const third = await send(alice, { data: '0x5b600056', nonce: 3n })
    await network.mine()
    expect(await trace(alice, second)).toMatchObject([{ result: { code: publicReader.runtime } }])
    expect(await trace(alice, third)).toMatchObject([{ error: 'Out of gas' }])
  })

  it('gives nothing for what is not there', async () => {
    const { alice, charlie, creation } = await groupOfTwo()
    expect(await trace(charlie, creation)).toEqual([])
    expect(await trace(alice, `0x${'00'.repeat(32)}`)).toEqual([])
    expect(await trace(alice, await send(alice, { to: PROXY, nonce: 9n }))).toEqual([])
    const other = Buffer.alloc(32, 9).toString('base64')
    expect(await ask(alice, 'priv_traceTransaction', other, creation)).toEqual([])
    const invalid = { code: -32602, message: 'Invalid params' }
    expect(await errorOf(ask(alice, 'priv_traceTransaction', '', creation))).toEqual(invalid)
    expect(await errorOf(ask(alice, 'priv_traceTransaction', GROUP, ''))).toEqual(invalid)
  })

  it('is not there where a version of Besu is pinned', async () => {
    await using network = await createNetwork({ nodes: ['alice'], besuVersion: '24.3' })
    const { provider } = network.node('alice')
    for (const method of ['priv_traceTransaction', 'eth_maxPriorityFeePerGas']) {
      await expect(provider.request({ method })).rejects.toMatchObject({ code: -32601, message: 'Method not found' })
    }
  })
})
