import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from '../../primitives/Logger.ts'
import { ANONYMOUS, type Caller } from '../../rpc/Call.ts'
import type { Answer } from '../answer.ts'
import { bearerToken } from './bearerToken.ts'
import { Login } from './Login.ts'
import type { TokenKey } from './TokenKey.ts'
import { TokenVerifier } from './TokenVerifier.ts'

/** What the authentication of one server is made of. */
export interface AuthenticationParts {
  readonly key: TokenKey
  /** `undefined`: nobody can log in. */
  readonly credentialsFile: string | undefined
  /** Methods for which no token is needed. */
  readonly noAuthMethods: ReadonlySet<string>
  /** Seconds since 1970. */
  readonly now: () => number
  readonly logger: Logger
}

/** Finds out who asks a server, by tokens (spec 04 §2–§4). */
export class Authentication {
  readonly #verifier: TokenVerifier
  readonly #login: Login
  readonly #needsToken: boolean

  constructor({ key, credentialsFile, noAuthMethods, now, logger }: AuthenticationParts) {
    this.#verifier = new TokenVerifier(key, now)
    this.#login = new Login(credentialsFile, { key, now, logger })
    this.#needsToken = noAuthMethods.size === 0
  }

  /**
   * Who sent something with these headers; somebody with a token that is not valid is anonymous.
   * @returns `undefined` for somebody without a token when no method can do without.
   */
  async authenticate({ authorization }: IncomingHttpHeaders): Promise<Caller | undefined> {
    const token = bearerToken(authorization)
    if (token !== undefined) return this.#verifier.callerOf(token)
    return this.#needsToken ? undefined : ANONYMOUS
  }

  /** The answer to the body of a login. */
  login(body: string): Promise<Answer> {
    return this.#login.answer(body)
  }
}
