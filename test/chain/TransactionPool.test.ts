import { RLP } from '@ethereumjs/rlp'
import { createLegacyTx } from '@ethereumjs/tx'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PublicChain } from '../../src/chain/PublicChain.ts'
import { createCommon } from '../../src/chain/hardfork.ts'
import { keccak256 } from '../../src/crypto/keccak.ts'
import { sign } from '../../src/crypto/secp256k1.ts'
import { TransactionPool } from '../../src/chain/TransactionPool.ts'
import { TransactionRefusedError, poolRefusals } from '../../src/errors/TransactionRefusedError.ts'
import { signMarkerTransaction } from '../../src/transaction/markerTransaction.ts'
import { EMPTY_BYTES, concat, fromHex, toHex, toScalar } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import {
  KEY,
  OTHER,
  OTHER_KEY,
  SENDER,
  type Sketch,
  candidate,
  genesisJson,
  make,
  openChain,
  transaction,
} from './chains.ts'

const raw = (sketch: Sketch = {}): Uint8Array => transaction(sketch).serialize()

function refusalOf(pool: TransactionPool, bytes: Uint8Array): string | undefined {
  try {
    pool.add(bytes)
    return undefined
  } catch (error) {
    if (!(error instanceof TransactionRefusedError)) throw error
    const { name, code, message } = error.besu
    expect([code, message]).toEqual(poolRefusals[name as keyof typeof poolRefusals])
    return name
  }
}

/** What a transaction says that the library would not sign. */
interface Wire {
  readonly type: 0 | 1 | 2
  readonly chainId?: bigint
  readonly nonce?: bigint
  readonly price?: bigint
  readonly gasLimit?: bigint
  /** In place of the signature's. */
  readonly r?: bigint
  readonly s?: bigint
}

function wire({ type, chainId = 1337n, nonce = 0n, price = 2n * 10n ** 9n, gasLimit = 100_000n, ...change }: Wire) {
  const typed = type === 0 ? [] : [chainId]
  const prices = type === 2 ? [1n, price] : [price]
  const numbers = [...typed, nonce, ...prices, gasLimit].map(toScalar)
  const items = [...numbers, fromHex(OTHER), EMPTY_BYTES, EMPTY_BYTES, ...(type === 0 ? [] : [[]])]
  const encode = (list: unknown[]): Uint8Array => {
    const encoded = RLP.encode(list as Uint8Array[])
    return type === 0 ? encoded : concat(Uint8Array.of(type), encoded)
  }
  const protectedBy = type === 0 ? [toScalar(chainId), EMPTY_BYTES, EMPTY_BYTES] : []
  const { r, s, recId } = { ...sign(keccak256(encode([...items, ...protectedBy])), KEY), ...change }
  const v = BigInt(recId) + (type === 0 ? 35n + 2n * chainId : 0n)
  return encode([...items, ...[v, r, s].map(toScalar)])
}

