import type { Option, OptionGroup } from './Option.ts'
import { list, textFor, yesOrNo } from './parsers.ts'

/** What somebody says who wants TLS, which is refused: to serve without it would not be noticed. */
export interface TlsSettings {
  readonly rpcHttpTlsEnabled: boolean
  readonly rpcHttpTlsKeystoreFile: string | undefined
  readonly rpcHttpTlsKeystorePasswordFile: string | undefined
  readonly rpcHttpTlsClientAuthEnabled: boolean
  readonly rpcHttpTlsKnownClientsFile: string | undefined
  readonly rpcHttpTlsCaClientsEnabled: boolean
  readonly rpcHttpTlsProtocols: readonly string[]
  readonly rpcHttpTlsCipherSuites: readonly string[]
  readonly rpcWsSslEnabled: boolean
}

const CHECKED = 'only checked: there is no TLS here'

/** Besu's options for TLS (spec 04 §9.1); `rpc-ws-ssl-enabled` is of later releases. */
export const tlsOptions: OptionGroup<TlsSettings> = {
  rpcHttpTlsEnabled: flag('rpc-http-tls-enabled', 'refused: there is no TLS here; put a proxy that has it in front'),
  rpcHttpTlsKeystoreFile: file('rpc-http-tls-keystore-file'),
  rpcHttpTlsKeystorePasswordFile: file('rpc-http-tls-keystore-password-file'),
  rpcHttpTlsClientAuthEnabled: flag('rpc-http-tls-client-auth-enabled', CHECKED),
  rpcHttpTlsKnownClientsFile: file('rpc-http-tls-known-clients-file'),
  rpcHttpTlsCaClientsEnabled: flag('rpc-http-tls-ca-clients-enabled', CHECKED),
  rpcHttpTlsProtocols: {
    name: 'rpc-http-tls-protocols',
    aliases: ['rpc-http-tls-protocol'],
    value: '<names>',
    parse: list,
    default: ['TLSv1.3', 'TLSv1.2'],
    help: CHECKED,
    besu: true,
  },
  rpcHttpTlsCipherSuites: {
    name: 'rpc-http-tls-cipher-suites',
    aliases: ['rpc-http-tls-cipher-suite'],
    value: '<names>',
    parse: list,
    default: [],
    help: 'without effect: there is no TLS here',
    besu: true,
  },
  rpcWsSslEnabled: flag('rpc-ws-ssl-enabled', 'refused, as --rpc-http-tls-enabled is'),
}

function flag(name: string, help: string): Option<boolean> {
  return { name, parse: yesOrNo, default: false, help, besu: true }
}

function file(name: string): Option<string | undefined> {
  return { name, value: '<file>', parse: textFor('file'), default: undefined, help: CHECKED, besu: true }
}
