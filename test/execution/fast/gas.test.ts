import { describe, expect, it } from 'vitest'
import type { HardforkName } from '../../../src/chain/hardfork.ts'
import { HARDFORKS } from '../../../src/chain/hardfork.ts'
import { fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { address, slot } from '../../state/stores.ts'
import { executeFast, executeReference, gasOf, pushing, returningTop, topOf } from './execute.ts'

const OTHER = address(0x1002)
const slots = { [slot(1)]: Uint8Array.of(7) }

describe('gas', () => {
  it('starts with 2^63 - 1', () => {
    expect(topOf('5a')).toBe(2n ** 63n - 3n)
  })

  it.each([
    ['KECCAK256', '6000 6000 20 50', 3n + 3n + 30n + 2n],
    ['KECCAK256 of 33 bytes', '6021 6000 20 50', 3n + 3n + 30n + 2n * 6n + 2n * 3n + 2n],
    ['memory of 1 KiB', '6001 6103e0 52', 3n + 3n + 3n + 32n * 3n + 2n],
    ['EXP by one byte', '6009 6002 0a 50', 3n + 3n + 10n + 50n + 2n],
    ['EXP by 32 bytes', `${pushing(2n ** 255n)} 6002 0a 50`, 3n + 3n + 10n + 32n * 50n + 2n],
    ['EXP by 0', '6000 6002 0a 50', 3n + 3n + 10n + 2n],
    ['LOG2 of 3 bytes', '6001 6001 6003 6000 a2', 4n * 3n + 375n * 3n + 3n * 8n + 3n],
    ['CALLDATACOPY of 40 bytes', '6028 6000 6000 37', 9n + 3n + 2n * 3n + 2n * 3n],
    ['MUL', '6002 6003 02 50', 3n + 3n + 5n + 2n],
    ['JUMPDEST', '5b', 1n],
  ])('%s', (_, code, expected) => {
    expect(gasOf(code)).toBe(expected)
  })

  it.each<[string, string, Readonly<Partial<Record<HardforkName, bigint>>>]>([
    ['SLOAD', '6001 54 50', { constantinoplefix: 205n, istanbul: 805n, berlin: 2105n, cancun: 2105n }],
    ['SLOAD twice', '6001 54 50 6001 54 50', { istanbul: 1610n, berlin: 2210n }],
    ['SSTORE of the same', '6007 6001 55', { constantinoplefix: 5006n, istanbul: 806n, berlin: 2206n }],
    ['SSTORE of another', '6008 6001 55', { constantinoplefix: 5006n, istanbul: 5006n, berlin: 5006n }],
    ['SSTORE of a new slot', '6008 6002 55', { constantinoplefix: 20_006n, istanbul: 20_006n, berlin: 22_106n }],
    ['SSTORE twice', '6008 6001 55 6009 6001 55', { constantinoplefix: 10_012n, istanbul: 5812n, berlin: 5112n }],
    ['BALANCE', '6099 31 50', { constantinoplefix: 405n, istanbul: 705n, berlin: 2605n }],
    ['EXTCODEHASH', '6099 3f 50', { constantinoplefix: 405n, istanbul: 705n, berlin: 2605n }],
    ['a call', '6000 6000 6000 6000 6000 6099 5a f1 50', { constantinoplefix: 722n, berlin: 2622n }],
    ['a creation', '6000 6000 6000 f0 50', { london: 32_011n, shanghai: 32_011n }],
    ['a creation from 33 bytes', '6021 6000 6000 f0 50', { london: 32_017n, shanghai: 32_021n }],
  ])('%s by fork', (_, code, expected) => {
    const found = Object.keys(expected).map((fork) => [fork, gasOf(code, { fork: fork as HardforkName, slots })])
    expect(Object.fromEntries(found)).toEqual(expected)
  })

  it.each(HARDFORKS)('is the same as on the reference engine, left over after each kind of call: %s', async (fork) => {
    const accounts = { [OTHER]: { nonce: 1n, code: fromHex('5a60005260206000f3') } }
    for (const [opcode, value] of [
      ['f1', '6000'],
      ['f1', '6001'],
      ['f2', '6001'],
      ['f4', ''],
      ['fa', ''],
    ] as const) {
      for (const given of ['5a', '6000', '6064', '61ffff', pushing(2n ** 256n - 1n)]) {
        const code = `6020 6000 6000 6000 ${value} 73${OTHER.slice(2)} ${given} ${opcode} 5a 6000 51 16 01`
        const found = executeFast(returningTop(code), { fork, accounts, balance: 2n })
        expect(found).toEqual(await executeReference(returningTop(code), { fork, accounts, balance: 2n }))
      }
    }
  })

  it('an inner frame gets 63/64 at most, and what it was given is all that it loses', () => {
    const accounts = { [OTHER]: { nonce: 1n, code: fromHex('fe') } }
    const burning = (given: string): string => `6000 6000 6000 6000 6000 73${OTHER.slice(2)} ${given} f1 50`
    const overhead = 5n * 3n + 3n + 3n + 2600n + 2n
    expect(gasOf(burning('61ffff'), { accounts })).toBe(overhead + 0xffffn)
    const left = topOf(`${burning(pushing(2n ** 255n))} 5a`, { accounts })
    expect(left).toBe((2n ** 63n - 1n - overhead + 2n) / 64n - 2n - 2n)
  })

  it('is exhausted exactly', async () => {
    // Three times PUSH1 and POP: 15 gas.
    const accounts = { [OTHER]: { nonce: 1n, code: fromHex('600150600150600150') } }
    for (const [given, success] of [
      ['600e', 0n],
      ['600f', 1n],
    ] as const) {
      const code = `6000 6000 6000 6000 6000 73${OTHER.slice(2)} ${given} f1`
      expect(topOf(code, { accounts })).toBe(success)
      expect(toHex((await executeReference(returningTop(code), { accounts })).output)).toBe(
        `0x${success.toString().padStart(64, '0')}`,
      )
    }
  })
})
