import type { KeyObject } from 'node:crypto'
import type { JwtAlgorithm } from './jwtAlgorithms.ts'

/** Claims of a token that is made here; times are whole seconds since 1970. */
export interface TokenContent {
  readonly permissions: readonly string[]
  readonly username?: string
  /** Enclave key, base64 text. */
  readonly privacyPublicKey?: string
  readonly iat?: number
  readonly exp: number
}

/** A signed token (JWS, compact). */
export async function signToken(content: TokenContent, key: KeyObject, algorithm: JwtAlgorithm): Promise<string> {
  // Loaded when somebody signs.
  const { CompactSign } = await import('jose')
  return new CompactSign(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ typ: 'JWT', alg: algorithm })
    .sign(key)
}
