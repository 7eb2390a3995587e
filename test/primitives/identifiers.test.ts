import { describe, expect, it } from 'vitest'
import {
  DEFAULT_MANAGEMENT_CONTRACT,
  FLEXIBLE_PRIVACY_PRECOMPILE,
  MANAGEMENT_PROXY,
  RIPEMD160_PRECOMPILE,
  ZERO_ADDRESS,
} from '../../src/primitives/addresses.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import * as identifiers from '../../src/primitives/identifiers.ts'

describe('identifiers', () => {
  it.each<[string, (bytes: Uint8Array) => Uint8Array, number]>([
    ['address', identifiers.toAddress, 20],
    ['block hash', identifiers.toBlockHash, 32],
    ['transaction hash', identifiers.toTransactionHash, 32],
    ['state root', identifiers.toStateRoot, 32],
    ['privacy group id', identifiers.toGroupId, 32],
    ['payload handle', identifiers.toPayloadHandle, 32],
    ['group version', identifiers.toGroupVersion, 32],
  ])('%s', (what, make, length) => {
    const bytes = new Uint8Array(length)
    expect(make(bytes)).toBe(bytes)
    for (const wrong of [0, length - 1, length + 1]) {
      expect(() => make(new Uint8Array(wrong))).toThrow(new RegExp(`${what} must be ${length} bytes, not ${wrong}`))
    }
  })

  it('enclave keys have any length', () => {
    for (const length of [0, 32, 91]) expect(identifiers.toEnclaveKey(new Uint8Array(length))).toHaveLength(length)
  })
})

describe('reserved addresses (spec 01 §1)', () => {
  it.each([
    [FLEXIBLE_PRIVACY_PRECOMPILE, '7d'],
    [MANAGEMENT_PROXY, '7c'],
    [DEFAULT_MANAGEMENT_CONTRACT, '7b'],
    [RIPEMD160_PRECOMPILE, '03'],
    [ZERO_ADDRESS, '00'],
  ])('%#', (address, last) => {
    expect(toHex(address)).toBe(`0x${last.padStart(40, '0')}`)
  })
})
