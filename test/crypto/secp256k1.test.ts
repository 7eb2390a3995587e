import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as present from '../../src/crypto/secp256k1.ts'
import { toHex } from '../../src/primitives/bytes.ts'

type Implementation = typeof present

const privateKey = fc
  .bigInt({ min: 1n, max: present.SECP256K1_ORDER - 1n })
  .map((key) => Uint8Array.from(Buffer.from(key.toString(16).padStart(64, '0'), 'hex')))
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })
const attempt = <T>(action: () => T): T | 'throws' => {
  try {
    return action()
  } catch {
    return 'throws'
  }
}

describe('secp256k1', () => {
  let pure: Implementation

  const importWith = async (variable: string, value: string): Promise<Implementation> => {
    vi.stubEnv(variable, value)
    vi.resetModules()
    try {
      return await import('../../src/crypto/secp256k1.ts')
    } finally {
      vi.unstubAllEnvs()
    }
  }

  beforeAll(async () => {
    pure = await importWith('COTERIE_PURE_CRYPTO', '1')
  })
  afterAll(() => {
    vi.resetModules()
  })

  it('uses the implementation that the environment asks for', async () => {
    expect(pure.signatureBackend).toBe('@noble/curves')
    expect((await importWith('COTERIE_CRYPTO', 'pure')).signatureBackend).toBe('@noble/curves')
    expect(['tiny-secp256k1', '@noble/curves']).toContain((await importWith('COTERIE_CRYPTO', 'wasm')).signatureBackend)
    expect((await importWith('COTERIE_CRYPTO', 'native')).signatureBackend).toBe(present.signatureBackend)
    await expect(importWith('COTERIE_CRYPTO', 'fast')).rejects.toThrow(/COTERIE_CRYPTO=fast is not known: use native/)
  })

  it('signs the same with both implementations, with a low s that recovers the signer', () => {
    fc.assert(
      fc.property(privateKey, digest, (key, hash) => {
        const signature = present.sign(hash, key)
        expect(pure.sign(hash, key)).toEqual(signature)
        expect(signature.s <= present.SECP256K1_ORDER / 2n).toBe(true)
        for (const { recoverPublicKey, signedDigest, privateKeyToAddress, publicKeyToAddress } of [present, pure]) {
          expect(toHex(publicKeyToAddress(recoverPublicKey(signedDigest(hash, signature))))).toBe(
            toHex(privateKeyToAddress(key)),
          )
        }
        expect(toHex(pure.privateKeyToAddress(key))).toBe(toHex(present.privateKeyToAddress(key)))
      }),
      { numRuns: 60 },
    )
  })

  it('recovers the same key, or none, from any r and s', () => {
    const scalar = fc.bigInt({ min: 1n, max: present.SECP256K1_ORDER - 1n })
    fc.assert(
      fc.property(digest, scalar, scalar, fc.constantFrom(0, 1), (hash, r, s, recId) => {
        const [a, b] = [present, pure].map(({ recoverPublicKey, signedDigest }) =>
          attempt(() => toHex(recoverPublicKey(signedDigest(hash, { r, s, recId })))),
        )
        expect(a).toBe(b)
      }),
      { numRuns: 60 },
    )
  })

  it('recovers signatures with a high s', () => {
    const key = new Uint8Array(32).fill(7)
    const hash = new Uint8Array(32).fill(8)
    const { r, s, recId } = present.sign(hash, key)
    const high = { r, s: present.SECP256K1_ORDER - s, recId: 1 - recId }
    for (const { recoverPublicKey, signedDigest, publicKeyToAddress } of [present, pure]) {
      expect(toHex(publicKeyToAddress(recoverPublicKey(signedDigest(hash, high))))).toBe(
        toHex(present.privateKeyToAddress(key)),
      )
    }
  })

  it('knows the accounts of spec 01 §12', () => {
    const key = Buffer.from('8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63', 'hex')
    expect(toHex(present.privateKeyToAddress(key))).toBe('0xfe3b557e8fb62b89f4916b721be55ceb828dbd73')
  })
})
