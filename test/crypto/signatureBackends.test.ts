import { secp256k1 as noble } from '@noble/curves/secp256k1.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SECP256K1_ORDER } from '../../src/crypto/secp256k1.ts'
import { SIGNATURE_KINDS, bestSignatureBackend, loadSignatureBackend } from '../../src/crypto/signatureBackends.ts'
import { toHex, toWord } from '../../src/primitives/bytes.ts'

const backends = SIGNATURE_KINDS.map(loadSignatureBackend).filter((backend) => backend !== undefined)
const scalar = fc.bigInt({ min: 1n, max: SECP256K1_ORDER - 1n })
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })
const attempt = (action: () => Uint8Array): string => {
  try {
    return toHex(action())
  } catch {
    return 'throws'
  }
}

describe('implementations of secp256k1', () => {
  it('are of three kinds, of which JavaScript is always there', () => {
    expect(loadSignatureBackend('pure')?.name).toBe('@noble/curves')
    for (const [index, name] of (['secp256k1', 'tiny-secp256k1'] as const).entries()) {
      const loaded = loadSignatureBackend(SIGNATURE_KINDS[index] ?? 'pure')
      if (loaded !== undefined) expect(loaded.name).toBe(name)
    }
    expect(bestSignatureBackend('native')).toEqual(expect.objectContaining({ name: backends[0]?.name }))
    expect(bestSignatureBackend('pure').name).toBe('@noble/curves')
  })

  it('sign the same, and recover who signed', () => {
    fc.assert(
      fc.property(scalar, digest, (secret, hash) => {
        const key = toWord(secret)
        const signed = backends.map((backend) => backend.sign(hash, key))
        expect(new Set(signed.map(({ signature, recId }) => `${recId} ${toHex(signature)}`)).size).toBe(1)
        const [{ signature, recId } = { signature: key, recId: 0 }] = signed
        const keys = backends.flatMap((backend) => [backend.publicKey(key), backend.recover(hash, signature, recId)])
        expect(new Set(keys.map(toHex)).size).toBe(1)
        expect(keys[0]).toEqual(noble.getPublicKey(key, false).subarray(1))
      }),
      { numRuns: 60 },
    )
  })

  it('recover the same key, or none, from any r and s', () => {
    fc.assert(
      fc.property(digest, scalar, scalar, fc.constantFrom(0, 1), (hash, r, s, recId) => {
        const signature = Uint8Array.from([...toWord(r), ...toWord(s)])
        expect(new Set(backends.map((backend) => attempt(() => backend.recover(hash, signature, recId)))).size).toBe(1)
      }),
      { numRuns: 60 },
    )
  })

  it('refuse private keys and signatures that are none', () => {
    const hash = new Uint8Array(32).fill(8)
    for (const backend of backends) {
      for (const key of [toWord(0n), toWord(SECP256K1_ORDER)]) {
        expect(attempt(() => backend.publicKey(key))).toBe('throws')
        expect(attempt(() => backend.sign(hash, key).signature)).toBe('throws')
      }
      const zero = Uint8Array.from([...toWord(0n), ...toWord(1n)])
      expect(attempt(() => backend.recover(hash, zero, 0))).toBe('throws')
    }
  })
})
