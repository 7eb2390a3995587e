import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { callParameter } from '../../../src/rpc/parameters/callParameter.ts'

const TO = '0x000000000000000000000000000000000000007c'
const call = (more: object) => callParameter({ to: TO, data: '0x5aa68ac0', ...more })

describe('callParameter', () => {
  it('reads addresses, gas and data', () => {
    const { from, to, data, gas } = call({ from: '0x1', gas: '0x10' })
    expect([from && toHex(from), to && toHex(to), toHex(data), gas]).toEqual([
      `0x${'1'.padStart(40, '0')}`,
      TO,
      '0x5aa68ac0',
      16n,
    ])
  })

  it('takes empty and bare addresses', () => {
    expect(call({ from: '' }).from).toEqual(new Uint8Array(20))
    expect(call({ to: TO.slice(2) }).to).toEqual(fromHex(TO))
    expect(call({ from: null }).from).toBeUndefined()
  })

  it('reads gas as a literal', () => {
    expect([call({ gas: '100' }).gas, call({ gas: 100 }).gas, call({ gas: -1 }).gas]).toEqual([100n, 100n, -1n])
  })

  it('reads prices and value as hex, `0x` or not, and JSON numbers as they are', () => {
    expect(call({ gasPrice: '1000' }).gasPrice).toBe(4096n)
    expect(call({ gasPrice: 1000 }).gasPrice).toBe(1000n)
    expect([call({ value: '' }).value, call({ value: '0x' }).value, call({ value: 0 }).value]).toEqual([0n, 0n, 0n])
    expect(call({ value: '0x1' }).value).toBe(1n)
  })

  it('takes `input` instead of `data`', () => {
    expect(toHex(callParameter({ to: TO, input: '5aa68ac0' }).data)).toBe('0x5aa68ac0')
    expect(callParameter({}).data).toEqual(new Uint8Array(0))
  })

  it('reads an access list', () => {
    const key = `0x${'00'.repeat(31)}01`
    expect(call({ accessList: [{ address: TO, storageKeys: [key] }] }).accessList).toEqual([
      { address: fromHex(TO), storageKeys: [fromHex(key)] },
    ])
  })

  it('ignores keys that it does not know unless they are null', () => {
    expect(call({ nonce: '0x1', foo: {}, chainId: '0x539', type: '0x0', strict: true }).strict).toBe(true)
    expect(() => call({ nonce: null })).toThrow('Invalid params')
  })

  it.each([
    [{ from: 'xyz' }],
    [{ to: `0x00${TO.slice(2)}` }],
    [{ data: '0x5aa68ac' }],
    [{ input: '0x5aa68ac0' }],
    [{ gas: '' }],
    [{ gas: '0x' }],
    [{ gas: 'xyz' }],
    [{ gas: '08' }],
    [{ gas: '0xffffffffffffffff' }],
    [{ gasPrice: 'xyz' }],
    [{ value: -1 }],
    [{ strict: 'x' }],
    [{ accessList: {} }],
  ])('refuses %j', (more) => {
    expect(() => call(more)).toThrow('Invalid params')
  })

  it.each(['x', [], 5])('refuses %j instead of an object', (value) => {
    expect(() => callParameter(value)).toThrow('Invalid params')
  })
})
