import type { Logger } from '../../primitives/Logger.ts'
import type { Answer } from '../answer.ts'
import { LOGIN_DISABLED } from '../refusals.ts'
import { type User, readCredentials } from './credentialsFile.ts'
import type { TokenKey } from './TokenKey.ts'

/** Seconds that a token of a login is valid. */
const VALID_FOR = 300

/** What an unknown user's password is compared with, so that the answer takes as long as for a known one. Nobody knows its password. */
const NOBODY = '$2b$10$qRAeUujA/ecGJcKRlf48sehgqRyatAObGlJsHNqkSyCXcRj4.Jacu'

const REQUIRED: Answer = { status: 400, body: 'Authentication failed: username and password are required.' }
const INCORRECT: Answer = { status: 401, body: 'Authentication failed: the username or password is incorrect.' }
/** Besu fails here, too: with a public key file it has nothing to sign with. */
const CANNOT_SIGN: Answer = { status: 500, body: 'Internal Server Error' }

/** What logins need beside their file. */
export interface LoginParts {
  readonly key: TokenKey
  /** Seconds since 1970. */
  readonly now: () => number
  /** Where a file that has become unusable is reported. */
  readonly logger: Logger
}

/** Gives tokens for names and passwords: `POST /login` (spec 04 §4.1). */
export class Login {
  readonly #file: string | undefined
  readonly #key: TokenKey
  readonly #now: () => number
  readonly #logger: Logger
  /** What was wrong with the file at the last login. */
  #problem: string | undefined

  /** @param file credentials file, read again at every login; `undefined`: nobody can log in. */
  constructor(file: string | undefined, { key, now, logger }: LoginParts) {
    this.#file = file
    this.#key = key
    this.#now = now
    this.#logger = logger
  }

  /** The answer to the body of a login. */
  async answer(body: string): Promise<Answer> {
    if (this.#file === undefined) return LOGIN_DISABLED
    const { username, password } = fieldsOf(body)
    if (username === undefined || username === null || password === undefined || password === null) return REQUIRED
    if (typeof username !== 'string' || typeof password !== 'string') return INCORRECT
    const user = await this.#user(this.#file, username)
    const { default: bcrypt } = await import('bcryptjs')
    const isRight = await bcrypt.compare(password, user?.password ?? NOBODY)
    if (user === undefined || !isRight) return INCORRECT
    if (this.#key.sign === undefined) return CANNOT_SIGN
    const now = Math.floor(this.#now())
    const { permissions, privacyPublicKey } = user
    const token = await this.#key.sign({
      permissions,
      username,
      ...(privacyPublicKey === undefined ? {} : { privacyPublicKey }),
      iat: now,
      exp: now + VALID_FOR,
    })
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token }) }
  }

  /** Callers are told nothing about the file; the log is, once until it changes: anybody can try to log in, often. */
  async #user(file: string, name: string): Promise<User | undefined> {
    const { user, problem } = await readCredentials(file)
    if (problem !== undefined && problem !== this.#problem) {
      this.#logger.warn('not everybody can log in: there is something wrong with the credentials file', {
        file,
        problem,
      })
    }
    this.#problem = problem
    return user(name)
  }
}

function fieldsOf(body: string): { readonly username?: unknown; readonly password?: unknown } {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
