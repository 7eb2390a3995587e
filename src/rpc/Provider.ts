import { EventEmitter } from 'node:events'
import { type CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import type { Provider, ProviderEvents, ProviderRequest } from '../network/RpcAccess.ts'
import type { Caller } from './Call.ts'
import type { Connection } from './Connection.ts'
import type { JsonValue } from './JsonRpc.ts'
import { RpcError } from './RpcError.ts'
import type { RpcService } from './RpcService.ts'

/**
 * What a request to a provider fails with (EIP-1193): the numeric code, message and data of the JSON-RPC error, or 4900 once the network
 * has been closed.
 */
export class ProviderRpcError extends Error {
  override readonly name = 'ProviderRpcError'
  readonly code: number
  readonly data?: JsonValue

  constructor({ rpc: { code, message, data }, cause }: RpcError) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    if (data !== undefined) this.data = data
  }
}

/** EIP-1193: the provider has no connection to any chain. No code of Besu's. */
const DISCONNECTED = 4900

/**
 * A provider over a service; all its subscriptions are on one connection of its own.
 * @param enclaveKey in a node of several tenants, the one in whose name it asks.
 */
export function createProvider(service: RpcService, enclaveKey: string): Provider {
  const caller: Caller = { enclaveKey, authenticated: true, permissions: ['*:*'] }
  const events = new EventEmitter<ProviderEvents>()
  const connection: Connection = {
    notify: (message) => {
      const { method, params } = message as { readonly method: string; readonly params: JsonValue }
      events.emit('message', { type: method, data: params })
    },
  }
  const provider: Provider = {
    request: async ({ method, params }: ProviderRequest): Promise<never> => {
      const { closed } = service.rpc.network
      if (closed !== undefined) throw disconnected(closed)
      try {
        return (await service.call(method, params ?? [], connection, caller)) as never
      } catch (error) {
        if (!(error instanceof RpcError)) throw error
        // The network was closed while the request waited.
        throw isCoterieError(error.cause, 'CLOSED') ? disconnected(error.cause) : new ProviderRpcError(error)
      }
    },
    on: (name, listener) => {
      events.on(name, listener as never)
      return provider
    },
    removeListener: (name, listener) => {
      events.off(name, listener as never)
      return provider
    },
  }
  return provider
}

/** What a request to a network that has been closed fails with. */
function disconnected(closed: CoterieError): ProviderRpcError {
  return new ProviderRpcError(new RpcError({ code: DISCONNECTED, message: closed.message }, closed))
}
