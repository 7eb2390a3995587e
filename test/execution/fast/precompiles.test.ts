import { type PrecompileFunc, getActivePrecompiles } from '@ethereumjs/evm'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HardforkName } from '../../../src/chain/hardfork.ts'
import { createForkRules } from '../../../src/execution/fast/ForkRules.ts'
import type { Precompile } from '../../../src/execution/fast/precompiles.ts'
import { concat, fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { address } from '../../state/stores.ts'

const { common, precompiles } = createForkRules('london')

/** A contract of the fast engine. */
function contract(number: number, of = precompiles): Precompile {
  const found = of.get(address(number))
  if (found === undefined) throw new RangeError(`there is no precompile ${number}`)
  return found
}

const libraryContracts = getActivePrecompiles(common)

/** The same contract of `@ethereumjs/evm`: what {@link contract} must give. */
function libraryContract(number: number): Precompile {
  const run = libraryContracts.get(address(number).slice(2)) as PrecompileFunc
  return (data, gas) => {
    const result = run({ data, gasLimit: gas, common, _EVM: {} as never })
    if (result instanceof Promise) throw new TypeError(`precompile ${number} is asynchronous`)
    if (result.exceptionError !== undefined) return undefined
    return { gasUsed: result.executionGasUsed, output: result.returnValue }
  }
}

const rounds = (count: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, count)
  return bytes
}
const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length })
/** 128 bits, sometimes all of them, or those of one half. */
const position = fc.oneof(
  bytes(16),
  fc.constantFrom('ff'.repeat(16), 'ff'.repeat(8) + '00'.repeat(8), '00'.repeat(8) + 'ff'.repeat(8)).map(fromHex),
)
const blake2Input = fc
  .tuple(fc.integer({ min: 0, max: 40 }).map(rounds), bytes(64), bytes(128), position, fc.nat(1))
  .map(([count, h, m, t, f]) => concat(count, h, m, t, Uint8Array.of(f)))

describe('BLAKE2F', () => {
  const [own, library] = [contract(9), libraryContract(9)]

  it('is the library’s, whatever the input', () => {
    fc.assert(
      fc.property(blake2Input, fc.bigInt(0n, 45n), (input, gas) => {
        expect(own(input, gas)).toEqual(library(input, gas))
        expect(own(input, 100n)).toEqual(library(input, 100n))
      }),
      { numRuns: 500 },
    )
  })

  it.each([9_999, 10_000, 10_001, 10_010, 20_000, 25_007])('is the library’s after %i rounds', (count) => {
    const input = concat(rounds(count), new Uint8Array(208).fill(0xc7), Uint8Array.of(1))
    expect(own(input, 30_000n)).toEqual(library(input, 30_000n))
  })

  it('does not care where its input stands', () => {
    const input = concat(Uint8Array.of(1), rounds(12), new Uint8Array(209), Uint8Array.of(1)).subarray(1, 214)
    expect(own(input, 12n)).toEqual(library(input.slice(), 12n))
  })

  it('costs a unit of gas for each round, up to 2^32 - 1', () => {
    const input = concat(rounds(2 ** 32 - 1), new Uint8Array(209))
    expect(own(input, 2n ** 32n - 2n)).toBeUndefined()
    const cheap = concat(rounds(12), new Uint8Array(209))
    expect(own(cheap, 11n)).toBeUndefined()
    expect(own(cheap, 12n)?.gasUsed).toBe(12n)
    expect(own(concat(rounds(0), new Uint8Array(209)), 0n)?.gasUsed).toBe(0n)
  })

  it.each([
    ['no input', new Uint8Array(0)],
    ['a byte less', new Uint8Array(212)],
    ['a byte more', new Uint8Array(214)],
    ['f of 2', concat(new Uint8Array(212), Uint8Array.of(2))],
    ['f of 255', concat(new Uint8Array(212), Uint8Array.of(255))],
  ])('fails with %s', (_, input) => {
    expect(own(input, 10n ** 6n)).toBeUndefined()
    expect(library(input, 10n ** 6n)).toBeUndefined()
  })

  it('is there from istanbul on', () => {
    const has = (fork: HardforkName): boolean => createForkRules(fork).precompiles.has(address(9))
    expect([has('constantinoplefix'), has('istanbul'), has('cancun')]).toEqual([false, true, true])
  })
})

describe('BLAKE2F without WebAssembly', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  it('is the library’s itself', async () => {
    vi.resetModules()
    vi.stubGlobal('WebAssembly', undefined)
    const { precompilesOf } = await import('../../../src/execution/fast/precompiles.ts')
    const fallback = contract(9, precompilesOf(common))
    fc.assert(
      fc.property(blake2Input, fc.bigInt(0n, 45n), (input, gas) => {
        expect(fallback(input, gas)).toEqual(contract(9)(input, gas))
      }),
    )
    expect(fallback(new Uint8Array(212), 10n)).toBeUndefined()
  })
})

describe('SHA256', () => {
  it('is the library’s, whatever input and gas', () => {
    const [own, library] = [contract(2), libraryContract(2)]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.bigInt(50n, 160n), (data, gas) => {
        expect(own(data, gas)).toEqual(library(data, gas))
      }),
      { numRuns: 300 },
    )
    const found = own(new Uint8Array(0), 60n)
    expect(found?.gasUsed).toBe(60n)
    expect(toHex(found?.output ?? new Uint8Array(0))).toMatch(/^0xe3b0c442/)
    expect(own(new Uint8Array(33), 83n)).toBeUndefined()
    expect(own(new Uint8Array(33), 84n)?.gasUsed).toBe(84n)
  })
})
