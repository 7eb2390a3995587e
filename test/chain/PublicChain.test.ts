import { createBlock } from '@ethereumjs/block'
import { createWithdrawal } from '@ethereumjs/util'
import { describe, expect, it } from 'vitest'
import type { PublicBlock } from '../../src/chain/PublicBlock.ts'
import { publicBlock } from '../../src/chain/PublicBlock.ts'
import { PublicChain } from '../../src/chain/PublicChain.ts'
import { TransactionPool } from '../../src/chain/TransactionPool.ts'
import { parseGenesis } from '../../src/chain/genesis.ts'
import { HARDFORKS, createCommon } from '../../src/chain/hardfork.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import {
  candidate,
  COINBASE,
  FORKS,
  type Sketch,
  ETHER,
  OTHER,
  OTHER_KEY,
  SENDER,
  forkConfig,
  genesisJson,
  installing,
  make,
  openChain,
  transaction,
} from './chains.ts'

/** The block with other header fields. */
function altered({ source, fork }: PublicBlock, fields: Readonly<Record<string, unknown>>): PublicBlock {
  const common = createCommon(fork, 1337n)
  const options = { common, skipConsensusFormatValidation: true, freeze: false }
  const { header, transactions, withdrawals } = source
  const data = { ...header, ...fields } as NonNullable<Parameters<typeof createBlock>[0]>['header']
  const block = createBlock(
    { header: data ?? {}, transactions, ...(withdrawals === undefined ? {} : { withdrawals }) },
    options,
  )
  return publicBlock(block, fork)
}

