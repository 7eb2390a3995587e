import { noAuthProblem } from '../../server/authentication/noAuthProblem.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import { nodeOptions } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'
import { UsageError } from '../reportError.ts'
import { ignoredBecause } from './ignoredBecause.ts'
import { validateJoin } from './validateJoin.ts'
import { validatePrivacy } from './validatePrivacy.ts'
import { validateTls } from './validateTls.ts'

/**
 * Besu's checks of options at start-up, in its order and with its texts (spec 04 §10).
 * @param hasKeys whether the preset names the enclave keys of its nodes.
 * @returns warnings, one line each.
 * @throws {UsageError} for settings that Besu refuses.
 */
export function validateSettings(
  resolved: ResolvedSettings<NodeSettings>,
  preset: { readonly hasKeys: boolean },
): string[] {
  const { settings } = resolved
  requireMethods(settings)
  const warnings = [
    ...ignoredBecause(resolved, optionsOf('rpc-http-'), 'rpcHttpEnabled'),
    ...ignoredBecause(resolved, optionsOf('rpc-ws-'), 'rpcWsEnabled'),
  ]
  requireCredentials(settings)
  warnings.push(...algorithmsWithoutKey(resolved), ...validateTls(resolved))
  warnings.push(...validatePrivacy(resolved, preset), ...validateJoin(resolved))
  return warnings
}

/** Settings whose options begin so and depend on the option that ends in `enabled`. */
function optionsOf(prefix: string): (keyof NodeSettings)[] {
  const names = Object.keys(nodeOptions) as (keyof NodeSettings)[]
  return names.filter((name) => {
    const option = nodeOptions[name].name
    return option.startsWith(prefix) && option !== `${prefix}enabled`
  })
}

/** Also where the service is off. */
function requireMethods({ rpcHttpApiMethodsNoAuth, rpcWsApiMethodsNoAuth }: NodeSettings): void {
  const problem = noAuthProblem(rpcHttpApiMethodsNoAuth, 'http') ?? noAuthProblem(rpcWsApiMethodsNoAuth, 'ws')
  if (problem !== undefined) throw new UsageError(problem)
}

function requireCredentials(settings: NodeSettings): void {
  const { rpcHttpAuthenticationEnabled, rpcHttpAuthenticationCredentialsFile: http } = settings
  if (
    rpcHttpAuthenticationEnabled &&
    http === undefined &&
    settings.rpcHttpAuthenticationJwtPublicKeyFile === undefined
  ) {
    throw new UsageError(
      'Unable to authenticate JSON-RPC HTTP endpoint without a supplied credentials file or authentication public key file',
    )
  }
  const { rpcWsAuthenticationEnabled, rpcWsAuthenticationCredentialsFile: ws } = settings
  if (rpcWsAuthenticationEnabled && ws === undefined && settings.rpcWsAuthenticationJwtPublicKeyFile === undefined) {
    throw new UsageError(
      'Unable to authenticate JSON-RPC WebSocket endpoint without a supplied credentials file or authentication public key file',
    )
  }
}

/** Besu's warning, which names an option that does not exist (spec 04 §10.2). */
function algorithmsWithoutKey({ settings, isGiven }: ResolvedSettings<NodeSettings>): string[] {
  return (['Http', 'Ws'] as const).flatMap((kind) => {
    const isNeedless =
      settings[`rpc${kind}AuthenticationEnabled`] &&
      isGiven(`rpc${kind}AuthenticationJwtAlgorithm`) &&
      settings[`rpc${kind}AuthenticationJwtPublicKeyFile`] === undefined
    if (!isNeedless) return []
    const prefix = `--rpc-${kind.toLowerCase()}-authentication`
    return [
      `${prefix}-jwt-algorithm has been ignored because ${prefix}-public-key-file was not defined on the command line.`,
    ]
  })
}
