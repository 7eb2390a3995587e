import { describe, expect, it } from 'vitest'
import { decodeBlockOutline } from '../../src/chain/BlockOutline.ts'
import { toTransactionHash } from '../../src/primitives/identifiers.ts'
import { OTHER, OTHER_KEY, genesisJson, make, openChain, transaction } from './chains.ts'

describe('decodeBlockOutline', () => {
  it('says what the whole block says', async () => {
    const chain = await openChain()
    const block = await make(chain, [
      transaction({ value: 7n }),
      transaction({ nonce: 1n, accessList: [{ address: OTHER, storageKeys: [] }], data: Uint8Array.of(1, 2) }),
      transaction({ key: OTHER_KEY, fees: { max: 9n, priority: 2n }, data: Uint8Array.of(3) }),
    ])
    const outline = decodeBlockOutline(block.hash, block.source.serialize(), chain.genesis)
    const { transactions } = block
    const { hash, parentHash, number, fork, stateRoot, timestamp, coinbase } = block
    const { gasLimit, difficulty, mixHash, baseFee } = block
    const before = { hash, parentHash, number, fork, stateRoot, timestamp, coinbase }
    expect(outline).toMatchObject({ ...before, gasLimit, difficulty, mixHash, baseFee })
    expect(outline.transactions).toEqual(
      transactions.map(({ source }) => ({
        nonce: source.nonce,
        price: 'maxFeePerGas' in source ? source.maxFeePerGas : source.gasPrice,
        gasLimit: source.gasLimit,
        value: source.value,
        fakeSignature: false,
        hasBlobs: false,
      })),
    )
    expect(transactions.map(({ hash }) => outline.indexOf(hash))).toEqual([0, 1, 2])
    expect(transactions.map((_, index) => outline.dataOf(index))).toEqual(transactions.map(({ data }) => data))
    expect(transactions.map(({ data }) => data.length)).toEqual([0, 2, 1])
    expect(outline.dataOf(3)).toBeUndefined()
    expect(outline.indexOf(toTransactionHash(new Uint8Array(32)))).toBeUndefined()
  })

  it('says which transactions carry blobs', async () => {
    const chain = await openChain(genesisJson({ shanghaiTime: 0, cancunTime: 0 }))
    const fees = { max: 0n, priority: 0n }
    const block = await make(chain, [
      transaction({ fees, blobs: { count: 1, maxFee: 1n }, fork: 'cancun' }),
      transaction({ key: OTHER_KEY, fees }),
    ])
    const { transactions } = decodeBlockOutline(block.hash, block.rlp, chain.genesis)
    expect(transactions.map(({ hasBlobs }) => hasBlobs)).toEqual([true, false])
  })

  it('finds each of many transactions, in whatever order', async () => {
    const chain = await openChain()
    const given = Array.from({ length: 12 }, (_, nonce) => transaction({ nonce: BigInt(nonce) }))
    const block = await make(chain, given)
    const outline = decodeBlockOutline(block.hash, block.rlp, chain.genesis)
    const hashes = block.transactions.map(({ hash }) => hash)
    expect(hashes.length).toBe(12)
    for (const order of [[0, 1, 2], [11, 0, 5, 6, 5], [...hashes.keys()].reverse()]) {
      expect(order.map((at) => outline.indexOf(hashes[at]!))).toEqual(order)
      expect(outline.indexOf(toTransactionHash(new Uint8Array(32)))).toBeUndefined()
    }
  })

  it('reports bytes that are no block', async () => {
    const { genesis, genesisBlock } = await openChain()
    for (const bytes of ['80', 'c0', 'c180', 'c28080', 'c3c0c0c0', 'c401020304']) {
      expect(() => decodeBlockOutline(genesisBlock.hash, Uint8Array.from(Buffer.from(bytes, 'hex')), genesis)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/STORE_CORRUPT|DECODE_FAILED/) as string }),
      )
    }
  })
})
