import { describe, expect, it } from 'vitest'
import { uncommittedRerun } from '../../src/chain/uncommittedRerun.ts'
import { ETHER, OTHER_KEY, SENDER, genesisJson, installing, make, openChain, transaction } from './chains.ts'

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
    const { begun, abandoned } = uncommittedRerun(chain, chain.outline(block.hash))
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
    expect(uncommittedRerun(chain, chain.outline(block.hash)).begun).toBe(2)
    expect(uncommittedRerun(chain, chain.outline(block.hash)).abandoned).toBeDefined()
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
    expect(uncommittedRerun(chain, chain.outline(block.hash)).abandoned).toBeUndefined()
  })
})
