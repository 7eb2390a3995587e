import { createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EnclaveKeyType, createEnclaveKeyPair, enclavePublicKey } from '../../src/enclave/enclaveKeys.ts'
import { fromBase64, fromHex, toBase64 } from '../../src/primitives/bytes.ts'

const types: readonly EnclaveKeyType[] = ['nacl', 'ec']

describe('enclavePublicKey', () => {
  it.each([
    ['hBsuQsGJzx4QHmFmBkNoI7YGnTmaZP4P+wBOdu56ljk=', 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo='],
    ['wjeHURxQJUqZvhjMv+lxoRlXYnX/mpm0Iu/ldBr32Qs=', 'Ko2bVqD+nNlNYL5EE7y3IdOnviftjiizpjRt+HTuFBs='],
  ])('gives the NaCl key of a known private key', (privateKey, publicKey) => {
    expect(toBase64(enclavePublicKey('nacl', fromBase64(privateKey)))).toBe(publicKey)
  })

  it('gives the EC key of a known private key', () => {
    const privateKey = fromHex('cca8a1a803d360da1f7154514b7231eb75fef05c72b9f8149251682dbea6572a')
    expect(toBase64(enclavePublicKey('ec', privateKey))).toBe(
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsbMR4rPAMSXsNLafFFvvj/nMTqBJnRCNAKu1d5mMwtfuy7j/bq6IwWCDins4uWetY0VRYCSF0RDb3chVl7ovyA==',
    )
  })

  it.each([
    ['nacl', new Uint8Array(31)],
    ['ec', new Uint8Array(32)],
    ['ec', new Uint8Array(32).fill(0xff)],
  ] as const)('refuses what is no %s private key', (type, privateKey) => {
    expect(() => enclavePublicKey(type, privateKey)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })
})

describe('createEnclaveKeyPair', () => {
  it.each(types)('makes the same %s pair of the same seed and another of another', (type) => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
        const pair = createEnclaveKeyPair({ type, seed: one })
        expect(createEnclaveKeyPair({ type, seed: one.slice() })).toEqual(pair)
        expect(pair.publicKey).toEqual(enclavePublicKey(type, pair.privateKey))
        const same = toBase64(createEnclaveKeyPair({ type, seed: other }).publicKey) === toBase64(pair.publicKey)
        expect(same).toBe(toBase64(one) === toBase64(other))
      }),
      { numRuns: 20 },
    )
  })

  it('makes keys of the right form', () => {
    const seed = Uint8Array.of(1, 2, 3)
    const nacl = createEnclaveKeyPair({ type: 'nacl', seed })
    const ec = createEnclaveKeyPair({ type: 'ec', seed })
    expect([nacl.publicKey.length, ec.publicKey.length]).toEqual([32, 91])
    expect(nacl.privateKey).not.toEqual(ec.privateKey)
    const parsed = createPublicKey({ key: Buffer.from(ec.publicKey), format: 'der', type: 'spki' })
    expect(parsed.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  })
})
