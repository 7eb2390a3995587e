import { describe, expect, it } from 'vitest'
import { estimateGas } from '../../src/chain/estimateGas.ts'
import { TransactionSimulator } from '../../src/chain/TransactionSimulator.ts'
import { fromHex, toBigInt, toHex } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { COINBASE, KEY, OTHER, SENDER, genesisJson, installing, make, openChain, transaction } from './chains.ts'
import { runtimeOf } from './runtimeOf.ts'

const from = toAddress(fromHex(SENDER))
const plain = {
  from,
  to: toAddress(fromHex(OTHER)),
  data: new Uint8Array(0),
  value: 0n,
  gas: undefined,
  price: undefined,
}

describe('TransactionSimulator', () => {
  it('runs on the state after a block and leaves it alone', async () => {
    const chain = await openChain()
    const simulator = new TransactionSimulator(chain)
    const before = chain.stateAfter(chain.head).account(OTHER)?.balance
    const outcome = await simulator.simulate(chain.head, { ...plain, value: 5n })
    expect(outcome).toMatchObject({ kind: 'success', gasUsed: 21_000n, stores: false })
    expect(chain.stateAfter(chain.head).account(OTHER)?.balance).toBe(before)
    expect(chain.stateAfter(chain.head).account(SENDER)?.nonce).toBe(0n)
  })

  it('gives the outcome that a block gives', async () => {
    const chain = await openChain()
    const simulator = new TransactionSimulator(chain)
    const creation = { ...plain, to: undefined, data: installing('4360005260206000f3') }
    const simulated = await simulator.simulate(chain.head, creation)
    const block = await make(chain, [transaction({ to: null, data: creation.data, gasLimit: 200_000n })])
    const [receipt] = chain.receipts(block.hash) ?? []
    expect(simulated.gasUsed).toBe(receipt?.gasUsed)
    expect(toHex(simulated.output)).toBe('0x4360005260206000f3')
  })

  it('sees hashes of ancestors, coinbase and no base fee', async () => {
    const chain = await openChain(genesisJson({ zeroBaseFee: false }))
    await make(chain)
    await make(chain)
    const { head } = chain
    const simulator = new TransactionSimulator(chain)
    const run = async (code: string): Promise<bigint> => {
      const data = runtimeOf(code)
      return toBigInt((await simulator.simulate(head, { ...plain, to: undefined, data })).output)
    }
    expect(await run('6001 40')).toBe(toBigInt(head.parentHash))
    expect(await run('41')).toBe(toBigInt(COINBASE))
    expect(await run('48')).toBe(0n)
    expect(await run('43')).toBe(2n)
  })

  it('counts the base fee when a price is offered', async () => {
    const chain = await openChain(genesisJson({ zeroBaseFee: false }))
    await make(chain)
    const simulator = new TransactionSimulator(chain)
    const refusal = simulator.simulate(chain.head, { ...plain, price: 1n })
    await expect(refusal).rejects.toMatchObject({ besu: { name: 'GAS_PRICE_BELOW_CURRENT_BASE_FEE' } })
    const price = chain.head.source.header.baseFeePerGas ?? 0n
    expect(await simulator.simulate(chain.head, { ...plain, gas: 21_000n, price })).toMatchObject({ kind: 'success' })
    const fees = { max: price, priority: price + 1n }
    await expect(simulator.simulate(chain.head, { ...plain, price: fees })).rejects.toMatchObject({
      besu: { name: 'MAX_PRIORITY_FEE_PER_GAS_EXCEEDS_MAX_FEE_PER_GAS' },
    })
  })

  it('takes an access list into account', async () => {
    const chain = await openChain()
    const simulator = new TransactionSimulator(chain)
    const accessList = [{ address: fromHex(OTHER), storageKeys: [new Uint8Array(32)] }]
    const outcome = await simulator.simulate(chain.head, { ...plain, accessList })
    expect(outcome.gasUsed).toBe(21_000n + 2400n + 1900n)
  })

  it('runs in turn, also while blocks are made', async () => {
    const chain = await openChain()
    const simulator = new TransactionSimulator(chain)
    const { head } = chain
    const outcomes = Array.from({ length: 10 }, () => simulator.simulate(head, { ...plain, value: 1n }))
    await make(chain, [transaction({ key: KEY, value: 3n })])
    for (const outcome of await Promise.all(outcomes)) expect(outcome.kind).toBe('success')
  })
})

describe('estimateGas', () => {
  it('is more than what is used where gas is given back', async () => {
    const chain = await openChain()
    // Clears a slot that it has set: half of the gas is given back, but must be there.
    const code = runtimeOf('6001 6000 55 6000 6000 55 6000')
    const estimate = await estimateGas(new TransactionSimulator(chain), chain.head, {
      ...plain,
      to: undefined,
      data: code,
    })
    const gasLimit = typeof estimate === 'bigint' ? estimate : 0n
    const enough = await make(chain, [transaction({ to: null, data: code, gasLimit })])
    const tooLittle = await make(chain, [transaction({ nonce: 1n, to: null, data: code, gasLimit: gasLimit - 1n })])
    expect(chain.receipts(enough.hash)?.[0]).toMatchObject({ status: 1 })
    expect(chain.receipts(enough.hash)?.[0]?.gasUsed).toBeLessThan(gasLimit)
    expect(chain.receipts(tooLittle.hash)?.[0]).toMatchObject({ status: 0 })
  })

  it('says how a transaction fails', async () => {
    const chain = await openChain()
    const reverting = { ...plain, to: undefined, data: fromHex('0x60006000fd') }
    expect(await estimateGas(new TransactionSimulator(chain), chain.head, reverting)).toMatchObject({ kind: 'revert' })
  })
})
