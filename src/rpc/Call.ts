import type { NetworkNode } from '../network/NetworkNode.ts'
import type { Network } from '../network/Network.ts'
import type { ApiGroup } from './apiGroups.ts'
import type { Connection } from './Connection.ts'
import type { NodeRpc } from './NodeRpc.ts'

/** How a request came. */
export type Transport = 'http' | 'ws' | 'provider'

/** In whose name a request acts. */
export interface Caller {
  /** Own enclave key (base64 text): that of the node (spec 04 §1). */
  readonly enclaveKey: string
}

/** One request on its way through a method. */
export interface Call {
  readonly rpc: NodeRpc
  readonly node: NetworkNode
  readonly network: Network
  readonly caller: Caller
  readonly transport: Transport
  /** `undefined` over HTTP. */
  readonly connection: Connection | undefined
  /** API groups that the service has. */
  readonly groups: ReadonlySet<ApiGroup>
  /** Whether answers are to be such that web3j reads them. */
  readonly web3jCompatible: boolean
}
