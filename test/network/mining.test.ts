import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/index.ts'
import { fromHex } from '../../src/primitives/bytes.ts'
import { toBlockHash } from '../../src/primitives/identifiers.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const TO = `0x${'11'.repeat(20)}`

function headerOf(network: Network, hash: string) {
  return network.parts.chain.requireBlock(toBlockHash(fromHex(hash))).source.header
}

describe('mining', () => {
  it('is changed while the network runs', async () => {
    const { network, alice } = await openNetwork()
    expect(network.mining).toBe('auto')
    network.setMining('manual')
    const { hash, inclusion } = await alice.sendPublicTransaction({ to: TO })
    expect(inclusion).toBeUndefined()
    expect(network.pending.map((transaction) => transaction.hash)).toEqual([hash])
    network.setMining('auto')
    const next = await alice.sendPublicTransaction({ to: TO })
    expect(next.inclusion?.block.number).toBe(1n)
    expect(network.publicReceipt(hash)?.status).toBe(1)
  })

  it('makes blocks on a timer, and none once it is stopped', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const { hash } = await alice.sendPublicTransaction({ to: TO })
    const block = new Promise<void>((resolve) => network.once('block', () => resolve()))
    network.setMining({ intervalMs: 1 })
    expect(network.mining).toEqual({ intervalMs: 1 })
    await block
    expect(network.publicReceipt(hash)?.status).toBe(1)
    network.setMining('manual')
    await network.mine()
    const { number } = network.head
    await new Promise((resolve) => setImmediate(resolve))
    expect(network.head.number).toBe(number)
  })

  it('lets ticks pass while a block takes its time, and tells what goes wrong', async () => {
    const { network, alice, bob } = await openNetwork()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const slow = bob.exclusively(() => held)
    const begun = new Promise<void>((resolve) => alice.onImport(() => resolve()))
    const warned = new Promise<string>((resolve) =>
      network.once('warning', (message) => {
        network.setMining('manual')
        resolve(message)
      }),
    )
    network.setMining({ intervalMs: 1 })
    // The first block waits for bob while the timer goes on.
    await begun
    let made = 0
    network.parts.chain.make = () => {
      made++
      return Promise.reject(new RangeError('no space left'))
    }
    for (let tick = 0; tick < 5; tick++) await new Promise((resolve) => setTimeout(resolve, 1))
    release()
    await slow
    expect(await warned).toBe('interval mining made no block: no space left')
    await network.importBlock('0x').catch(() => undefined)
    expect([network.head.number, made]).toEqual([1n, 1])
  })

  it.each([{ intervalMs: 0 }, { intervalMs: Number.NaN }, { intervalMs: 2 ** 31 }, 'fast', null, {}])(
    'does not take %o and stays as it was',
    async (mode) => {
      const { network } = await openNetwork({ mining: 'manual' })
      expect(() => network.setMining(mode as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
      expect(network.mining).toBe('manual')
    },
  )

  it('makes several blocks, the first with what waits', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const { hash } = await alice.sendPublicTransaction({ to: TO })
    const made = await network.mine({ count: 3, intervalSeconds: 60, timestamp: 1000n })
    expect(made.map(({ block }) => headerOf(network, block.hash).timestamp)).toEqual([1000n, 1060n, 1120n])
    expect(network.publicReceipt(hash)?.blockHash).toBe(made[0]?.block.hash)
    expect(await network.mine({ count: 0n })).toEqual([])
    expect(network.head).toEqual(made[2]?.block)
  })

  it.each([{ count: -1 }, { count: 1.5 }, { count: 100_001 }, { count: 1, intervalSeconds: 0 }, { count: '3' }])(
    'makes no blocks for %o',
    async (options) => {
      const { network } = await openNetwork()
      await expect(network.mine(options as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
      expect(network.head.number).toBe(0n)
    },
  )

  it('gives the next block what was asked for, once', async () => {
    const { network } = await openNetwork({ mining: 'manual' })
    const random = `0x${'ab'.repeat(32)}`
    network.setPrevRandao(random)
    network.setNextBlockBaseFeePerGas(77n)
    network.setBlockGasLimit(1_000_000n)
    network.setCoinbase(TO)
    const first = headerOf(network, (await network.mine()).block.hash)
    expect(first).toMatchObject({ baseFeePerGas: 77n, gasLimit: 1_000_000n, mixHash: fromHex(random) })
    expect(first.coinbase.toString()).toBe(TO)
    const { block } = await network.mine()
    const second = headerOf(network, block.hash)
    expect(second).toMatchObject({ baseFeePerGas: 0n, gasLimit: 1_000_000n, mixHash: new Uint8Array(32) })
    expect(network.nodes.map((node) => node.head)).toEqual(network.nodes.map(() => block))
  })

  it('takes no transaction below a minimum price, and forgets one that is dropped', async () => {
    const { network, alice } = await openNetwork({ mining: 'manual' })
    const told: string[] = []
    network.on('transaction', ({ hash }) => told.push(`taken ${hash}`))
    network.on('dropped', ({ hash }) => told.push(`dropped ${hash}`))
    network.setMinGasPrice(5n)
    await expect(alice.sendPublicTransaction({ to: TO, gasPrice: 4n })).rejects.toMatchObject({
      besu: { name: 'GAS_PRICE_TOO_LOW' },
    })
    const { hash } = await alice.sendPublicTransaction({ to: TO, gasPrice: 5n })
    const { hash: dearer } = await alice.sendPublicTransaction({ to: TO, gasPrice: 50n, nonce: 0n })
    expect(network.dropTransaction(dearer)).toBe(true)
    expect(network.dropTransaction(dearer)).toBe(false)
    const { hash: mined } = await alice.sendPublicTransaction({ to: TO, gasPrice: 5n, nonce: 0n, value: 1n })
    await network.mine()
    expect(told).toEqual([`taken ${hash}`, `dropped ${hash}`, `taken ${dearer}`, `dropped ${dearer}`, `taken ${mined}`])
  })
})
