import { p256 } from '@noble/curves/nist.js'
import { type KeyObject, createPublicKey } from 'node:crypto'
import { keccak256 } from '../../crypto/keccak.ts'
import type { Network } from '../../network/Network.ts'
import type { TokenContent } from './signToken.ts'
import type { TokenKey } from './TokenKey.ts'

/** A key that tokens are both signed and checked with. */
export interface NetworkKey extends TokenKey {
  readonly publicKey: KeyObject
  sign(content: TokenContent): Promise<string>
}

/**
 * The key of `network.token()`. Like everything random in a network it comes from the seed: the same content gives the same token
 * every time, and whoever knows the seed can make tokens, too.
 */
export function networkKey({ parts: { sequence } }: Pick<Network, 'parts'>): NetworkKey {
  let secret = sequence.fixed('token key')
  // Hardly ever: the digest is not below the order of P-256.
  while (!p256.utils.isValidSecretKey(secret)) secret = keccak256(secret)
  const point = p256.getPublicKey(secret, false)
  const key = { kty: 'EC', crv: 'P-256', x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) }
  return {
    algorithm: 'ES256',
    publicKey: createPublicKey({ key, format: 'jwk' }),
    // The signatures of the machine's library are different every time.
    sign: async (content) => {
      const text = `${base64url(JSON.stringify({ typ: 'JWT', alg: 'ES256' }))}.${base64url(JSON.stringify(content))}`
      return `${text}.${base64url(p256.sign(Buffer.from(text), secret))}`
    },
  }
}

const base64url = (value: string | Uint8Array): string => Buffer.from(value as string).toString('base64url')