describe('transaction pool, refusals in the order of Besu (spec 03 §15.4)', () => {
  let chain: PublicChain
  let pool: TransactionPool

  beforeEach(async () => {
    chain = await openChain(genesisJson({ zeroBaseFee: false }))
    pool = new TransactionPool(chain)
  })
  const paid = { gasPrice: 2n * 10n ** 9n }

  it('1: a transaction that waits already', () => {
    pool.add(raw(paid))
    expect(refusalOf(pool, raw(paid))).toBe('ALREADY_KNOWN')
  })

  it('2: a price above 1 ether', () => {
    expect(refusalOf(pool, raw({ gasPrice: 10n ** 18n + 1n, gasLimit: 1n }))).toBe('FEE_CAP_EXCEEDED')
  })

  it('3: a price below the floor of 7 wei where there is a base fee, before gas and balance', () => {
    expect(refusalOf(pool, raw({ gasPrice: 6n, gasLimit: 1n, value: 10n ** 30n }))).toBe('GAS_PRICE_TOO_LOW')
    expect(refusalOf(pool, raw({ gasPrice: 7n }))).toBeUndefined()
    expect(refusalOf(pool, raw({ nonce: 1n, fees: { max: 6n, priority: 0n } }))).toBe('GAS_PRICE_TOO_LOW')
  })

  it('lets a transaction wait that offers less than the base fee', () => {
    pool.add(raw({ gasPrice: 874_999_999n }))
    expect([pool.candidates().length, pool.size]).toEqual([0, 1])
  })

  it('4: another chain id; a signature that fits no key', () => {
    expect(refusalOf(pool, raw({ ...paid, chainId: 1n, gasLimit: 1n }))).toBe('WRONG_CHAIN_ID')
    // No point has the x coordinate 5.
    const fields = { ...paid, gasLimit: 1n, v: 27n, r: 5n, s: 1n }
    expect(refusalOf(pool, createLegacyTx(fields, { common: createCommon('london', 1337n) }).serialize())).toBe(
      'INVALID_SIGNATURE',
    )
  })

  it('5: a type that the fork does not have; bytes that are no transaction', async () => {
    const old = new TransactionPool(await openChain({ ...genesisJson(), config: { chainId: 1337, berlinBlock: 0 } }))
    expect(refusalOf(old, raw({ fees: { max: 1n, priority: 0n } }))).toBe('INVALID_TRANSACTION_TYPE')
    for (const bytes of ['0x', '0xc0', '0x01', '0x7fc0'])
      expect(refusalOf(pool, fromHex(bytes))).toBe('INVALID_TRANSACTION_TYPE')
  })

  const [dear, cheap, last, noPoint] = [10n ** 18n + 1n, 6n, 2n ** 64n - 1n, 5n]
  it.each<[what: string, Wire, refusal: string | undefined]>([
    ['as the library signs it, legacy', { type: 0 }, undefined],
    ['as the library signs it, type 1', { type: 1 }, undefined],
    ['as the library signs it, type 2', { type: 2 }, undefined],
    ['the cap before the chain id', { type: 0, price: dear, chainId: 1n }, 'FEE_CAP_EXCEEDED'],
    ['the cap before the nonce', { type: 2, price: dear, nonce: last }, 'FEE_CAP_EXCEEDED'],
    ['the cap where the gas costs 2^256', { type: 0, price: 2n ** 240n }, 'FEE_CAP_EXCEEDED'],
    ['the same, type 1', { type: 1, price: 2n ** 240n }, 'FEE_CAP_EXCEEDED'],
    ['the same, type 2', { type: 2, price: 2n ** 240n }, 'FEE_CAP_EXCEEDED'],
    ['the floor before the chain id', { type: 1, price: cheap, chainId: 1n }, 'GAS_PRICE_TOO_LOW'],
    ['the floor before the nonce', { type: 0, price: cheap, nonce: last }, 'GAS_PRICE_TOO_LOW'],
    ['the chain id before the signature', { type: 2, chainId: 1n, r: noPoint }, 'WRONG_CHAIN_ID'],
    ['the signature before the nonce', { type: 0, nonce: last, r: noPoint }, 'INVALID_SIGNATURE'],
    ['the same, a large s', { type: 2, nonce: last, s: 2n ** 255n }, 'INVALID_SIGNATURE'],
    ['the last nonce, legacy', { type: 0, nonce: last, gasLimit: 1n }, 'NONCE_OVERFLOW'],
    ['the last nonce, type 1', { type: 1, nonce: last, gasLimit: 1n }, 'NONCE_OVERFLOW'],
    ['what cannot be decoded before the cap', { type: 0, nonce: 2n ** 64n, price: dear }, 'INVALID_TRANSACTION_TYPE'],
  ])('2 to 6: %s', (_, sketch, refusal) => {
    expect(refusalOf(pool, wire(sketch))).toBe(refusal)
  })

  it.each<[what: string, Wire, refusal: string]>([
    ['the cap', { type: 2, price: dear }, 'FEE_CAP_EXCEEDED'],
    ['the chain id', { type: 2, chainId: 1n }, 'WRONG_CHAIN_ID'],
    ['the signature', { type: 1, r: noPoint }, 'INVALID_SIGNATURE'],
    ['not the nonce', { type: 2, nonce: last }, 'INVALID_TRANSACTION_TYPE'],
  ])('5: before a type that the fork does not have comes %s', async (_, sketch, refusal) => {
    const config = { chainId: 1337, istanbulBlock: 0 }
    const old = new TransactionPool(await openChain({ ...genesisJson(), config }))
    expect(refusalOf(old, wire(sketch))).toBe(refusal)
  })

  it('6: too little gas for itself, before balance and nonce', () => {
    expect(refusalOf(pool, raw({ ...paid, gasLimit: 20_999n, value: 10n ** 30n }))).toBe('INTRINSIC_GAS_EXCEEDS_LIMIT')
    expect(refusalOf(pool, raw({ ...paid, gasLimit: 21_000n }))).toBeUndefined()
  })

  it('7: more gas than a block has, before balance', () => {
    const limit = chain.head.source.header.gasLimit
    expect(refusalOf(pool, raw({ ...paid, gasLimit: limit + 1n, value: 10n ** 30n }))).toBe('EXCEEDS_BLOCK_GAS_LIMIT')
    expect(refusalOf(pool, raw({ ...paid, gasLimit: limit }))).toBeUndefined()
  })

  it('9: more than the sender can pay, before the nonce', async () => {
    await make(chain, [transaction(paid)])
    const price = { gasPrice: 10n ** 9n, gasLimit: 21_000n }
    const has = chain.stateAfter(chain.head).account(SENDER)?.balance ?? 0n
    expect(refusalOf(pool, raw({ ...price, value: has }))).toBe('TRANSACTION_UPFRONT_COST_EXCEEDS_BALANCE')
    expect(refusalOf(pool, raw({ ...price, nonce: 1n, value: has - 21_000n * 10n ** 9n }))).toBeUndefined()
    expect(refusalOf(pool, raw({ key: new Uint8Array(32).fill(9), ...paid }))).toBe(
      'TRANSACTION_UPFRONT_COST_EXCEEDS_BALANCE',
    )
  })

  it('10: a nonce that is too low; not one that is too high', async () => {
    await make(chain, [transaction(paid)])
    expect(refusalOf(pool, raw({ ...paid, value: 1n }))).toBe('NONCE_TOO_LOW')
    expect(refusalOf(pool, raw({ ...paid, nonce: 50n }))).toBeUndefined()
  })

  it('10: a replacement that offers less than 10 % more', () => {
    pool.add(raw({ gasPrice: 10n ** 9n }))
    for (const gasPrice of [10n ** 9n, 1_099_999_999n]) {
      expect(refusalOf(pool, raw({ gasPrice, value: 1n }))).toBe('TRANSACTION_REPLACEMENT_UNDERPRICED')
    }
    expect(pool.size).toBe(1)
    expect(refusalOf(pool, raw({ gasPrice: 1_100_000_000n, value: 1n }))).toBeUndefined()
    expect(pool.pending.map(({ source }) => source.value)).toEqual([1n])
    expect(refusalOf(pool, raw({ fees: { max: 1_210_000_000n, priority: 1n }, value: 2n }))).toBeUndefined()
    expect(pool.size).toBe(1)
  })
})

