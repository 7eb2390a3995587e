import { TENANTS_NEED_TOKENS } from '../../server/authentication/tenantsNeedTokens.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'
import { UsageError } from '../reportError.ts'
import { ignoredBecause } from './ignoredBecause.ts'

const SYNC_MODES: Readonly<Record<string, string>> = {
  FAST: 'Fast',
  SNAP: 'Snap',
  X_SNAP: 'Snap',
  CHECKPOINT: 'Checkpoint',
  X_CHECKPOINT: 'Checkpoint',
}

/**
 * Besu's checks of options for privacy, in its order (spec 04 §10.1). Key files are looked at next, by `planNetwork`, and
 * `validateStarted` has the rest.
 * @returns warnings.
 * @throws {UsageError}.
 */
export function validatePrivacy(
  resolved: ResolvedSettings<NodeSettings>,
  preset: { readonly hasKeys: boolean },
): string[] {
  const { settings, isGiven } = resolved
  const warnings = ignoredBecause(resolved, ['privacyMultiTenancyEnabled', 'privacyTlsEnabled'], 'privacyEnabled')
  if (!settings.privacyEnabled && (isGiven('privacyUrl') || isGiven('privacyPublicKeyFile'))) {
    warnings.push(
      '--privacy-url and/or --privacy-public-key-file ignored because none of --privacy-enabled was defined.',
    )
  }
  warnings.push(
    ...ignoredBecause(
      resolved,
      ['privacyTlsKeystoreFile', 'privacyTlsKeystorePasswordFile', 'privacyTlsKnownEnclaveFile'],
      'privacyTlsEnabled',
    ),
  )
  warnings.push(...ignoredBecause(resolved, ['tenants', 'tenantKeys'], 'privacyMultiTenancyEnabled'))
  if (settings.privacyEnabled) {
    requirePossible(settings, isGiven, preset)
    if (isGiven('privacyUrl') || settings.privacyTlsEnabled) {
      warnings.push('--privacy-url and --privacy-tls-enabled have no effect here: the enclaves are part of the program')
    }
  } else if ([...settings.rpcHttpApi, ...settings.rpcWsApi].some((api) => api === 'EEA' || api === 'PRIV')) {
    warnings.push('Privacy is disabled. Cannot use EEA/PRIV API methods when not using Privacy.')
  }
  return warnings
}

function requirePossible(
  settings: NodeSettings,
  isGiven: ResolvedSettings<NodeSettings>['isGiven'],
  preset: { readonly hasKeys: boolean },
): void {
  const sync = SYNC_MODES[settings.syncMode]
  if (sync !== undefined) throw new UsageError(`${sync} sync cannot be enabled with privacy.`)
  if (settings.pruningEnabled) throw new UsageError('Pruning cannot be enabled with privacy.')
  if (settings.privacyMultiTenancyEnabled) {
    requireAuthentication(settings)
    if (isGiven('privacyPublicKeyFile')) {
      throw new UsageError('Privacy multi-tenancy and privacy public key cannot be used together')
    }
  } else if (!isGiven('privacyPublicKeyFile') && !preset.hasKeys && !settings.privacyPluginEnabled) {
    throw new UsageError('Please specify Enclave public key file path to enable privacy')
  }
}

/** Tenants are told apart by their tokens. @throws {UsageError} when no service asks for one. */
export function requireAuthentication({
  rpcHttpAuthenticationEnabled,
  rpcWsAuthenticationEnabled,
}: Pick<NodeSettings, 'rpcHttpAuthenticationEnabled' | 'rpcWsAuthenticationEnabled'>): void {
  if (!rpcHttpAuthenticationEnabled && !rpcWsAuthenticationEnabled) throw new UsageError(TENANTS_NEED_TOKENS)
}
