import { EventEmitter } from 'node:events'
import type { Provider, ProviderEvents, ProviderRequest } from '../network/RpcAccess.ts'
import type { Caller } from './Call.ts'
import type { Connection } from './Connection.ts'
import type { JsonValue } from './JsonRpc.ts'
import { RpcError } from './RpcError.ts'
import type { RpcService } from './RpcService.ts'

/** What a request to a provider fails with (EIP-1193): the numeric code, message and data of the JSON-RPC error. */
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
      try {
        return (await service.call(method, params ?? [], connection, caller)) as never
      } catch (error) {
        throw error instanceof RpcError ? new ProviderRpcError(error) : error
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
