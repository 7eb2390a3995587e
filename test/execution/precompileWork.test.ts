import { describe, expect, it } from 'vitest'
import { DEFAULT_EXECUTION_CAP } from '../../src/execution/engine.ts'
import { ExecutionCapReached } from '../../src/execution/executionErrors.ts'
import { precompileWork } from '../../src/execution/precompileWork.ts'
import { concat, fromHex, toWord } from '../../src/primitives/bytes.ts'
import { FIRST, groupWith } from './oneGroup.ts'

const name = (n: number): string => n.toString(16).padStart(40, '0')
const lengths = (base: bigint, exponent: bigint, modulus: bigint): Uint8Array =>
  concat(toWord(base), toWord(exponent), toWord(modulus))

describe('the work of precompiled contracts', () => {
  it.each<[string, number, Uint8Array, bigint, number | undefined]>([
    ['MODEXP of 32 bytes', 5, lengths(32n, 32n, 32n), 100_000n, 13],
    ['MODEXP with a long exponent', 5, lengths(32n, 10n ** 9n, 32n), 100_000n, undefined],
    ['MODEXP with a long base', 5, lengths(10n ** 9n, 1n, 1n), 100_000n, undefined],
    ['MODEXP with a long modulus', 5, lengths(1n, 1n, 2n ** 255n), 100_000n, undefined],
    ['MODEXP without lengths', 5, new Uint8Array(0), 0n, 0],
    ['pairing of two points', 8, new Uint8Array(384), 68_000n, 680],
    ['pairing of three points', 8, new Uint8Array(576), 68_000n, undefined],
    ['BLAKE2F with as many rounds', 9, fromHex('000003e8'), 1000n, 10],
    ['BLAKE2F with more rounds', 9, fromHex('000003e9'), 1000n, undefined],
    ['ECRECOVER', 1, new Uint8Array(128), 3000n, 30],
    ['ECRECOVER beyond the cap', 1, new Uint8Array(128), 2999n, undefined],
    ['a product of a point', 7, new Uint8Array(96), 100_000n, 600],
    ['RIPEMD-160', 3, new Uint8Array(1024), 0n, 16],
    ['identity of anything', 4, new Uint8Array(10_000), 0n, 0],
  ])('%s', (_, address, data, precompileGas, units) => {
    const work = (): number => precompileWork(name(address), data, { ...DEFAULT_EXECUTION_CAP, precompileGas })
    if (units === undefined) expect(work).toThrow(ExecutionCapReached)
    else expect(work()).toBe(units)
  })

  it('ends a transaction that calls MODEXP with lengths that gas allows and time does not', async () => {
    const length = '630000c350'
    const call = `${length}600052 ${length}602052 ${length}604052 6000 6000 620249f0 6000 6005 5a fa 00`
    const group = await groupWith([call])
    expect(await group.send({ to: FIRST })).toMatchObject({ status: 0, kind: 'capped' })
  })
})
