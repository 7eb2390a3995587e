import type { ApiGroup } from './apiGroups.ts'
import type { Call } from './Call.ts'
import type { JsonValue } from './JsonRpc.ts'
import type { Params } from './Params.ts'

/** Does what one method does. @throws {RpcError}; anything else is answered with "Internal error". */
export type Handler = (params: Params, call: Call) => JsonValue | Promise<JsonValue>

/**
 * How near a method is to Besu 24.3.0: `besu` the same, byte for byte; `simplified` the same shape with what a simulator can know;
 * `later` as in a later release of Besu, and absent from a node that is pinned to a version; `development` not Besu's.
 */
export type Fidelity = 'besu' | 'simplified' | 'later' | 'development'

/** One row of the method table. */
export interface Method {
  /** Group that must be enabled; `undefined`: always there. */
  readonly group: ApiGroup | undefined
  readonly fidelity: Fidelity
  /** Parameters and result in a few words, for the reference. */
  readonly params: string
  readonly result: string
  /** What is worth knowing, and every deviation from Besu; default nothing. */
  readonly note?: string
  /** `ws`: only where there is a connection that can be told something (spec 03 §6). */
  readonly transport?: 'ws'
  /** Mode of privacy in which the method exists; default both. */
  readonly privacy?: 'flexible' | 'offchain'
  /** The name exists only where web3j is helped (`web3jCompatible`). */
  readonly web3j?: true
  readonly handler: Handler
}

/** Methods by name. */
export type MethodSet = Readonly<Record<string, Method>>
