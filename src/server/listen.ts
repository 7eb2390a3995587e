import { CoterieError } from '../errors/CoterieError.ts'
import type { ListenOptions, NetworkServers } from '../network/RpcAccess.ts'
import type { NetworkRpc } from '../rpc/NetworkRpc.ts'

/** Starts the servers of a network. */
export async function listen(rpc: NetworkRpc, options: ListenOptions): Promise<NetworkServers> {
  throw new CoterieError('INVALID_OPTION', `not yet: ${rpc.network.chainId} ${options.host}`)
}
