import { type KeyObject, createHmac, generateKeyPairSync, sign } from 'node:crypto'

/** Seconds since 1970 at which the servers of these tests are. */
export const NOW = 1_700_000_000

/** Claims of a token that permits everything and is valid for a minute. */
export const GOOD: Readonly<Record<string, unknown>> = { permissions: ['*:*'], exp: NOW + 60 }

/** A pair of keys. */
export interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** Pairs of all kinds that tests need; RSA takes long to make. */
export const rsa: Pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const otherRsa: Pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const curve = (namedCurve: string): Pair => generateKeyPairSync('ec', { namedCurve })

/** PEM of a public key. */
export const pemOf = ({ publicKey }: Pair): string => publicKey.export({ type: 'spki', format: 'pem' }).toString()

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token with any claims and any header, signed by hand. */
export function forge(
  claims: unknown,
  key: KeyObject = rsa.privateKey,
  header: Readonly<Record<string, unknown>> = {},
): string {
  const { alg = 'RS256' } = header as { readonly alg?: string }
  const text = `${part({ typ: 'JWT', alg, ...header })}.${part(claims)}`
  const signature = sign(`sha${alg.slice(2)}`, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

/** A token whose signature is an HMAC, or nothing. */
export function forgeWithSecret(claims: unknown, alg: string, secret: string | undefined): string {
  const text = `${part({ typ: 'JWT', alg })}.${part(claims)}`
  if (secret === undefined) return `${text}.`
  return `${text}.${createHmac(`sha${alg.slice(2)}`, secret)
    .update(text)
    .digest('base64url')}`
}
