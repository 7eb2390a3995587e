import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { privateKeyToAddress, SECP256K1_ORDER } from '../../src/crypto/secp256k1.ts'
import { EMPTY_BYTES, fromHex, padLeft, toHex, toScalar } from '../../src/primitives/bytes.ts'
import { decodePrivateTransaction, encodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import {
  privateTransactionHash,
  recoverSender,
  signingHash,
  signPrivateTransaction,
} from '../../src/transaction/privateTransactionSignature.ts'
import { decoded, thrownBy, unsignedPrivateTransaction } from './arbitraries.ts'
import { clientVectors } from './clientVectors.ts'
import { CREATE_WIRE, LARGE_CHAIN_ID_WIRE, LEGACY_WIRE, OWNER, OWNER_KEY, UNPROTECTED_WIRE } from './vectors.ts'

const create = decodePrivateTransaction(CREATE_WIRE)

describe('golden vectors', () => {
  test('the creation of a group (spec 01 §12.1)', () => {
    expect(toHex(privateTransactionHash(create))).toBe(
      '0xfd5ad2cdc96a822488ab1979cbcfb63bd8f4c7f13083a273066c7ce0d8c7cb9d',
    )
    expect(toHex(recoverSender(create))).toBe(toHex(OWNER))
    expect(signPrivateTransaction(create, OWNER_KEY)).toEqual(create)
  })

  test.each(clientVectors)('what clients send: $name', (vector) => {
    const transaction = decodePrivateTransaction(fromHex(vector.raw))
    expect(toHex(signingHash(transaction))).toBe(vector.signingHash)
    expect(toHex(recoverSender(transaction))).toBe(toHex(OWNER))
    expect(toHex(privateTransactionHash(transaction))).toBe(vector.hash)
    expect(toHex(encodePrivateTransaction(signPrivateTransaction(transaction, OWNER_KEY)))).toBe(vector.raw)
  })

  test('a sender is recovered from every other encoding (spec 01 §12.4)', () => {
    const senders = [UNPROTECTED_WIRE, LEGACY_WIRE, LARGE_CHAIN_ID_WIRE].map((wire) =>
      toHex(recoverSender(decodePrivateTransaction(wire))),
    )
    // The signature is that of the first; over the other contents it belongs to somebody else.
    expect(new Set(senders).size).toBe(3)
    const again = decodePrivateTransaction(UNPROTECTED_WIRE)
    expect(toHex(recoverSender(again))).toBe(senders[0])
  })
})

describe('recoverSender', () => {
  test('keeps the answer for the same object', () => {
    const transaction = decodePrivateTransaction(CREATE_WIRE)
    expect(recoverSender(transaction)).toBe(recoverSender(transaction))
  })

  test('says that no sender fits', () => {
    // 5 is the x coordinate of no point of the curve.
    const transaction = { ...create, signature: { ...create.signature, r: 5n } }
    for (let i = 0; i < 2; i++) {
      expect(thrownBy(() => recoverSender(transaction))).toMatchObject({ code: 'DECODE_FAILED', kind: 'format' })
    }
  })

  test('accepts a high s', () => {
    const { v, r, s } = create.signature
    const other = { ...create, recId: 0, signature: { v: v - 1n, r, s: SECP256K1_ORDER - s } } as const
    expect(toHex(recoverSender(other))).toBe(toHex(OWNER))
  })

  test('an unsupported restriction is signed as the empty string', () => {
    const signed = signPrivateTransaction({ ...create, restriction: 'unsupported' }, OWNER_KEY)
    expect(toHex(recoverSender(decodePrivateTransaction(encodePrivateTransaction(signed))))).toBe(toHex(OWNER))
    expect(toHex(recoverSender({ ...create, restriction: 'unsupported' }))).not.toBe(toHex(OWNER))
  })
})

describe('signPrivateTransaction', () => {
  const privateKey = fc.bigInt({ min: 1n, max: SECP256K1_ORDER - 1n }).map((n) => padLeft(toScalar(n), 32))

  test('the signer of any transaction is recovered, also from its encoding', () => {
    fc.assert(
      fc.property(unsignedPrivateTransaction, privateKey, (unsigned, key) => {
        const signed = signPrivateTransaction(unsigned, key)
        const again = decodePrivateTransaction(encodePrivateTransaction(signed))
        expect(again).toEqual(signed)
        expect(recoverSender(again)).toEqual(privateKeyToAddress(key))
        expect(signed.signature.s <= SECP256K1_ORDER / 2n).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('any signature has a sender or is refused', () => {
    const scalar = fc.bigInt({ min: 1n, max: SECP256K1_ORDER - 1n })
    fc.assert(
      fc.property(scalar, scalar, (r, s) => {
        const sender = decoded(
          () => recoverSender({ ...create, signature: { v: create.signature.v, r, s } }),
          EMPTY_BYTES,
        )
        if (sender !== undefined) expect(sender).toHaveLength(20)
      }),
    )
  })

  test.each([
    ['a nonce of 65 bits', { nonce: 2n ** 64n }],
    ['a negative nonce', { nonce: -1n }],
    ['a gas price of 257 bits', { gasPrice: 2n ** 256n }],
    ['a gas limit of 65 bits', { gasLimit: 2n ** 64n }],
    ['a value of 257 bits', { value: 2n ** 256n }],
    ['a negative value', { value: -1n }],
    ['chain id 0', { chainId: 0n }],
    ['a negative chain id', { chainId: -1n }],
  ])('refuses %s', (_, change) => {
    expect(thrownBy(() => signPrivateTransaction({ ...create, ...change }, OWNER_KEY))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })

  test.each([new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(33).fill(1), toScalar(SECP256K1_ORDER)])(
    'refuses what is no private key (%#)',
    (key) => {
      expect(thrownBy(() => signPrivateTransaction(create, key))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    },
  )
})
