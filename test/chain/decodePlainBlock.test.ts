import { type Block, createBlock, createBlockFromRLP } from '@ethereumjs/block'
import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePlainBlock } from '../../src/chain/decodePlainBlock.ts'
import { forkAt } from '../../src/chain/forkSchedule.ts'
import { type Genesis, parseGenesis } from '../../src/chain/genesis.ts'
import { type HardforkName, decodingRules } from '../../src/chain/hardfork.ts'
import { decodeBlock } from '../../src/chain/decodeBlock.ts'
import { type PublicBlock, publicBlock } from '../../src/chain/PublicBlock.ts'
import type { PublicTransaction } from '../../src/chain/PublicTransaction.ts'
import { concat, toScalar } from '../../src/primitives/bytes.ts'
import { KEY, OTHER_KEY, genesisJson, transaction } from './chains.ts'

const chainId = 1337n
const FORKS = ['constantinoplefix', 'berlin', 'london', 'shanghai'] as const
const KEYS: Readonly<Record<(typeof FORKS)[number], string>> = {
  constantinoplefix: 'petersburgBlock',
  berlin: 'berlinBlock',
  london: 'londonBlock',
  shanghai: 'shanghaiTime',
}

const genesisOf = (fork: (typeof FORKS)[number]): Genesis => {
  const json = genesisJson({}, {})
  return parseGenesis({ ...json, config: { chainId: 1337, [KEYS[fork]]: 0 } }, undefined)
}

/** What the library makes of the bytes; throws when it takes them for no block. */
function byLibrary(rlp: Uint8Array, fork: HardforkName): Block {
  const common = decodingRules(fork, chainId)
  return createBlockFromRLP(rlp, { common, skipConsensusFormatValidation: true, freeze: false })
}

function senderOf(one: PublicTransaction): string {
  try {
    return Buffer.from(one.sender()).toString('hex')
  } catch (error) {
    return String(error)
  }
}

/** Everything that can be asked of a block. */
function facts(block: PublicBlock) {
  const { rlp, source, transactions } = block
  expect([true, false]).toContain(block.isPlain)
  return {
    hash: block.hash,
    parentHash: block.parentHash,
    number: block.number,
    fork: block.fork,
    stateRoot: block.stateRoot,
    timestamp: block.timestamp,
    coinbase: block.coinbase,
    gasLimit: block.gasLimit,
    gasUsed: block.gasUsed,
    difficulty: block.difficulty,
    mixHash: block.mixHash,
    baseFee: block.baseFee,
    transactionsRoot: block.transactionsRoot,
    receiptsRoot: block.receiptsRoot,
    logsBloom: block.logsBloom,
    rlp: Buffer.from(rlp).toString('hex'),
    serialized: Buffer.from(source.serialize()).toString('hex'),
    transactions: transactions.map((one) => ({
      hash: one.hash,
      type: one.type,
      nonce: one.nonce,
      gasLimit: one.gasLimit,
      to: one.to,
      value: one.value,
      data: one.data,
      wire: one.wire,
      sourceHash: one.source.hash(),
      impersonated: one.impersonated,
      sender: senderOf(one),
      price: one.gasPrice(0n),
      gas: one.intrinsicGas(),
    })),
  }
}

