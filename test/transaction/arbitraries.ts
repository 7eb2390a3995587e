/** Generators of values and of broken encodings for the property tests of this folder. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { SECP256K1_ORDER } from '../../src/crypto/secp256k1.ts'
import { DecodeError } from '../../src/errors/DecodeError.ts'
import { concat } from '../../src/primitives/bytes.ts'
import { toAddress, toEnclaveKey } from '../../src/primitives/identifiers.ts'
import type { PrivateTransaction, UnsignedPrivateTransaction } from '../../src/transaction/privateTransaction.ts'

export const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length })
export const anyBytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength })

const unsigned = (bits: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: 2n ** bits - 1n })
const enclaveKey = anyBytes(100).map(toEnclaveKey)

export const unsignedPrivateTransaction: fc.Arbitrary<UnsignedPrivateTransaction> = fc.record({
  nonce: unsigned(64n),
  gasPrice: unsigned(256n),
  gasLimit: unsigned(64n),
  to: fc.option(bytes(20).map(toAddress), { nil: undefined }),
  value: unsigned(256n),
  payload: anyBytes(300),
  chainId: fc.option(fc.bigInt({ min: 1n, max: 2n ** 300n }), { nil: undefined }),
  privateFrom: enclaveKey,
  recipients: fc.oneof(
    anyBytes(70).map((groupId) => ({ kind: 'group', groupId }) as const),
    fc.array(enclaveKey, { maxLength: 4 }).map((privateFor) => ({ kind: 'legacy', privateFor }) as const),
  ),
  restriction: fc.constantFrom('restricted', 'unrestricted', 'unsupported'),
})

const signatureScalar = fc.bigInt({ min: 1n, max: SECP256K1_ORDER - 1n })

export const privateTransaction: fc.Arbitrary<PrivateTransaction> = fc
  .tuple(unsignedPrivateTransaction, signatureScalar, signatureScalar, fc.constantFrom(0 as const, 1 as const))
  .map(([fields, r, s, recId]) => {
    const v = (fields.chainId === undefined ? 27n : 35n + 2n * fields.chainId) + BigInt(recId)
    return { ...fields, signature: { v, r, s }, recId }
  })

/** One of `valid` with a few bytes flipped, replaced, removed, inserted, cut off or appended. */
export function mutated(...valid: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    kind: fc.constantFrom('flip', 'replace', 'remove', 'insert', 'truncate', 'extend', 'splice'),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    bit: fc.nat(7),
    filling: fc.uint8Array({ minLength: 1, maxLength: 6 }),
  })
  return fc
    .tuple(fc.constantFrom(...valid), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([start, changes]) => {
      let out = start
      for (const { kind, at, bit, filling } of changes) {
        const i = Math.floor(at * out.length)
        const head = out.subarray(0, i)
        if (kind === 'flip') out = concat(head, Uint8Array.of((out[i] ?? 0) ^ (1 << bit)), out.subarray(i + 1))
        else if (kind === 'replace') out = concat(head, filling.subarray(0, 1), out.subarray(i + 1))
        else if (kind === 'remove') out = concat(head, out.subarray(i + filling.length))
        else if (kind === 'insert') out = concat(head, filling, out.subarray(i))
        else if (kind === 'truncate') out = concat(head)
        else if (kind === 'extend') out = concat(out, filling)
        else out = concat(head, filling, out.subarray(i + filling.length))
      }
      return out
    })
}

/** Random bytes, and broken versions of `valid`. */
export const hostile = (...valid: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof({ weight: 1, arbitrary: anyBytes(400) }, { weight: 4, arbitrary: mutated(...valid) })

/** Decodes; `undefined` when the bytes were refused in the one way that is allowed, an assertion failure for any other. */
export function decoded<T>(decode: (bytes: Uint8Array) => T, input: Uint8Array): T | undefined {
  try {
    return decode(input)
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError)
    return undefined
  }
}

/** The error that `action` throws. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new RangeError('nothing was thrown')
}