describe('transaction pool of a free-gas network', () => {
  it('takes unprotected transactions and price 0', async () => {
    const pool = new TransactionPool(await openChain())
    const { raw: marker, hash } = signMarkerTransaction({
      nonce: 0n,
      gasPrice: 0n,
      gasLimit: 100_000n,
      data: new Uint8Array(32),
      privateKey: OTHER_KEY,
    })
    expect(toHex(pool.add(marker).hash)).toBe(toHex(hash))
    expect(pool.add(raw({ unprotected: true })).source.nonce).toBe(0n)
    expect(pool.size).toBe(2)
  })

  it('does not replace at the same price 0', async () => {
    const pool = new TransactionPool(await openChain())
    pool.add(raw())
    expect(refusalOf(pool, raw({ value: 1n }))).toBe('TRANSACTION_REPLACEMENT_UNDERPRICED')
    expect(refusalOf(pool, raw({ value: 1n, gasPrice: 1n }))).toBeUndefined()
  })

  it('gives candidates in order of arrival, those of one sender in order of nonce', async () => {
    const arrivals = fc.shuffledSubarray(
      [0, 1, 2, 3].flatMap((nonce) => [KEY, OTHER_KEY].map((key) => ({ key, nonce: BigInt(nonce) }))),
      { minLength: 1 },
    )
    const chain = await openChain()
    await fc.assert(
      fc.asyncProperty(arrivals, async (sketches) => {
        const pool = new TransactionPool(chain)
        for (const sketch of sketches) pool.add(raw(sketch))
        const chosen = pool.candidates().map((tx) => ({ sender: toHex(tx.sender()), nonce: tx.nonce }))
        for (const key of [KEY, OTHER_KEY]) {
          const nonces = sketches.filter((sketch) => sketch.key === key).map(({ nonce }) => nonce)
          let next = 0n
          while (nonces.includes(next)) next++
          const sender = transaction({ key }).getSenderAddress().toString()
          expect(chosen.filter((one) => one.sender === sender).map(({ nonce }) => nonce)).toEqual(
            Array.from({ length: Number(next) }, (_, i) => BigInt(i)),
          )
        }
      }),
      { numRuns: 40 },
    )
  })

  it('lets who came first be first', async () => {
    const pool = new TransactionPool(await openChain())
    pool.add(raw({ key: OTHER_KEY }))
    pool.add(raw({ nonce: 1n }))
    pool.add(raw({ key: OTHER_KEY, nonce: 1n }))
    pool.add(raw({ nonce: 0n }))
    expect(pool.candidates().map((tx) => [toHex(tx.sender()) === SENDER, tx.nonce])).toEqual([
      [false, 0n],
      [true, 0n],
      [false, 1n],
      [true, 1n],
    ])
  })

  it('counts the next nonce up to the first gap', async () => {
    const pool = new TransactionPool(await openChain())
    const sender = toAddress(fromHex(SENDER))
    pool.add(raw({ nonce: 4n }))
    pool.add(raw({ key: OTHER_KEY }))
    expect(pool.nextNonce(sender)).toBeUndefined()
    pool.add(raw({ nonce: 0n }))
    pool.add(raw({ nonce: 1n }))
    expect(pool.nextNonce(sender)).toBe(2n)
    for (const nonce of [3n, 2n]) pool.add(raw({ nonce }))
    expect(pool.nextNonce(sender)).toBe(5n)
  })

  it('counts the next nonce after those that wait, and forgets what is done', async () => {
    const chain = await openChain()
    const pool = new TransactionPool(chain)
    const sender = toAddress(fromHex(SENDER))
    expect(pool.nextNonce(sender)).toBeUndefined()
    pool.add(raw())
    pool.add(raw({ nonce: 1n }))
    expect(pool.nextNonce(sender)).toBe(2n)
    pool.remove([transaction({ nonce: 1n }), transaction({ nonce: 9n })].map(candidate))
    expect([pool.nextNonce(sender), pool.size]).toEqual([1n, 1])
  })
})
