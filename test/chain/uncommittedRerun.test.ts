import { beforeEach, describe, expect, it } from 'vitest'
import type { PublicChain } from '../../src/chain/PublicChain.ts'
import { rerunWithoutExecution, uncommittedRerun } from '../../src/chain/uncommittedRerun.ts'
import { type Hex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { ETHER, OTHER_KEY, SENDER, genesisJson, installing, make, openChain, transaction } from './chains.ts'

const word = (value: bigint): Hex => toHex(toWord(value))
const POOR_KEY = new Uint8Array(32).fill(3)

describe('uncommittedRerun (spec 02 §13.3 step 5b)', () => {
  it('begins every transaction of different senders', async () => {
    const chain = await openChain()
    const block = await make(chain, [transaction({ value: 1n }), transaction({ key: OTHER_KEY })])
    expect(uncommittedRerun(chain, chain.outline(block.hash))).toEqual({ begun: 2, abandoned: undefined })
    expect(uncommittedRerun(chain, chain.outline((await make(chain)).hash))).toEqual({ begun: 0, abandoned: undefined })
  })

  it('gives the block up at the second transaction of one sender', async () => {
    const chain = await openChain()
    await make(chain, [transaction()])
    const block = await make(chain, [
      transaction({ key: OTHER_KEY }),
      transaction({ nonce: 1n }),
      transaction({ nonce: 2n }),
      transaction({ key: OTHER_KEY, nonce: 1n }),
    ])
    const { begun, abandoned } = await uncommittedRerun(chain, chain.outline(block.hash))
    expect(begun).toBe(3)
    expect(abandoned).toContain('nonce 2 instead of 1')
  })

  it('gives it up at a sender that was paid in the same block', async () => {
    const chain = await openChain()
    const poor = transaction({ key: POOR_KEY, value: 5n })
    const block = await make(chain, [transaction({ to: poor.getSenderAddress().toString(), value: ETHER }), poor])
    expect(block.transactions).toHaveLength(2)
    expect(uncommittedRerun(chain, chain.outline(block.hash))).toMatchObject({
      begun: 2,
      abandoned: expect.stringContaining('pay') as string,
    })
  })

  it('counts the maximum fee of type 2 transactions', async () => {
    const chain = await openChain()
    const fees = { max: 1n, priority: 0n }
    const payer = transaction({ key: POOR_KEY, fees, gasLimit: 21_000n })
    const fund = (nonce: bigint, value: bigint) =>
      transaction({ nonce, to: payer.getSenderAddress().toString(), value })
    await make(chain, [fund(0n, 20_999n)])
    const block = await make(chain, [fund(1n, 1n), payer])
    expect(block.transactions).toHaveLength(2)
    expect(uncommittedRerun(chain, chain.outline(block.hash))).toMatchObject({
      begun: 2,
      abandoned: expect.stringContaining('pay') as string,
    })
  })

  it('counts the fee of blobs', async () => {
    const chain = await openChain(genesisJson({ shanghaiTime: 0, cancunTime: 0 }))
    const blobs = { count: 1, maxFee: 2n }
    const payer = transaction({ key: POOR_KEY, fees: { max: 0n, priority: 0n }, blobs, fork: 'cancun' })
    const fund = (nonce: bigint, value: bigint) =>
      transaction({ nonce, to: payer.getSenderAddress().toString(), value })
    await make(chain, [fund(0n, 262_143n)])
    const block = await make(chain, [fund(1n, 1n), payer])
    expect(block.transactions).toHaveLength(2)
    expect(uncommittedRerun(chain, chain.outline(block.hash))).toMatchObject({
      begun: 2,
      abandoned: expect.stringContaining('pay') as string,
    })
  })

  it('counts the gas that was used, not the gas that was allowed', async () => {
    const chain = await openChain(genesisJson({}, { gasLimit: '0x30d40' }))
    // Both fit one after another, because the first uses less than it may.
    const block = await make(chain, [
      transaction({ gasLimit: 190_000n }),
      transaction({ key: OTHER_KEY, gasLimit: 150_000n }),
    ])
    expect(block.transactions).toHaveLength(2)
    expect(uncommittedRerun(chain, chain.outline(block.hash))).toEqual({ begun: 2, abandoned: undefined })
  })

  it('does not mind contracts that a transaction of the block has made', async () => {
    const chain = await openChain()
    const block = await make(chain, [
      transaction({ to: null, data: installing('00') }),
      transaction({ key: OTHER_KEY, to: SENDER, value: 1n }),
    ])
    expect(uncommittedRerun(chain, chain.outline(block.hash))).toEqual({ begun: 2, abandoned: undefined })
  })
})

/** Called with data it stores something; called without, it burns all gas until something is stored. */
const TRAP = '36600e57 6000546015 57601756 00 5b6001600055 00 5b00'

describe('uncommittedRerun of a block whose gas limits do not all fit', () => {
  let chain: PublicChain
  let trap: Hex

  beforeEach(async () => {
    // 200,000 gas a block.
    chain = await openChain(genesisJson({}, { gasLimit: '0x30d40' }))
    const { receipts } = await chain.execute(await make(chain, [transaction({ to: null, data: installing(TRAP) })]))
    trap = toHex(receipts[0]?.contractAddress ?? new Uint8Array(20))
  })

  /** The second transaction uses little after the first one, and all that it may on the parent. */
  const trapped = (gasLimit: bigint, last: bigint) =>
    make(chain, [
      transaction({ nonce: 1n, to: trap, data: Uint8Array.of(1), gasLimit: 50_000n }),
      transaction({ key: OTHER_KEY, to: trap, gasLimit }),
      transaction({ key: POOR_KEY, gasLimit: last }),
    ])

  it('adds up the gas that transactions use on the parent, as Besu does', async () => {
    const block = await trapped(100_000n, 90_000n)
    expect(block.gasUsed).toBeLessThan(100_000n)
    const { begun, abandoned } = await uncommittedRerun(chain, chain.outline(block.hash))
    expect(begun).toBe(2)
    expect(abandoned).toContain('exceeds the gas limit of the block')
    expect(abandoned).toContain(toHex(block.transactions[2]?.hash ?? new Uint8Array(0)))
  })

  it('does not give it up where they leave enough', async () => {
    // 43,000 and something, 60,000 and 96,000.
    const block = await trapped(60_000n, 96_000n)
    expect(await uncommittedRerun(chain, chain.outline(block.hash))).toEqual({ begun: 3, abandoned: undefined })
  })

  it('executes nothing where the limits or plain transfers decide', async () => {
    const fitting = await trapped(60_000n, 90_000n)
    expect(rerunWithoutExecution(chain, chain.outline(fitting.hash))).toEqual({ begun: 3, abandoned: undefined })
    const plain = await make(chain, [
      transaction({ nonce: 2n, gasLimit: 150_000n }),
      transaction({ key: OTHER_KEY, nonce: 1n, to: null, data: installing(TRAP), gasLimit: 150_000n }),
    ])
    expect(rerunWithoutExecution(chain, chain.outline(plain.hash))).toEqual({ begun: 2, abandoned: undefined })
    const tight = await make(chain, [
      transaction({ nonce: 3n, to: trap, gasLimit: 150_000n }),
      transaction({ key: OTHER_KEY, nonce: 2n, gasLimit: 150_000n }),
    ])
    expect(rerunWithoutExecution(chain, chain.outline(tight.hash))).toBeUndefined()
    expect(await uncommittedRerun(chain, chain.outline(tight.hash))).toEqual({ begun: 2, abandoned: undefined })
  })

  it('leaves the chain as it is', async () => {
    const block = await trapped(100_000n, 90_000n)
    await uncommittedRerun(chain, chain.outline(block.hash))
    expect(chain.stateAfter(block).slot(trap, word(0n))).toEqual(Uint8Array.of(1))
    expect(chain.head.hash).toEqual(block.hash)
    await make(chain, [transaction({ nonce: 2n, to: trap })])
    expect(chain.receipts(chain.head.hash)?.[0]?.gasUsed).toBeLessThan(25_000n)
  })
})
