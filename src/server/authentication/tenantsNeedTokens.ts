import { CoterieError } from '../../errors/CoterieError.ts'
import type { Network } from '../../network/Network.ts'
import type { ListenOptions } from '../../network/RpcAccess.ts'
import { authenticationOf } from './serviceAuthentication.ts'

/** Besu's refusal to serve tenants whom nobody asks who they are (spec 04 §10.1). */
export const TENANTS_NEED_TOKENS =
  'Privacy multi-tenancy requires either http authentication to be enabled or WebSocket authentication to be enabled'

/** Whether a node of a network has tenants; a data path knows that by itself, whatever it is opened with. */
export function hasTenants({ nodes }: Pick<Network, 'nodes'>): boolean {
  return nodes.some(({ context }) => context.multiTenancy !== undefined)
}

/**
 * Makes sure that servers of nodes with tenants ask for tokens somewhere: else they would have the development methods, with
 * which anybody reads everything.
 * @throws {CoterieError} `INVALID_OPTION`.
 */
export function requireTokensOfTenants(network: Pick<Network, 'nodes'>, options: ListenOptions): void {
  const isOpen = authenticationOf(options, 'http') === false && authenticationOf(options, 'ws') === false
  if (isOpen && hasTenants(network)) throw new CoterieError('INVALID_OPTION', TENANTS_NEED_TOKENS)
}
