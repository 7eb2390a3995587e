import { JWT_ALGORITHMS, type JwtAlgorithm } from '../../server/authentication/jwtAlgorithms.ts'
import type { Option, OptionGroup } from './Option.ts'
import { list, oneOf, textFor, yesOrNo } from './parsers.ts'

/** Who may ask. */
export interface AuthenticationSettings {
  readonly rpcHttpAuthenticationEnabled: boolean
  readonly rpcHttpAuthenticationCredentialsFile: string | undefined
  readonly rpcHttpAuthenticationJwtPublicKeyFile: string | undefined
  readonly rpcHttpAuthenticationJwtAlgorithm: JwtAlgorithm
  readonly rpcHttpApiMethodsNoAuth: readonly string[]
  readonly rpcWsAuthenticationEnabled: boolean
  readonly rpcWsAuthenticationCredentialsFile: string | undefined
  readonly rpcWsAuthenticationJwtPublicKeyFile: string | undefined
  readonly rpcWsAuthenticationJwtAlgorithm: JwtAlgorithm
  readonly rpcWsApiMethodsNoAuth: readonly string[]
}

/** Besu's options for authentication (spec 04 §9). */
export const authenticationOptions: OptionGroup<AuthenticationSettings> = {
  rpcHttpAuthenticationEnabled: enabled('http'),
  rpcHttpAuthenticationCredentialsFile: credentials('http'),
  rpcHttpAuthenticationJwtPublicKeyFile: publicKey('http'),
  rpcHttpAuthenticationJwtAlgorithm: algorithm('http'),
  rpcHttpApiMethodsNoAuth: methodsNoAuth('http'),
  rpcWsAuthenticationEnabled: enabled('ws'),
  rpcWsAuthenticationCredentialsFile: credentials('ws'),
  rpcWsAuthenticationJwtPublicKeyFile: publicKey('ws'),
  rpcWsAuthenticationJwtAlgorithm: algorithm('ws'),
  rpcWsApiMethodsNoAuth: methodsNoAuth('ws'),
}

type Kind = 'http' | 'ws'

function titleOf(kind: Kind): string {
  return kind === 'http' ? 'HTTP' : 'WebSocket'
}

function enabled(kind: Kind): Option<boolean> {
  const help = `callers over ${titleOf(kind)} need tokens; development methods are off unless their API groups are given`
  return { name: `rpc-${kind}-authentication-enabled`, parse: yesOrNo, default: false, help, besu: true }
}

function credentials(kind: Kind): Option<string | undefined> {
  return file(`rpc-${kind}-authentication-credentials-file`, 'TOML file of users who can get tokens from POST /login')
}

function publicKey(kind: Kind): Option<string | undefined> {
  const help = 'PEM file of the public key that tokens are checked with; see coterie token'
  return file(`rpc-${kind}-authentication-jwt-public-key-file`, help)
}

function file(name: string, help: string): Option<string | undefined> {
  return { name, value: '<file>', parse: textFor('file'), default: undefined, help, besu: true }
}

function algorithm(kind: Kind): Option<JwtAlgorithm> {
  return {
    name: `rpc-${kind}-authentication-jwt-algorithm`,
    value: '<name>',
    parse: oneOf(...JWT_ALGORITHMS),
    default: 'RS256',
    help: `of the public key file: ${JWT_ALGORITHMS.join(', ')}`,
    besu: true,
  }
}

function methodsNoAuth(kind: Kind): Option<readonly string[]> {
  return {
    name: `rpc-${kind}-api-methods-no-auth`,
    aliases: [`rpc-${kind}-api-method-no-auth`],
    value: '<names>',
    parse: list,
    default: [],
    help: `methods over ${titleOf(kind)} that need no token, with commas`,
    besu: true,
  }
}
