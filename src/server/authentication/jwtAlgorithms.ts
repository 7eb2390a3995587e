import type { KeyObject } from 'node:crypto'

/** Algorithms that tokens may be signed with (spec 04 §2.3). `HS256` and `none` are not among them: both would let anybody sign. */
export const JWT_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const

/** One of {@link JWT_ALGORITHMS}. */
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number]

/** The algorithm that a text means, in any case. */
export function jwtAlgorithm(text: string): JwtAlgorithm | undefined {
  return JWT_ALGORITHMS.find((algorithm) => algorithm === text.toUpperCase())
}

const BY_CURVE: Readonly<Record<string, JwtAlgorithm>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' }
/** Shorter keys are no protection, and no library accepts them for tokens (RFC 7518 §3.3). */
const LEAST_RSA_BITS = 2048

/** Algorithms that a key can be used with, the usual one first. */
export function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly JwtAlgorithm[] {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails ?? {}
  if (asymmetricKeyType === 'rsa') return modulusLength < LEAST_RSA_BITS ? [] : ['RS256', 'RS384', 'RS512']
  const algorithm = asymmetricKeyType === 'ec' ? BY_CURVE[namedCurve] : undefined
  return algorithm === undefined ? [] : [algorithm]
}
