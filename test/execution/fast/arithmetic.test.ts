import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pushing, topOf } from './execute.ts'

const LIMIT = 2n ** 256n
const signed = (value: bigint): bigint => BigInt.asIntN(256, value)
const unsigned = (value: bigint): bigint => BigInt.asUintN(256, value)
const truth = (value: boolean): bigint => (value ? 1n : 0n)

const word = fc.oneof(
  fc.bigInt({ min: 0n, max: LIMIT - 1n }),
  fc.nat(300).map(BigInt),
  fc.nat(300).map((value) => LIMIT - 1n - BigInt(value)),
  fc.nat(255).map((bits) => 2n ** BigInt(bits)),
  fc.nat(256).map((bits) => 2n ** BigInt(bits) - 1n),
  fc.constantFrom(0n, 1n, 2n ** 255n),
)

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let bits = 255n; bits >= 0n; bits--) {
    result = unsigned(result * result)
    if (((exponent >> bits) & 1n) === 1n) result = unsigned(result * base)
  }
  return result
}

function signExtended(size: bigint, value: bigint): bigint {
  return size > 30n ? value : unsigned(BigInt.asIntN(8 * Number(size) + 8, value))
}

/** Opcodes of two operands: the top of the stack is `a`. */
const binary: readonly (readonly [name: string, opcode: string, (a: bigint, b: bigint) => bigint])[] = [
  ['ADD', '01', (a, b) => unsigned(a + b)],
  ['MUL', '02', (a, b) => unsigned(a * b)],
  ['SUB', '03', (a, b) => unsigned(a - b)],
  ['DIV', '04', (a, b) => (b === 0n ? 0n : a / b)],
  ['SDIV', '05', (a, b) => (b === 0n ? 0n : unsigned(signed(a) / signed(b)))],
  ['MOD', '06', (a, b) => (b === 0n ? 0n : a % b)],
  ['SMOD', '07', (a, b) => (b === 0n ? 0n : unsigned(signed(a) % signed(b)))],
  ['EXP', '0a', power],
  ['SIGNEXTEND', '0b', signExtended],
  ['LT', '10', (a, b) => truth(a < b)],
  ['GT', '11', (a, b) => truth(a > b)],
  ['SLT', '12', (a, b) => truth(signed(a) < signed(b))],
  ['SGT', '13', (a, b) => truth(signed(a) > signed(b))],
  ['EQ', '14', (a, b) => truth(a === b)],
  ['AND', '16', (a, b) => a & b],
  ['OR', '17', (a, b) => a | b],
  ['XOR', '18', (a, b) => a ^ b],
  ['BYTE', '1a', (a, b) => (a > 31n ? 0n : (b >> (8n * (31n - a))) & 0xffn)],
  ['SHL', '1b', (a, b) => (a > 255n ? 0n : unsigned(b << a))],
  ['SHR', '1c', (a, b) => (a > 255n ? 0n : b >> a)],
  ['SAR', '1d', (a, b) => unsigned(signed(b) >> (a > 255n ? 255n : a))],
]

describe('instructions that compute', () => {
  it.each(binary)('%s', (_, opcode, expected) => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(topOf(`${pushing(b)} ${pushing(a)} ${opcode}`)).toBe(expected(a, b))
        expect(topOf(`${pushing(a)} ${pushing(a)} ${opcode}`)).toBe(expected(a, a))
      }),
    )
  })

  it.each([
    ['ADDMOD', '08', (a: bigint, b: bigint) => a + b],
    ['MULMOD', '09', (a: bigint, b: bigint) => a * b],
  ] as const)('%s', (_, opcode, combined) => {
    fc.assert(
      fc.property(word, word, word, (a, b, n) => {
        const expected = n === 0n ? 0n : combined(a, b) % n
        expect(topOf(`${pushing(n)} ${pushing(b)} ${pushing(a)} ${opcode}`)).toBe(expected)
      }),
    )
  })

  it('ISZERO and NOT', () => {
    fc.assert(
      fc.property(word, (a) => {
        expect(topOf(`${pushing(a)} 15`)).toBe(truth(a === 0n))
        expect(topOf(`${pushing(a)} 19`)).toBe(LIMIT - 1n - a)
      }),
    )
  })
})