const sketches = fc.record({
  fork: fc.constantFrom(...FORKS),
  number: fc.constantFrom(1n, 2n, 20_000_000n),
  extraData: fc.uint8Array({ maxLength: 40 }),
  transactions: fc.array(
    fc.record({
      key: fc.constantFrom(KEY, OTHER_KEY),
      nonce: fc.constantFrom(0n, 1n, 300n, 2n ** 64n - 2n),
      to: fc.constantFrom(undefined, undefined, undefined, null),
      value: fc.constantFrom(0n, 1n, 2n ** 200n),
      gasPrice: fc.constantFrom(0n, 0n, 9n, 2n ** 130n),
      gasLimit: fc.constantFrom(21_000n, 100_000n),
      data: fc.uint8Array({ maxLength: 70 }),
      unprotected: fc.boolean(),
      typed: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 3 },
  ),
})

function blockOf({ fork, number, extraData, transactions }: typeof sketches extends fc.Arbitrary<infer T> ? T : never) {
  const common = decodingRules(fork, chainId)
  const options = { common, skipConsensusFormatValidation: true, freeze: false }
  const made = transactions.map(({ typed, to, ...sketch }) => {
    const base = { ...sketch, ...(to === undefined ? {} : { to }), fork }
    const canBeTyped = fork === 'london' || fork === 'shanghai'
    return typed && canBeTyped
      ? transaction({ ...base, unprotected: false, fees: { max: 9n, priority: 1n } })
      : transaction(base)
  })
  return createBlock(
    { header: { number, timestamp: 7n, gasLimit: 30_000_000n, extraData }, transactions: made },
    options,
  )
}

describe('decodePlainBlock', () => {
  it('reads what @ethereumjs/block reads', () => {
    let plain = 0
    fc.assert(
      fc.property(sketches, (sketch) => {
        const source = blockOf(sketch)
        const genesis = genesisOf(sketch.fork)
        const found = decodeBlock(source.serialize(), genesis)
        expect(facts(found)).toEqual(facts(publicBlock(source, sketch.fork)))
        if (found.isPlain) plain++
      }),
      { numRuns: 200 },
    )
    expect(plain).toBeGreaterThan(20)
  })

  it('takes nothing that @ethereumjs/block would refuse or read otherwise', () => {
    let taken = 0
    const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x80, 0x81, 0xc0, 0xff), fc.boolean())
    fc.assert(
      fc.property(sketches, fc.array(change, { minLength: 1, maxLength: 3 }), (sketch, changes) => {
        const genesis = genesisOf(sketch.fork)
        const rlp = new Uint8Array(blockOf({ ...sketch, number: 1n }).serialize())
        for (const [at, value, fromEnd] of changes) {
          // The end has the signatures.
          const index = fromEnd ? rlp.length - 1 - (at % Math.min(rlp.length, 120)) : at % rlp.length
          rlp[index] = value
        }
        const found = decodePlainBlock(rlp, genesis, byLibrary)
        if (found === undefined) return
        taken++
        expect(found.fork).toBe(forkAt(genesis.forks, found.number, found.timestamp))
        expect(facts(found)).toEqual(facts(publicBlock(byLibrary(rlp, found.fork), found.fork)))
      }),
      { numRuns: 400 },
    )
    expect(taken).toBeGreaterThan(10)
  })

  it('leaves other lists and what follows a block to the library', () => {
    const genesis = genesisOf('london')
    const rlp = blockOf({ fork: 'london', number: 1n, extraData: new Uint8Array(0), transactions: [] }).serialize()
    expect(decodePlainBlock(rlp, genesis, byLibrary)?.isPlain).toBe(true)
    const [header, , uncles] = RLP.decode(rlp) as [Uint8Array[], Uint8Array[], Uint8Array[]]
    const six = [
      new Uint8Array(0),
      new Uint8Array(0),
      Uint8Array.of(1),
      new Uint8Array(20),
      new Uint8Array(0),
      new Uint8Array(0),
    ]
    const others: Uint8Array[] = [
      concat(rlp, Uint8Array.of(0)),
      RLP.encode([header, [], [header]]),
      RLP.encode([header, [six], uncles]),
      RLP.encode([header, [[...six, Uint8Array.of(27), new Uint8Array(0), new Uint8Array(0)]], uncles]),
      RLP.encode([header.slice(0, 15), [], uncles]),
      RLP.encode([header, []]),
      RLP.encode(header),
      new Uint8Array(0),
    ]
    for (const number of [1_920_000n, 1_920_009n, 12_965_000n]) {
      const numbered = header.map((field, index) => (index === 8 ? toScalar(number) : field))
      others.push(RLP.encode([numbered, [], uncles]))
      expect(() => byLibrary(others.at(-1) ?? rlp, 'london')).toThrow()
    }
    for (const other of others) expect(decodePlainBlock(other, genesis, byLibrary)).toBeUndefined()
  })

  it('does not change with the bytes that it was given', () => {
    const rlp = new Uint8Array(
      blockOf({ fork: 'london', number: 1n, extraData: new Uint8Array(4), transactions: [] }).serialize(),
    )
    const before = new Uint8Array(rlp)
    const block = decodeBlock(rlp, genesisOf('london'))
    rlp.fill(0)
    expect(block.rlp).toEqual(before)
    expect(block.source.serialize()).toEqual(before)
  })
})
