import type { MultiTenancyRules } from '../../node/MultiTenancy.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import type { Caller } from '../Call.ts'
import { isPrivateMethod } from '../isPrivateMethod.ts'
import type { Method } from '../Method.ts'
import { rpcError } from '../RpcError.ts'
import { Tenant } from './Tenant.ts'

/** Besu does not look for the user of these before they do: what is missing is an internal error (spec 04 §3). */
const NOT_DECORATED = new Set(['priv_subscribe', 'priv_unsubscribe'])

/** A request to a node of several tenants. */
interface Request {
  readonly name: string
  readonly method: Method
  readonly caller: Caller
}

/**
 * The tenant that a request acts for; `undefined` for a public method that comes without a key.
 * @throws {RpcError} for a private method: `UNAUTHORIZED` without a token, `INVALID_REQUEST` when that names no key.
 */
export function tenantOf(
  node: NodeContext,
  rules: MultiTenancyRules,
  { name, method, caller: { authenticated, enclaveKey } }: Request,
): Tenant | undefined {
  if (authenticated && enclaveKey !== undefined) return new Tenant(node, enclaveKey, rules)
  if (!isPrivateMethod(name, method)) return undefined
  if (NOT_DECORATED.has(name)) throw rpcError('INTERNAL_ERROR')
  throw rpcError(authenticated ? 'INVALID_REQUEST' : 'UNAUTHORIZED')
}
