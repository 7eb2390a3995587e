import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'
import { UsageError } from '../reportError.ts'
import { ignoredBecause } from './ignoredBecause.ts'

/** What Java, and so Besu, has. */
const PROTOCOLS = ['TLSv1.3', 'TLSv1.2']

/**
 * Besu's checks of TLS, in its order (spec 04 §10.2), and then a refusal: whoever asks for TLS must not be served without it. Which
 * cipher suites there are depends on Besu's Java; those are not looked at.
 * @returns warnings.
 * @throws {UsageError}.
 */
export function validateTls(resolved: ResolvedSettings<NodeSettings>): string[] {
  const { settings } = resolved
  if (settings.rpcHttpEnabled && settings.rpcHttpTlsEnabled) {
    throw new UsageError(besuProblem(settings) ?? refusal('--rpc-http-tls-enabled'))
  }
  if (settings.rpcWsEnabled && settings.rpcWsSslEnabled) throw new UsageError(refusal('--rpc-ws-ssl-enabled'))
  return ignoredBecause(
    resolved,
    [
      'rpcHttpTlsKeystoreFile',
      'rpcHttpTlsKeystorePasswordFile',
      'rpcHttpTlsClientAuthEnabled',
      'rpcHttpTlsKnownClientsFile',
      'rpcHttpTlsCaClientsEnabled',
      'rpcHttpTlsProtocols',
      'rpcHttpTlsCipherSuites',
    ],
    'rpcHttpTlsEnabled',
  )
}

function besuProblem(settings: NodeSettings): string | undefined {
  if (settings.rpcHttpTlsKeystoreFile === undefined) {
    return 'Keystore file is required when TLS is enabled for JSON-RPC HTTP endpoint'
  }
  if (settings.rpcHttpTlsKeystorePasswordFile === undefined) {
    return 'File containing password to unlock keystore is required when TLS is enabled for JSON-RPC HTTP endpoint'
  }
  const { rpcHttpTlsClientAuthEnabled, rpcHttpTlsCaClientsEnabled, rpcHttpTlsKnownClientsFile } = settings
  if (rpcHttpTlsClientAuthEnabled && !rpcHttpTlsCaClientsEnabled && rpcHttpTlsKnownClientsFile === undefined) {
    return 'Known-clients file must be specified or CA clients must be enabled when TLS client authentication is enabled for JSON-RPC HTTP endpoint'
  }
  if (settings.rpcHttpTlsProtocols.some((name) => PROTOCOLS.includes(name))) return undefined
  return `No valid TLS protocols specified (the following protocols are enabled: [${PROTOCOLS.join(', ')}])`
}

function refusal(option: string): string {
  return `${option}: Coterie has no TLS and would serve in the clear; leave it out, listen on loopback, and put a proxy that has TLS in front`
}
