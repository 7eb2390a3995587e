import type { Network } from '../../network/Network.ts'
import { hasTenants } from '../../server/authentication/tenantsNeedTokens.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'
import { ignoredBecause } from './ignoredBecause.ts'
import { requireAuthentication } from './validatePrivacy.ts'

/**
 * Checks settings against the network that has been opened: one that goes on in its data path has tenants without any option
 * that says so.
 * @returns warnings, one line each.
 * @throws {UsageError} as if the options had said it.
 */
export function validateNetwork(
  network: Pick<Network, 'nodes'>,
  resolved: ResolvedSettings<NodeSettings>,
): readonly string[] {
  if (!hasTenants(network)) return ignoredBecause(resolved, ['multiTenancyRules'], 'privacyMultiTenancyEnabled')
  requireAuthentication(resolved.settings)
  return []
}
