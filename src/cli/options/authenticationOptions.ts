import type { Option, OptionGroup } from './Option.ts'
import { textFor, yesOrNo } from './parsers.ts'

/** Who may ask. */
export interface AuthenticationSettings {
  readonly rpcHttpAuthenticationEnabled: boolean
  readonly rpcHttpAuthenticationCredentialsFile: string | undefined
  readonly rpcHttpAuthenticationJwtPublicKeyFile: string | undefined
  readonly rpcWsAuthenticationEnabled: boolean
  readonly rpcWsAuthenticationCredentialsFile: string | undefined
  readonly rpcWsAuthenticationJwtPublicKeyFile: string | undefined
}

const HELP = 'not there yet: refused'

/** Besu's options for authentication. What cannot be had must not be taken silently: they are checked and then refused. */
export const authenticationOptions: OptionGroup<AuthenticationSettings> = {
  rpcHttpAuthenticationEnabled: enabled('http'),
  rpcHttpAuthenticationCredentialsFile: file('rpc-http-authentication-credentials-file'),
  rpcHttpAuthenticationJwtPublicKeyFile: file('rpc-http-authentication-jwt-public-key-file'),
  rpcWsAuthenticationEnabled: enabled('ws'),
  rpcWsAuthenticationCredentialsFile: file('rpc-ws-authentication-credentials-file'),
  rpcWsAuthenticationJwtPublicKeyFile: file('rpc-ws-authentication-jwt-public-key-file'),
}

function enabled(transport: 'http' | 'ws'): Option<boolean> {
  return {
    name: `rpc-${transport}-authentication-enabled`,
    parse: yesOrNo,
    default: false,
    help: HELP,
    besu: true,
  }
}

function file(name: string): Option<string | undefined> {
  return { name, value: '<file>', parse: textFor('file'), default: undefined, help: HELP, besu: true }
}
