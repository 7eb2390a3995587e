import type { KeyObject } from 'node:crypto'
import { CoterieError } from '../../errors/CoterieError.ts'
import { unixTime } from '../../network/clock.ts'
import type { AuthenticationOptions, ListenOptions } from '../../network/RpcAccess.ts'
import type { Logger } from '../../primitives/Logger.ts'
import { Authentication } from './Authentication.ts'
import { type ServiceName, checkCredentialsFile } from './credentialsFile.ts'
import { JWT_ALGORITHMS, type JwtAlgorithm, jwtAlgorithm } from './jwtAlgorithms.ts'
import { noAuthProblem } from './noAuthProblem.ts'
import { OwnKey } from './OwnKey.ts'
import { readPublicKeyFile } from './publicKeyFile.ts'
import type { TokenKey } from './TokenKey.ts'

/** How all servers of one kind find out who asks. */
export interface ServiceAuthentication {
  /** Methods for which no token is needed. */
  readonly noAuthMethods: ReadonlySet<string>
  /** For one more server: without key files each has a key of its own. */
  create(logger: Logger): Authentication
}

/** What the options of `network.listen` say about one kind of server; `false`: everybody may ask. */
export function authenticationOf(options: ListenOptions, kind: 'http' | 'ws'): AuthenticationOptions | false {
  const chosen = options[kind]?.authentication ?? options.authentication ?? false
  if (typeof chosen === 'boolean') return chosen && {}
  if (typeof chosen === 'object') return chosen
  throw invalid(`${kind}.authentication must be true, false or an object`)
}

/** Whether a service takes the tokens of `network.token()`. */
export function takesNetworkTokens({ credentialsFile, publicKeyFile }: AuthenticationOptions): boolean {
  return credentialsFile === undefined && publicKeyFile === undefined
}

/**
 * Reads and checks what one kind of server authenticates with; `undefined`: everybody may ask.
 * @param networkKey key of `network.token()`.
 * @throws {CoterieError} `INVALID_OPTION`, with Besu's text where it has one (spec 04 §2.3, §4.2, §10.2).
 */
export async function serviceAuthentication(
  options: ListenOptions,
  kind: 'http' | 'ws',
  networkKey: () => TokenKey,
): Promise<ServiceAuthentication | undefined> {
  const noAuthMethods = noAuthMethodsOf(options[kind]?.methodsNoAuth, kind)
  const chosen = authenticationOf(options, kind)
  if (chosen === false) return undefined
  const algorithm = algorithmOf(chosen.algorithm)
  const { credentialsFile, publicKeyFile } = chosen
  const service: ServiceName = kind === 'http' ? 'HTTP' : 'WS'
  if (credentialsFile !== undefined) await checkCredentialsFile(textOf(credentialsFile, 'credentialsFile'), service)
  let shared: TokenKey | undefined
  if (publicKeyFile !== undefined) {
    shared = givenKey(await readPublicKeyFile(textOf(publicKeyFile, 'publicKeyFile'), algorithm), algorithm)
  } else if (takesNetworkTokens(chosen)) {
    shared = networkKey()
  }
  const now = options.tokenTime ?? unixTime
  return {
    noAuthMethods,
    create: (logger) =>
      new Authentication({ key: shared ?? new OwnKey(), credentialsFile, noAuthMethods, now, logger }),
  }
}

function givenKey(publicKey: KeyObject, algorithm: JwtAlgorithm): TokenKey {
  return { publicKey, algorithm }
}

function algorithmOf(text = 'RS256'): JwtAlgorithm {
  const algorithm = typeof text === 'string' ? jwtAlgorithm(text) : undefined
  if (algorithm !== undefined) return algorithm
  throw invalid(`authentication.algorithm must be one of ${JWT_ALGORITHMS.join(', ')}, not ${text}`)
}

function noAuthMethodsOf(names: readonly string[] = [], kind: 'http' | 'ws'): ReadonlySet<string> {
  // What is no list has no method either.
  const problem = noAuthProblem(Array.isArray(names) ? names : [''], kind)
  if (problem === undefined) return new Set(names)
  throw invalid(problem)
}

function textOf(value: unknown, option: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw invalid(`authentication.${option} must be the name of a file`)
}

function invalid(message: string): CoterieError {
  return new CoterieError('INVALID_OPTION', message)
}
