import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'
import { UsageError } from '../reportError.ts'

/**
 * The checks of privacy that Besu makes when its plugins have started, in its order (spec 04 §10.1): what is wrong with options
 * and key files has been told before.
 * @param hasMarkerKeys whether the preset names keys that sign markers.
 * @throws {UsageError} with Besu's texts.
 */
export function validateStarted(
  { settings, isGiven }: ResolvedSettings<NodeSettings>,
  { hasMarkerKeys }: { readonly hasMarkerKeys: boolean },
): void {
  if (!settings.privacyEnabled) return
  const signed = hasMarkerKeys || isGiven('privacyMarkerTransactionSigningKeyFile')
  if (settings.minGasPrice > 0n && !signed) {
    throw new UsageError(
      'Not a free gas network. --privacy-marker-transaction-signing-key-file must be specified and must be a funded account. Private transactions cannot be signed by random (non-funded) accounts in paid gas networks',
    )
  }
  // There are no plugins, so that Besu's next check, plugins with flexible groups, is never reached.
  if (settings.privacyPluginEnabled) {
    throw new UsageError('No Payload Provider has been provided. You must register one when enabling privacy plugin!')
  }
}
