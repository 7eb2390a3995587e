import type { KeyObject } from 'node:crypto'
import type { JwtAlgorithm } from './jwtAlgorithms.ts'
import type { TokenContent } from './signToken.ts'

/** The key that the tokens of a service are checked with. */
export interface TokenKey {
  readonly algorithm: JwtAlgorithm
  /** `undefined` while there is none, and so no valid token either. */
  readonly publicKey: KeyObject | undefined
  /** Signs a token; absent when only the public key is known. */
  readonly sign?: (content: TokenContent) => Promise<string>
}
