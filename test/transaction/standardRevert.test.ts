import { encodeErrorResult, parseAbi } from 'viem'
import { expect, it } from 'vitest'
import { standardRevert } from '../../src/transaction/standardRevert.ts'

const ABI = parseAbi(['error Error(string text)', 'error Panic(uint256 code)', 'error Other(uint256 code)'])
const panic = (code: bigint): `0x${string}` => encodeErrorResult({ abi: ABI, errorName: 'Panic', args: [code] })
const error = (text: string): `0x${string}` => encodeErrorResult({ abi: ABI, errorName: 'Error', args: [text] })

it.each(['', 'too low', 'zu wenig: 5 €'])('reads the text %j', (text) => {
  expect(standardRevert(error(text))).toEqual({
    name: 'Error',
    signature: 'Error(string)',
    args: [text],
    description: text,
  })
})

it.each([
  [0x00n, 'Panic(0x00): inserted by the compiler'],
  [0x01n, 'Panic(0x01): an assertion failed'],
  [0x11n, 'Panic(0x11): arithmetic overflow or underflow'],
  [0x12n, 'Panic(0x12): division or modulo by zero'],
  [0x21n, 'Panic(0x21): a value that the enum does not have'],
  [0x22n, 'Panic(0x22): a byte array in storage that is encoded wrongly'],
  [0x31n, 'Panic(0x31): pop of an empty array'],
  [0x32n, 'Panic(0x32): array index out of bounds'],
  [0x41n, 'Panic(0x41): too much memory allocated, or an array too large'],
  [0x51n, 'Panic(0x51): call of an internal function that was never set'],
  [0x99n, 'Panic(0x99)'],
  [2n ** 256n - 1n, `Panic(0x${'ff'.repeat(32)})`],
])('says what the panic %i means', (code, description) => {
  expect(standardRevert(panic(code))).toEqual({
    name: 'Panic',
    signature: 'Panic(uint256)',
    args: [code],
    description,
  })
})

it('reads a text that ends early as far as it goes', () => {
  expect(standardRevert(error('too low').slice(0, 2 + 2 * 71) as `0x${string}`)).toMatchObject({ args: ['too'] })
})

it.each(['0x', '0x08c379a0', '0x4e487b71', panic(1n).slice(0, -2), '0x00000000', '0x0102'])(
  'knows nothing of %s',
  (data) => {
    expect(standardRevert(data as `0x${string}`)).toBeUndefined()
  },
)

it('leaves custom errors to those who have the ABI', () => {
  expect(standardRevert(encodeErrorResult({ abi: ABI, errorName: 'Other', args: [1n] }))).toBeUndefined()
})
