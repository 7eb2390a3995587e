import { RecentMap } from '../../primitives/RecentMap.ts'
import { ANONYMOUS, type Caller } from '../../rpc/Call.ts'
import { type TokenClaims, callerAt, tokenClaims } from './TokenClaims.ts'
import type { TokenKey } from './TokenKey.ts'

/** At least so many tokens whose signatures are not looked at again. */
const KEPT = 128

/** Finds out who tokens stand for. A signature is checked once; times are checked always. */
export class TokenVerifier {
  readonly #key: TokenKey
  readonly #now: () => number
  readonly #known = new RecentMap<string, TokenClaims>(KEPT)

  /** @param now seconds since 1970. */
  constructor(key: TokenKey, now: () => number) {
    this.#key = key
    this.#now = now
  }

  /** Who a token stands for at the moment: nobody when it is not valid. */
  async callerOf(token: string): Promise<Caller> {
    const claims = this.#known.get(token) ?? (await this.#verify(token))
    return claims === undefined ? ANONYMOUS : callerAt(claims, Math.floor(this.#now()))
  }

  async #verify(token: string): Promise<TokenClaims | undefined> {
    const { publicKey, algorithm } = this.#key
    if (publicKey === undefined) return undefined
    const { compactVerify } = await import('jose')
    let payload: string
    try {
      payload = Buffer.from((await compactVerify(token, publicKey, { algorithms: [algorithm] })).payload).toString()
    } catch {
      // Whatever is wrong with it: it comes from outside and proves nothing.
      return undefined
    }
    const claims = tokenClaims(payload)
    if (claims !== undefined) this.#known.set(token, claims)
    return claims
  }
}
