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

/** Besu's checks of options for privacy, in its order (spec 04 §10.1). @returns warnings. @throws {UsageError}. */
export function validatePrivacy(
  resolved: ResolvedSettings<NodeSettings>,
  preset: { readonly hasKeys: boolean; readonly hasMarkerKeys: boolean },
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
  warnings.push(
    ...ignoredBecause(resolved, ['multiTenancyRules', 'tenants', 'tenantKeys'], 'privacyMultiTenancyEnabled'),
  )
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
  preset: { readonly hasKeys: boolean; readonly hasMarkerKeys: boolean },
): void {
  const sync = SYNC_MODES[settings.syncMode]
  if (sync !== undefined) throw new UsageError(`${sync} sync cannot be enabled with privacy.`)
  if (settings.pruningEnabled) throw new UsageError('Pruning cannot be enabled with privacy.')
  if (settings.privacyMultiTenancyEnabled) {
    if (!settings.rpcHttpAuthenticationEnabled && !settings.rpcWsAuthenticationEnabled) {
      throw new UsageError(
        'Privacy multi-tenancy requires either http authentication to be enabled or WebSocket authentication to be enabled',
      )
    }
    if (isGiven('privacyPublicKeyFile')) {
      throw new UsageError('Privacy multi-tenancy and privacy public key cannot be used together')
    }
  } else if (!isGiven('privacyPublicKeyFile') && !preset.hasKeys && !settings.privacyPluginEnabled) {
    throw new UsageError('Please specify Enclave public key file path to enable privacy')
  }
  if (settings.privacyPluginEnabled) {
    throw new UsageError(
      settings.privacyFlexibleGroupsEnabled
        ? 'Privacy Plugin can not be used with flexible privacy groups'
        : 'No Payload Provider has been provided. You must register one when enabling privacy plugin!',
    )
  }
  const signed = preset.hasMarkerKeys || isGiven('privacyMarkerTransactionSigningKeyFile')
  if (settings.minGasPrice > 0n && !signed) {
    throw new UsageError(
      'Not a free gas network. --privacy-marker-transaction-signing-key-file must be specified and must be a funded account. Private transactions cannot be signed by random (non-funded) accounts in paid gas networks',
    )
  }
}