describe('PublicChain', () => {
  it.each(FORKS)('is accepted by another chain byte for byte: %s', async (fork, config) => {
    const json = forkConfig(config)
    const [one, two] = await Promise.all([openChain(json), openChain(json)])
    expect(toHex(one.genesisBlock.hash)).toBe(toHex(two.genesisBlock.hash))
    const blocks = [
      await make(one, [
        transaction({ fork, value: 5n }),
        transaction({ fork, nonce: 1n, to: null, data: installing('60003560005500') }),
      ]),
      await make(one),
      await make(one, [
        transaction({ fork, nonce: 2n, to: null, data: installing('60006000fd') }),
        transaction({ fork, key: OTHER_KEY, value: 1n, to: SENDER }),
      ]),
      await make(one, [transaction({ fork, nonce: 3n, to: null, data: new Uint8Array([0xfe]) })]),
    ]
    for (const block of blocks) {
      expect(block.fork).toBe(fork)
      const decoded = two.decode(block.source.serialize())
      const executed = await two.execute(decoded)
      expect(executed.error).toBeUndefined()
      expect(toHex(decoded.hash)).toBe(toHex(block.hash))
      expect(two.receipts(block.hash)).toEqual(one.receipts(block.hash))
    }
    expect(toHex(two.head.hash)).toBe(toHex(one.head.hash))
    expect(two.stateAfter(two.head).account(SENDER)).toEqual(one.stateAfter(one.head).account(SENDER))
    expect(one.receipts(blocks[3]?.hash ?? one.head.hash)).toMatchObject([{ status: 0 }])
  })

  it('knows every fork', () => {
    expect(FORKS.map(([fork]) => fork)).toEqual([...HARDFORKS])
  })

  it('changes forks on the way, by block and by time', async () => {
    const chain = await openChain(genesisJson({ istanbulBlock: 0, londonBlock: 2, shanghaiTime: 4, cancunTime: 5 }))
    const copy = await openChain(genesisJson({ istanbulBlock: 0, londonBlock: 2, shanghaiTime: 4, cancunTime: 5 }))
    const forks: string[] = []
    for (let i = 0; i < 6; i++) {
      const block = await make(chain, [transaction({ nonce: BigInt(i), value: 1n })])
      forks.push(block.fork)
      expect((await copy.execute(copy.decode(block.source.serialize()))).error).toBeUndefined()
    }
    expect(forks).toEqual(['istanbul', 'london', 'london', 'shanghai', 'cancun', 'cancun'])
  })

  it.each<[string, Readonly<Record<string, unknown>>, Partial<Parameters<PublicChain['make']>[0]>, Sketch]>([
    ['istanbul, by number', { londonBlock: undefined, istanbulBlock: 2 }, {}, { data: new Uint8Array(500).fill(1) }],
    ['shanghai, by time', { shanghaiTime: 100 }, { timestamp: 100n }, { to: null, data: installing('00') }],
  ])(
    'makes valid blocks of transactions that have waited since before a fork: %s',
    async (_, config, template, sketch) => {
      const json = forkConfig(config)
      const [one, two] = await Promise.all([openChain(json), openChain(json)])
      const pool = new TransactionPool(one)
      pool.add(transaction({ ...sketch, fork: 'constantinoplefix' }).serialize())
      const first = await make(one)
      const second = await make(one, [], { ...template, transactions: pool.candidates() })
      expect(second.transactions).toHaveLength(1)
      await two.execute(two.decode(first.source.serialize()))
      expect((await two.execute(two.decode(second.source.serialize()))).error).toBeUndefined()
    },
  )

  it.each<[string, (block: PublicBlock, parent: PublicBlock) => Readonly<Record<string, unknown>>, RegExp]>([
    ['state root', () => ({ stateRoot: new Uint8Array(32).fill(1) }), /state root/],
    ['receipts root', () => ({ receiptTrie: new Uint8Array(32).fill(1) }), /receipts root/],
    ['transactions root', () => ({ transactionsTrie: new Uint8Array(32).fill(1) }), /transactions root/],
    ['logs bloom', () => ({ logsBloom: new Uint8Array(256).fill(1) }), /logs bloom/],
    ['gas used', ({ source }) => ({ gasUsed: source.header.gasUsed + 1n }), /gas/],
    ['number', () => ({ number: 5n }), /number/],
    ['timestamp of the parent', (_, parent) => ({ timestamp: parent.source.header.timestamp }), /younger/],
    ['gas limit far above the parent’s', ({ source }) => ({ gasLimit: source.header.gasLimit * 2n }), /gas limit/],
    [
      'gas limit at the bound',
      ({ source }) => ({ gasLimit: source.header.gasLimit + source.header.gasLimit / 1024n }),
      /gas limit/,
    ],
    [
      'gas limit at the lower bound',
      ({ source }) => ({ gasLimit: source.header.gasLimit - source.header.gasLimit / 1024n }),
      /gas limit/,
    ],
    ['base fee', () => ({ baseFeePerGas: 1n }), /base fee/],
  ])('refuses a block with a wrong %s', async (_, wrong, message) => {
    const [chain, maker] = await Promise.all([openChain(), openChain()])
    const block = await make(maker, [transaction({ value: 1n })])
    const { error } = await chain.execute(altered(block, wrong(block, maker.genesisBlock)))
    expect(error).toMatchObject({ code: 'BLOCK_INVALID' })
    expect(error?.message).toMatch(message)
    expect(chain.head.number).toBe(0n)
    expect((await chain.execute(chain.decode(block.source.serialize()))).error).toBeUndefined()
  })

  it('accepts gas limits within the bound', async () => {
    const chain = await openChain()
    const { gasLimit } = chain.genesisBlock.source.header
    const bound = gasLimit / 1024n
    for (const limit of [gasLimit + bound - 1n, gasLimit]) {
      const maker = await openChain()
      const block = await make(maker, [], { gasLimit: limit })
      expect((await chain.execute(chain.decode(block.source.serialize()))).error).toBeUndefined()
    }
  })

  it('refuses blocks with transactions that are invalid, and says what ran before', async () => {
    const [chain, maker] = await Promise.all([openChain(), openChain()])
    const block = await make(maker, [transaction({ value: 1n })])
    const wrong = publicBlock(
      createBlock(
        { header: block.source.header, transactions: [...block.source.transactions, transaction({ nonce: 9n })] },
        { common: createCommon('london', 1337n), skipConsensusFormatValidation: true, freeze: false },
      ),
      'london',
    )
    const { error, receipts } = await chain.execute(wrong)
    expect([error?.code, receipts.length]).toEqual(['BLOCK_INVALID', 1])
  })

  it('refuses a block whose gas limit its transactions exceed', async () => {
    const json = genesisJson({}, { gasLimit: '0x30d40' })
    const [chain, maker] = await Promise.all([openChain(json), openChain(json)])
    const made = await maker.make({
      parent: maker.head.hash,
      timestamp: 1n,
      coinbase: COINBASE,
      transactions: [transaction({ gasLimit: 150_000n }), transaction({ key: OTHER_KEY, gasLimit: 190_000n })].map(
        candidate,
      ),
    })
    expect(made.block.transactions).toHaveLength(1)
    expect(made.postponed).toHaveLength(1)
    const { source } = made.block
    const crowded = createBlock(
      {
        header: source.header,
        transactions: [...source.transactions, ...made.postponed.map((postponed) => postponed.source)],
      },
      { common: createCommon('london', 1337n), skipConsensusFormatValidation: true, freeze: false },
    )
    expect((await chain.execute(publicBlock(crowded, 'london'))).error?.message).toMatch(/gas limit/)
  })

  it('leaves out candidates that can never be in the block', async () => {
    const chain = await openChain()
    const candidates = [transaction({ nonce: 3n }), transaction(), transaction({ key: OTHER_KEY, value: ETHER })]
    const made = await chain.make({
      parent: chain.head.hash,
      timestamp: 1n,
      coinbase: COINBASE,
      transactions: candidates.map(candidate),
    })
    expect(made.block.transactions).toHaveLength(1)
    expect(made.refused).toHaveLength(2)
  })

  it('refuses a block without its parent', async () => {
    const [chain, maker] = await Promise.all([openChain(), openChain()])
    await make(maker)
    const second = await make(maker)
    await expect(async () => chain.execute(second)).rejects.toMatchObject({ code: 'UNKNOWN_PARENT' })
  })

  it.each(['0x', '0x80', '0xc0', '0xc1c0', '0xf8'])('refuses %s as a block', async (rlp) => {
    const chain = await openChain()
    expect(() => chain.decode(Uint8Array.from(Buffer.from(rlp.slice(2), 'hex')))).toThrow(
      expect.objectContaining({ code: 'BLOCK_INVALID' }),
    )
  })

  it('keeps side branches; the heavier one is the head, of equal ones the first', async () => {
    const chain = await openChain()
    const base = await make(chain)
    const a = await make(chain, [transaction({ value: 1n })], { parent: base.hash })
    const b = await make(chain, [transaction({ value: 2n })], { parent: base.hash })
    expect(toHex(chain.head.hash)).toBe(toHex(a.hash))
    const b2 = await make(chain, [], { parent: b.hash })
    expect(toHex(chain.head.hash)).toBe(toHex(b2.hash))
    expect(chain.totalDifficulty(b2.hash)).toBe(4n)
    const before = 0xffffffffffffn
    expect([a, b].map((block) => chain.stateAfter(block).account(OTHER)?.balance)).toEqual([before + 1n, before + 2n])
    expect(chain.ancestor(b2.hash, 2n) && toHex(chain.ancestor(b2.hash, 2n) as Uint8Array)).toBe(toHex(b.hash))
    expect(chain.ancestor(b2.hash, 9n)).toBeUndefined()
  })

  it('knows every place of a transaction', async () => {
    const chain = await openChain()
    const tx = transaction({ value: 1n })
    const a = await make(chain, [tx])
    const b = await make(chain, [transaction({ key: OTHER_KEY }), tx], { parent: chain.genesisBlock.hash })
    const hash = a.transactions[0]?.hash ?? (a.hash as never)
    expect(chain.places(hash).map(({ block, index }) => [toHex(block), index])).toEqual([
      [toHex(a.hash), 0],
      [toHex(b.hash), 1],
    ])
    expect(chain.places(a.hash as never)).toEqual([])
  })

  it('goes on where its store stopped, and refuses another genesis', async () => {
    const store = createMemoryStore()
    const chain = await PublicChain.open(parseGenesis(genesisJson()), new StagedStore(store))
    const block = await make(chain, [transaction({ value: 1n })])
    const again = await PublicChain.open(parseGenesis(genesisJson()), new StagedStore(store))
    expect(toHex(again.head.hash)).toBe(toHex(block.hash))
    expect(again.receipts(block.hash)).toEqual(chain.receipts(block.hash))
    expect((await again.execute(again.head)).error).toBeUndefined()
    await make(again, [transaction({ nonce: 1n, value: 1n })])
    expect(again.head.number).toBe(2n)
    const other = parseGenesis(genesisJson({}, { extraData: '0x01' }))
    await expect(PublicChain.open(other, new StagedStore(store))).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
    expect(() => again.requireBlock(block.stateRoot as never)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('credits the block reward to the coinbase before shanghai, and creates no account for none', async () => {
    const rewarded = await openChain(genesisJson(), 7n)
    await make(rewarded)
    await make(rewarded)
    expect(rewarded.stateAfter(rewarded.head).account(toHex(COINBASE))?.balance).toBe(14n)
    const poor = await openChain()
    await make(poor)
    expect(poor.stateAfter(poor.head).account(toHex(COINBASE))).toBeUndefined()
    const shanghai = await openChain(genesisJson({ shanghaiTime: 0 }), 7n)
    await make(shanghai)
    expect(shanghai.stateAfter(shanghai.head).account(toHex(COINBASE))).toBeUndefined()
  })

  it('credits withdrawals of foreign blocks', async () => {
    const json = genesisJson({ shanghaiTime: 0 })
    const [chain, maker] = await Promise.all([openChain(json), openChain(json)])
    const block = await make(maker)
    const withdrawal = createWithdrawal({ index: 0n, validatorIndex: 0n, address: OTHER, amount: 3n })
    const options = { common: createCommon('shanghai', 1337n), skipConsensusFormatValidation: true, freeze: false }
    const foreign = createBlock({ header: block.source.header, withdrawals: [withdrawal] }, options)
    const { error } = await chain.execute(publicBlock(foreign, 'shanghai'))
    // The roots of an empty block do not fit; the one that differs first shows that the withdrawal was executed.
    expect(error?.message).toMatch(/state root/)
  })

  it('pays effective prices and burns the base fee (EIP-1559)', async () => {
    const chain = await openChain(genesisJson({ zeroBaseFee: false }))
    const block = await make(chain, [transaction({ fees: { max: 3_000_000_000n, priority: 7n }, gasLimit: 21_000n })])
    const baseFee = block.source.header.baseFeePerGas ?? 0n
    const [receipt] = chain.receipts(block.hash) ?? []
    expect(receipt).toMatchObject({ type: 2, status: 1, gasUsed: 21_000n, effectiveGasPrice: baseFee + 7n })
    expect(chain.stateAfter(block).account(toHex(COINBASE))?.balance).toBe(21_000n * 7n)
    expect(chain.stateAfter(block).account(SENDER)?.balance).toBe(1000n * ETHER - 21_000n * (baseFee + 7n))
  })

  it('moves the base fee by an eighth at most, towards half-full blocks', async () => {
    const chain = await openChain(genesisJson({ zeroBaseFee: false }, { gasLimit: '0xa410' }))
    const fees: (bigint | undefined)[] = [chain.head.source.header.baseFeePerGas]
    for (let i = 0; i < 4; i++) {
      const full = i < 2
      const candidates = full
        ? [
            transaction({ nonce: BigInt(2 * i), gasPrice: 10n ** 10n, gasLimit: 21_000n }),
            transaction({ nonce: BigInt(2 * i + 1), gasPrice: 10n ** 10n, gasLimit: 21_000n }),
          ]
        : []
      const block = await make(chain, candidates)
      fees.push(block.source.header.baseFeePerGas)
    }
    // 1 gwei; after the empty genesis − 1/8; after two full blocks + 1/8 each; after an empty one − 1/8.
    expect(fees).toEqual([1_000_000_000n, 875_000_000n, 984_375_000n, 1_107_421_875n, 968_994_141n])
  })

  it('starts the base fee at 1 gwei where london begins later', async () => {
    const chain = await openChain(genesisJson({ berlinBlock: 0, londonBlock: 2, zeroBaseFee: false }))
    expect((await make(chain)).source.header.baseFeePerGas).toBeUndefined()
    expect((await make(chain)).source.header.baseFeePerGas).toBe(1_000_000_000n)
    expect((await make(chain)).source.header.baseFeePerGas).toBe(875_000_000n)
  })

  it('gives each marker the public state inside it (spec 02 §6.4)', async () => {
    const chain = await openChain()
    const to = `0x${'7d'.padStart(40, '0')}` as const
    const block = await make(chain, [
      transaction({ value: 5n }),
      transaction({ nonce: 1n, to, data: new Uint8Array(32), gasPrice: 3n, gasLimit: 50_000n, value: 2n }),
      transaction({ key: OTHER_KEY, to, data: new Uint8Array(32) }),
      transaction({ nonce: 2n, value: 100n }),
    ])
    const { markers } = await chain.execute(block)
    expect(markers.map(({ index }) => index)).toEqual([1, 2])
    const [first, second] = markers
    expect(first?.view.account(SENDER)).toMatchObject({ nonce: 2n, balance: 1000n * ETHER - 5n - 150_000n - 2n })
    expect(first?.view.account(OTHER)?.balance).toBe(0xffffffffffffn + 5n)
    expect(first?.view.account(to)?.balance).toBe(2n)
    expect(first?.view.account(toHex(COINBASE))).toBeUndefined()
    expect(second?.view.account(OTHER)).toMatchObject({ nonce: 1n, balance: 0xffffffffffffn + 5n })
    expect(second?.view.account(SENDER)?.nonce).toBe(2n)
    expect(second?.view.account(toHex(COINBASE))?.balance).toBeGreaterThan(0n)
  })

  it('has the fee of blobs taken from the sender inside a marker that carries them', async () => {
    const chain = await openChain(genesisJson({ shanghaiTime: 0, cancunTime: 0 }))
    const to = `0x${'7d'.padStart(40, '0')}` as const
    const fees = { max: 3n, priority: 3n }
    const blobs = { count: 2, maxFee: 5n }
    const marker = transaction({ to, data: new Uint8Array(32), fees, blobs, gasLimit: 50_000n, fork: 'cancun' })
    const { markers, receipts } = await chain.execute(await make(chain, [marker]))
    // Two blobs of 131,072 gas at 1 wei, which is their price where few are sent.
    const blobFee = 262_144n
    expect(markers[0]?.view.account(SENDER)?.balance).toBe(1000n * ETHER - 150_000n - blobFee)
    // What is not given back later, either.
    const paid = 3n * (receipts[0]?.gasUsed ?? 0n) + blobFee
    expect(chain.stateAfter(chain.head).account(SENDER)?.balance).toBe(1000n * ETHER - paid)
  })
})
