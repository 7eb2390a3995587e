import type { Network } from '../network/Network.ts'
import type { MemberReport } from './Inspection.ts'

/** A member by its enclave key (base64), with the node of the network that has this key. */
export function memberOf(network: Network, key: string): MemberReport {
  return { key, node: network.nodes.find(({ enclaveKeys }) => enclaveKeys.includes(key))?.name ?? null }
}
