import type { NetworkNode } from '../network/NetworkNode.ts'
import type { Network } from '../network/Network.ts'
import type { ApiGroup } from './apiGroups.ts'
import type { Connection } from './Connection.ts'
import type { NodeRpc } from './NodeRpc.ts'
import type { Tenant } from './tenancy/Tenant.ts'

/** How a request came. */
export type Transport = 'http' | 'ws' | 'provider'

/** Who sent a request, as its token says (spec 04 §2), and in whose name it acts. */
export interface Caller {
  /**
   * Own enclave key (spec 04 §1), base64 text. From a server it is the claim `privacyUserId`, else `privacyPublicKey`, as it came:
   * `undefined` without either. To a method of a node without multi-tenancy it is always the key of the node.
   */
  readonly enclaveKey: string | undefined
  /** Whether a valid token came with the request. */
  readonly authenticated: boolean
  /** The claim `permissions`; see `isPermitted`. */
  readonly permissions: readonly string[]
}

/** A caller without a valid token. */
export const ANONYMOUS: Caller = { enclaveKey: undefined, authenticated: false, permissions: [] }

/** One request on its way through a method. */
export interface Call {
  readonly rpc: NodeRpc
  readonly node: NetworkNode
  readonly network: Network
  readonly caller: Caller
  /** In a node of several tenants, the one that the request acts for; always there in private methods of such a node. */
  readonly tenant: Tenant | undefined
  readonly transport: Transport
  /** `undefined` over HTTP. */
  readonly connection: Connection | undefined
  /** API groups that the service has. */
  readonly groups: ReadonlySet<ApiGroup>
  /** Whether answers are to be such that web3j reads them. */
  readonly web3jCompatible: boolean
}
